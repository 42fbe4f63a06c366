"""Currencies in use, by their three letters."""

from __future__ import annotations

from pledgeline.language.saying import said
from pledgeline.units.literal import LiteralError
from pledgeline.units.spelling import closest

# Alphabetic codes of ISO 4217 for currencies in circulation; funds, metals and test codes left out.
CODES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG
    HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR
    RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
    TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905  a list of 150 quoted codes reads worse
)
OFTEN = ("USD", "EUR", "JPY", "GBP", "CNY", "CHF", "AUD", "CAD", "HKD", "SGD", "KRW", "INR", "TWD", "SAR", "AED")
SYMBOLS = {"US$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₩": "KRW", "₹": "INR", "CHF.": "CHF"}
CODE = r"[A-Z]{3}"


def currency(code: str) -> str:
    """The code itself; raises `LiteralError` where no such currency exists."""
    if code in CODES:
        return code
    near = _near(code.upper())
    raise LiteralError(
        said("'{code}' is not a currency", code=code[:20]),
        said("did you mean {name}?", name=near) if near else said("write its three letters, such as USD"),
    )


def _near(code: str) -> str:
    """A currency that may have been meant: the same letters, else nearly the same; those often used first."""
    often = (*OFTEN, *sorted(CODES))
    same = (known for known in often if sorted(known) == sorted(code))
    return next(same, "") or closest(code, OFTEN) or closest(code, CODES)
