"""French dates: months, quarters, deadlines."""

from __future__ import annotations

from pledgeline.articles.phrases import Phrases, all_of, listed, meaning_of
from pledgeline.articles.vocabulary import DateWords

_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_MONTH_NUMBERS = {name: number for number, name in enumerate(_MONTHS.split(), start=1)}


def _due(latest: str, earliest: str) -> Phrases[bool]:
    return Phrases(dict.fromkeys(listed(latest), True) | dict.fromkeys(listed(earliest), False))


DATES = DateWords(
    day_first=True,
    months=_MONTH_NUMBERS | {"fevrier": 2, "aout": 8, "decembre": 12},
    short_months={"janv": 1, "févr": 2, "fév": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "déc": 12},
    plain_months=frozenset({"mars", "mai", "avr", "nov", "oct"}),
    ordinals={
        "premier": 1,
        "première": 1,
        "deuxième": 2,
        "second": 2,
        "seconde": 2,
        "troisième": 3,
        "quatrième": 4,
        "dernier": 4,
        "1er": 1,
        "1re": 1,
        "2e": 2,
        "2ème": 2,
        "3e": 3,
        "3ème": 3,
        "4e": 4,
        "4ème": 4,
        "2nd": 2,
        "premiere": 1,
        "deuxieme": 2,
        "troisieme": 3,
        "quatrieme": 4,
    },
    ordinal_ends=frozenset({"er", "e", "ème", "eme", "re", "nd"}),
    quarter=frozenset({"trimestre"}),
    half=frozenset({"semestre"}),
    half_words={
        "premier": 1,
        "1er": 1,
        "second": 2,
        "deuxième": 2,
        "2e": 2,
        "2nd": 2,
        "deuxieme": 2,
        "2ème": 2,
        "dernier": 2,
    },
    seasons={"printemps": 1, "été": 2, "automne": 3},
    fiscal=frozenset({"exercice", "fiscal", "fiscale"}),
    linking=frozenset({"de", "du", "d", "'", ",", "l"}),
    before=frozenset({"avant"}),
    articles=frozenset({"le", "la", "du", "au", "cette", "ce", "les", "sa", "son"}),
    negations=frozenset({"pas", "jamais", "guère"}),
    deadlines=_due(
        "d'ici; d'ici à; d'ici à la; d'ici la; d'ici au; d'ici le; avant; avant la; avant le; au plus tard; "
        "au plus tard en; au plus tard le; au plus tard à la; à l'horizon; d'ici l'; avant l'; au plus tard au; "
        "d'ici en; d'ici au mois de; avant le mois de; d'ici à l'; à horizon; d'ici à l'horizon; d'ici le mois de; "
        "au plus tard à; au plus tard d'ici; à l'échéance; pour l'horizon; horizon; d'ici au plus tard; "
        "pas plus tard qu'en; pas plus tard que",
        "pas avant; au plus tôt en; au plus tôt le; pas avant le; au plus tôt",
    ),
    edges=meaning_of(
        {
            "start": "début; début de; tout début; début du mois de; début du; tout début de",
            "middle": "mi -; mi; milieu de",
            "end": "fin; fin de; fin du; fin du mois de; toute fin de",
        }
    ),
    in_words=all_of(
        "en; depuis; d'ici; d'ici à; avant; après; jusqu'en; jusqu'à; dès; fin; début; mi; mi -; année; l'année; "
        "exercice; l'exercice; horizon; à partir de; courant; fin de; début de; la fin de; été; hiver; printemps; "
        "automne; l'an; pour l'année; entre; vers; l'exercice fiscal; qu'en; fin d'année; janvier; au cours de; "
        "milieu de; à l'horizon; depuis début; depuis fin; sur l'année; au plus tard en; à compter de; l'horizon; "
        "d'année; millésime; campagne; courant de"
    ),
    listing=frozenset({",", "et", "ou"}),
    weak_in_words=all_of("de; pour; à; sur; et; ou; que; du; contre"),
    openers={"entre": ("et",), "de": ("à", "-", "–"), "du": ("au",), "d": ("à",)},
    connectors=frozenset({"-", "–", "à"}),
    year_words=all_of("en; depuis; d'ici; d'ici à; dès; jusqu'en; avant; depuis l'an; l'an"),
    month_words=all_of(
        "en; depuis; d'ici; avant; après; jusqu'en; dès; fin; début; mi; mi -; mois de; entre; courant; vers; qu'en"
    ),
    past=frozenset({"dernier", "passé"}),
    future=frozenset({"prochain"}),
    relative=meaning_of(
        {
            ("year", 1): "l'an prochain; l'année prochaine; l'an qui vient; l'année suivante; l'année à venir",
            ("year", 0): "cette année; l'année en cours",
            (
                "year",
                -1,
            ): "l'an dernier; l'année dernière; l'an passé; l'année passée; l'année précédente",
            ("quarter", 1): "le trimestre prochain; le prochain trimestre; trimestre prochain; prochain trimestre",
            ("quarter", 0): "ce trimestre; le trimestre en cours; trimestre en cours",
            ("quarter", -1): "le trimestre dernier; le dernier trimestre; trimestre dernier; trimestre précédent",
            ("month", 1): "le mois prochain; mois prochain",
            ("month", 0): "ce mois - ci; le mois en cours; ce mois; mois en cours",
            ("month", -1): "le mois dernier; le mois passé; mois dernier; mois passé",
            ("half", 1): "le semestre prochain; semestre prochain",
        }
    ),
    periods=meaning_of(
        {
            ("year", 0): "l'année; de l'année; d'année; l'an; l'exercice; de l'exercice",
            ("month", 0): "du mois; le mois; de mois",
            ("quarter", 0): "du trimestre; le trimestre",
            ("decade", 0): "la décennie; cette décennie; de la décennie",
        }
    ),
    year_ends=all_of(""),
    within=Phrases(
        dict.fromkeys(
            listed("d'ici; d'ici à; dans les; sous; dans un délai de; dans le délai de; dans un horizon de; avant"),
            True,
        )
        | {"dans": False}
    ),
    spans=meaning_of(
        {"year": "ans; an; années; année", "month": "mois", "week": "semaines; semaine", "day": "jours; jour"}
    ),
    no_dates=all_of(
        "vision; agenda; euro; projet; stratégie; plan; expo; windows; cop; mission; ambition; objectif; rue du; "
        "avenue du; place du; rue; boulevard du; square du; mondial; pont du; cap; campus; expo universelle"
    ),
)
