"""Sentences of a crisis that are kept or sent, in both languages, and what its form refuses."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

REPLY: Final = Say(
    "Bonjour. La Ville est au courant de la situation et ses équipes sont à l’œuvre. "
    "L’information à jour est sur {site}. En cas de danger, composez le {emergency}.",
    "Hello. The City is aware of the situation and its crews are at work. "
    "Up-to-date information is at {site}. If there is danger, call {emergency}.",
)
TEMPORARY: Final = Say(
    "Bonjour. Une situation particulière occupe nos équipes : notre réponse tardera un peu. "
    "Votre message est bien reçu et nous y reviendrons. Pour une demande de service : {door}. "
    "Merci de votre patience.",
    "Hello. Our crews are busy with an unusual situation: our reply will take a little longer. "
    "Your message has been received and we will come back to it. For a service request: {door}. "
    "Thank you for your patience.",
)
UNNAMED: Final = Say("Donnez un nom à la crise.", "Give the crisis a name.")
TOO_VAGUE: Final = Say(
    "Dites au moins un mot, un sujet ou un lieu : c’est ainsi que Vigie reconnaît ce qui concerne "
    "la crise.",
    "Give at least a word, a topic or a place: that is how Vigie knows what concerns the crisis.",
)
UNKNOWN_PLACE: Final = Say(
    "« {name} » n’est pas un lieu du profil de la ville. Écrivez-le plutôt parmi les mots.",
    "“{name}” is no place of the town’s profile. Write it among the words instead.",
)
