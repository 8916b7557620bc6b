"""Words too common to say what a text is about, in French and in English, folded."""

from __future__ import annotations

from typing import Final

from vigie.folding import fold

_FRENCH: Final = """
afin ai aie ailleurs ainsi alors après assez au aucun aucune aujourd aura aurait aussi aussitôt
autant autre autres aux avaient avais avait avant avec avez avoir avons beaucoup bien bon bonjour
bonne bref ça car ce ceci cela celle celles celui cependant certain certaine certaines certains
ces cet cette ceux chaque chez ci comme comment contre dans davantage de déjà depuis dernier
dernière des desquels deux devant devrait dis disent dit doit doivent donc dont du durant elle
elles en encore enfin ensuite entre es est et étaient étais était étant été êtes être eu eux faire
fais fait faites faut fois font fut grâce haut hier ici il ils jamais je jour jours jusque juste
la là laquelle le lequel les lesquels leur leurs lors lorsque lui ma mais mal malgré me même mêmes
merci mes met mettre mien moi moins moment mon ne ni nos notre nôtre nous on ont ou où oui par
parce parfois parmi pas pendant personne peu peut peuvent peux plein plus plusieurs plutôt pour
pourquoi pourrait près presque puis puisque qu quand quant que quel quelle quelles quelque
quelques quels qui quoi quoique rien sa sais sait sans se sera serait seront ses seulement si sien
sinon soi soit sommes son sont sous souvent suis sur surtout ta tandis tant te tel telle tellement
telles tels tes toi ton tous tout toute toutes toujours très trop tu un une va vais vas vers veut
veux voici voilà voir vont vos votre vous vraiment vu vue ville chose choses gens monsieur madame
svp allez aller allait arrive
"""
_ENGLISH: Final = """
about above after again against all also always am an and any are around as at away back be
because been before being below between both but by came can cannot come could did didn do does
doesn doing don done down during each even ever every few for from further get gets getting go
goes going gone good got had has have having he hello her here hers him his how if in into is isn
it its itself just let like made make many may maybe me might mine more most much must my never no
nor not now of off on once one only or other our ours out over own people please put really said
same saw say says see seen she should since so some something still such take than thank thanks
that the their theirs them then there these they thing things this those though through to today
too two under until up upon us use very want was wasn way we well went were what when where which
while who whom whose why will with within without won would yes yet you your yours city town
"""

STOP_WORDS: Final = frozenset(fold(word) for word in (_FRENCH + _ENGLISH).split())
