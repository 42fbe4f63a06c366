"""Words that decide whether two sentences speak of the same thing: the idle ones, and those that say `more`."""

from __future__ import annotations

# of four letters or more, in both languages: they stand in sentences about anything
IDLE = frozenset(
    """
    about above according after again against agreed ahead also although among announced announcement another around
    because been before being below between both could during each earlier even every from further have having into
    just last later least less like made make many meanwhile might more most much must nearly next only other over part
    plan planned plans pledge pledged promise promised said same says several shall should since some such than that
    their them then there these they this those through time today total until upon very well were what when where
    which while will with within would year years billion billions million millions trillion thousand dollars euros
    company companies group groupe
    ainsi alors annonce annoncé annoncée apres après aura auront aussi autre autres avait avant avec avoir cela celle
    celui cent ces cette ceux chaque comme contre dans déclaré déjà depuis dernier dernière devait devrait dont durant
    elle elles encore entre entreprise environ était étaient être fait faire jusqu leur leurs lors mais même moins
    notamment nous ont parmi pendant peut plus plusieurs pour pourrait prévu prévoit promis promesse puis quand quatre
    quelque quelques sans selon sera serait seront société soit sont sous sur tandis tous tout toute toutes très trois
    une vers vous milliard milliards mille dollar euro année années ans mois prochain prochaine
    """.split()  # noqa: SIM905  a list of 200 quoted words reads worse
)
# a sentence with one of these speaks of something that comes on top, not of the whole
MORE = frozenset(
    """
    additional added another extra further more raise raised raises raising increase increased increases top upsized
    supplémentaire supplémentaires additionnel additionnelle additionnels additionnelles encore nouveau nouvelle
    davantage augmenté augmente augmenter porté relevé rallonge
    """.split()  # noqa: SIM905
)
