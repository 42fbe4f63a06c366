"""French, all of it."""

from __future__ import annotations

from pledgeline.articles.french.dates import DATES
from pledgeline.articles.french.numbers import NUMBERS
from pledgeline.articles.french.statuses import STATUSES
from pledgeline.articles.french.units import UNITS
from pledgeline.articles.phrases import all_of, set_of
from pledgeline.articles.vocabulary import Vocabulary

FRENCH = Vocabulary(
    code="fr",
    frequent=set_of(
        "le la les de des du et en un une que qui dans pour sur est au par avec son ses ce cette aux d l à il ne pas "
        "plus tout sera ont été elle nous vous je mais ou où donc si comme entre après sans depuis selon leur leurs "
        "dont"
    ),
    numbers=NUMBERS,
    units=UNITS,
    dates=DATES,
    statuses=STATUSES,
    superlatives=all_of(
        "le plus grand; la plus grande; le plus gros; la plus grosse; le plus important; la plus importante; "
        "les plus grands; les plus importants; les plus grandes; le plus vaste; la plus vaste; le plus ambitieux; "
        "la plus ambitieuse; les plus importantes; le plus cher; la plus chère; les plus chers; les plus chères; "
        "le plus coûteux; la plus coûteuse; "
        " le plus colossal; le plus massif; la plus massive; "
        "les plus gros; les plus grosses; du plus gros; du plus grand; du plus important; du plus vaste"
    ),
    ever=all_of(
        "de l'histoire; jamais; de tous les temps; du monde; au monde; de son histoire; jamais vu; du siècle; "
        "de leur histoire; du pays; d'europe; jamais réalisé; jamais annoncé"
    ),
    unmatched=all_of(
        "sans précédent; inédit; inédite; historique; historiques; record; records; inégalé; inégalée; colossal; "
        "colossale; pharaonique"
    ),
    sums=all_of(
        "investissement; investissements; accord; accords; promesse; engagement; dépenses; projet; projets; prêt; "
        "programme; montant; somme; sommes; plan; fonds; financement; effort; pari; acquisition; chantier; "
        "levée de fonds; opération; contrat; aventure; entreprise industrielle; enveloppe; chantiers; programmes; "
        "campagne"
    ),
)
