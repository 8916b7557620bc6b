"""Words that passwords are commonly made of, in French and in English, without accents."""

from __future__ import annotations

from typing import Final

#: Rows of keyboards (Québec and France's), the alphabet, the digits.
ROWS: Final = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
)

_FRENCH: Final = """
motdepasse mdp passe bonjour bonsoir bienvenue soleil amour jetaime doudou chouchou loulou
coucou nounours chocolat princesse camille marine nicolas thomas julien celine isabelle
vacances football liberte mairie ville village commune municipalite hoteldeville conseil
communication communications reseaux sociaux facebook twitter instagram youtube google
administrateur admin utilisateur invite secret securite connexion ordinateur bureau travail
printemps automne janvier fevrier mars avril juin juillet aout septembre octobre novembre
decembre lundi mardi mercredi jeudi vendredi samedi dimanche quebec canada belgique wallonie
namur montreal canadiens nordiques hockey montoutou changezmoi achanger temporaire provisoire
"""
_ENGLISH: Final = """
password passwort passphrase pass word welcome letmein iloveyou monkey dragon sunshine princess
football baseball superman batman starwars pokemon shadow master login admin administrator root
user guest test secret security computer changeme change default temporary qwerty azerty
asdfgh zxcvbn abcdef abc whatever freedom trustno one correcthorsebatterystaple correct horse
battery staple summer winter spring autumn monday tuesday wednesday thursday friday saturday
sunday january february march april june july august september october november december
"""

#: Each in lower case.
COMMON: Final = frozenset((*_FRENCH.split(), *_ENGLISH.split()))
