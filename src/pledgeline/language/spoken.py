"""Which language is spoken: an argument of the rim that every page would otherwise hand on to every sentence."""

from __future__ import annotations

import gettext
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ENGLISH, FRENCH = "en", "fr"
CODES = (ENGLISH, FRENCH)
DOMAIN = "pledgeline"
_OWN = "PLEDGELINE_LANG"
_CUSTOMARY = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A language by its code, and its catalogue of sentences."""

    code: str
    sentences: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)


_SPOKEN: ContextVar[Tongue] = ContextVar("spoken", default=Tongue(code=ENGLISH))  # noqa: B039  frozen


def spoken() -> Tongue:
    """The language that is spoken here; English where nobody has chosen."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: str | Tongue) -> Iterator[None]:
    """Speak a language within the block; other threads and tasks are not heard. Raises KeyError for an unknown code."""
    token = _SPOKEN.set(language if isinstance(language, Tongue) else tongue(language))
    try:
        yield
    finally:
        _SPOKEN.reset(token)


@cache
def tongue(code: str) -> Tongue:
    """The language of a code, its catalogue read once; raises KeyError for an unknown code."""
    if code not in CODES:
        raise KeyError(code)
    if code == ENGLISH:
        return Tongue(code=ENGLISH)
    from importlib.resources import files  # noqa: PLC0415  # English needs none of it

    catalogue = files("pledgeline.language") / "locale" / code / "LC_MESSAGES" / f"{DOMAIN}.mo"
    with catalogue.open("rb") as stream:
        return Tongue(code=code, sentences=gettext.GNUTranslations(stream))


def chosen(environment: Mapping[str, str]) -> str:
    """The language that an environment asks for; English where it asks for none that is spoken.

    `PLEDGELINE_LANG` is asked first, then, as gettext does, `LC_ALL`, `LC_MESSAGES` and `LANG`: the first that is
    set decides, and `LANGUAGE`, a list, comes before it unless it is the C locale.
    """
    own = environment.get(_OWN, "")
    if own:
        return _known([own])
    locale = next((environment[name] for name in _CUSTOMARY if environment.get(name)), "")
    wishes = environment.get("LANGUAGE", "").split(":") if _code(locale) not in {"", "c", "posix"} else []
    return _known([*filter(None, wishes), locale])


def _known(wishes: list[str]) -> str:
    return next((code for wish in wishes if (code := _code(wish)) in CODES), ENGLISH)


def _code(locale: str) -> str:
    """`fr` of `fr_FR.UTF-8`."""
    return locale.replace("-", "_").partition(".")[0].partition("@")[0].partition("_")[0].lower()
