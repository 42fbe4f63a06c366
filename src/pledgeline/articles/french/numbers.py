"""French numbers: words, scales, bounds and ranges."""

from __future__ import annotations

from decimal import Decimal

from pledgeline.articles.phrases import Phrases, all_of, meaning_of
from pledgeline.articles.vocabulary import NumberWords, Scale

_UNITS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit"
    " dix-neuf"
)
_TENS = {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_TENS |= {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90, "une": 1}
_MILLION, _BILLION, _TRILLION = (Decimal(10) ** power for power in (6, 9, 12))


def _scales(table: dict[str, Scale]) -> dict[str, Scale]:
    return {word: scale for text, scale in table.items() for word in text.split()}


_DOLLAR_SIGNED = {
    "meur": Scale(factor=_MILLION, currency="EUR"), "musd": Scale(factor=_MILLION, currency="USD"),
    "mdeur": Scale(factor=_BILLION, currency="EUR"), "mdseur": Scale(factor=_BILLION, currency="EUR"),
    "mdusd": Scale(factor=_BILLION, currency="USD"), "mdsusd": Scale(factor=_BILLION, currency="USD"),
    "keur": Scale(factor=Decimal(1000), currency="EUR"), "kusd": Scale(factor=Decimal(1000), currency="USD"),
    "mchf": Scale(factor=_MILLION, currency="CHF"),
}  # fmt: skip

NUMBERS = NumberWords(
    decimal_mark=",",
    units={word: number for number, word in enumerate(_UNITS.split()) if "-" not in word} | _TENS,
    hundred=frozenset({"cent", "cents"}),
    thousand=frozenset({"mille"}),
    joins=frozenset({"et"}),
    one=frozenset({"un", "une"}),
    scales=_scales(
        {
            "mille": Scale(factor=Decimal(1000)),
            "millier": Scale(factor=Decimal(1000)),
            "milliers": Scale(factor=Decimal(1000), plural=True),
            "million mln mio": Scale(factor=_MILLION),
            "millions": Scale(factor=_MILLION, plural=True),
            "milliard md mds mrd mrds mia bn": Scale(factor=_BILLION),
            "milliards": Scale(factor=_BILLION, plural=True),
            "billion": Scale(factor=_TRILLION, flags=("billion_in_french",)),
            "billions": Scale(factor=_TRILLION, plural=True, flags=("billion_in_french",)),
            "trillion": Scale(factor=_TRILLION, flags=("trillion_in_french",)),
            "trillions": Scale(factor=_TRILLION, plural=True, flags=("trillion_in_french",)),
            "dizaine": Scale(factor=Decimal(10), flags=("approximate",)),
            "dizaines": Scale(factor=Decimal(10), plural=True),
            "douzaine": Scale(factor=Decimal(12), flags=("approximate",)),
            "douzaines": Scale(factor=Decimal(12), plural=True),
            "quinzaine": Scale(factor=Decimal(15), flags=("approximate",)),
            "vingtaine": Scale(factor=Decimal(20), flags=("approximate",)),
            "trentaine": Scale(factor=Decimal(30), flags=("approximate",)),
            "quarantaine": Scale(factor=Decimal(40), flags=("approximate",)),
            "cinquantaine": Scale(factor=Decimal(50), flags=("approximate",)),
            "soixantaine": Scale(factor=Decimal(60), flags=("approximate",)),
            "centaine": Scale(factor=Decimal(100), flags=("approximate",)),
            "centaines": Scale(factor=Decimal(100), plural=True),
            "k": Scale(factor=Decimal(1000), letter=True),
            "m": Scale(factor=_MILLION, letter=True),
            "b": Scale(factor=_BILLION, letter=True),
            "t": Scale(factor=_TRILLION, letter=True),
        }
    )
    | _DOLLAR_SIGNED,
    of=frozenset({"de", "d"}),
    several=Phrases({"plusieurs": True, "quelques": True, "de nombreux": True, "de nombreuses": True, "des": False}),
    halves=meaning_of(
        {
            Decimal("0.5"): "un demi -; un demi; demi -; une demi -; la moitié d'un; une moitié de",
            Decimal("0.25"): "un quart de; un quart d'un",
            Decimal("0.75"): "trois quarts de; trois quarts d'un",
        }
    ),
    and_half=meaning_of(
        {
            Decimal("0.5"): "et demi; et demie",
            Decimal("0.25"): "et quart; un quart",
            Decimal("0.75"): "trois quarts",
        }
    ),
    bounds=meaning_of(
        {
            "at_least": (
                "au moins; plus de; au minimum; un minimum de; minimum; pas moins de; au - delà de; supérieur à; "
                "supérieure à; supérieurs à; supérieures à; dépassant; dépassant les; dépassant le; bien plus de; >; "
                "≥; un peu plus de; largement plus de; nettement plus de; excédant; dépasse; dépassent; à partir de; "
                "au bas mot"
            ),
            "at_most": (
                "jusqu'à; au plus; moins de; au maximum; un maximum de; maximum; inférieur à; "
                "inférieure à; tout au plus; un peu moins de; pas plus de; sous les; sous la barre des; "
                "sous la barre de; plafonné à; plafonnée à; plafonnés à; dans la limite de; <; ≤; bien moins de; "
                "nettement moins de; inférieurs à; inférieures à; à concurrence de"
            ),
            "approximate": (
                "plus ou moins; près de; environ; quelque; presque; autour de; aux alentours de; de l'ordre de; "
                "à peu près; ~; ≈; approximativement; env.; avoisinant; avoisinant les; proche de; proches de; "
                "grosso modo; pas loin de; peu ou prou; quasiment; aux environs de; dans les; quasi; avoisine; "
                "avoisine les; approchant; approchant les; voisin de"
            ),
        }
    ),
    bounds_after=meaning_of(
        {
            "at_least": (
                "ou plus; au moins; au minimum; minimum; au bas mot; et plus; voire plus; ou davantage; +; a minima; "
                "voire davantage"
            ),
            "at_most": "au plus; au maximum; maximum; ou moins; tout au plus; max.",
            "approximate": "environ; à peu près; peu ou prou; approximativement; grosso modo",
        }
    ),
    openers={"entre": ("et",), "de": ("à", "-", "–"), "d": ("à", "-", "–"), "des": ("aux", "à")},
    connectors=frozenset({"à", "-", "–", "—"}),
    alternatives=frozenset({"ou", "et"}),
    moves=all_of(
        "passer; passe; passé; passée; passés; passées; passera; passerait; passeront; passait; passant; porter; "
        "porté; portée; portés; porte; portera; porterait; portant; grimper; grimpé; grimpe; grimpera; bondir; "
        "bondi; bondit; chuter; chuté; chute; tomber; tombé; tombée; tombe; augmenter; augmenté; augmente; "
        "augmentera; relever; relevé; relevée; relève; relèvera; réduire; réduit; réduite; réduira; ramener; ramené; "
        "ramenée; ramène; monter; monté; montée; monte; baisser; baissé; baisse; abaissé; abaissée; abaisser; "
        "progresser; progressé; progresse; reculer; reculé; recule; rehausser; rehaussé; rehaussée; glissé; "
        "dégringolé; évolué; accru; accroître; doublé; triplé; hausse; évoluer; étendre; étendu; élever; élevé; "
        "revoir; revu; revue; dévissé; gonflé; quadruplé; a pris; ont pris; prend; prenait; gagne; gagné; gagnait; "
        "perd; perdu; perdait; cède; cédait; lâche; avance; avancé; grignote"
    ),
    names=all_of(
        "s & p; cac; sbf; nikkei; ftse; dax; dow; nasdaq; fortune; global; boeing; airbus; top; n°; no; no.; nº; "
        "numéro; route; chapitre; article; page; pages; p.; pp.; apollo; covid; iso; euro stoxx; stoxx; hang seng; "
        "kospi; topix; modèle; phase; niveau; figure; tableau; salle; porte; terminal; version; windows; iphone; "
        "galaxy; gpt; âgé de; âgée de; classe; formule; chaîne; bus; ligne; étape; acte; lot; lots; phases; alinéa; "
        "note; série; unité; "
        "tranche; réacteur; étage; bâtiment; hangar; catégorie; vol; rue; avenue; boulevard; quai; peugeot; renault; "
        "fiat; rn"
    ),
)
