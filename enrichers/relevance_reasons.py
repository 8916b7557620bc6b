"""Why a post is or is not about a town, in one sentence for the team."""

from __future__ import annotations

from typing import Final

from vigie.say import Say
from vigie.town import Town

#: rule → sentence; {name} as written in the post, {town}, {homonym} from the profile.
RULES: Final[dict[str, Say]] = {
    "name": Say("« {name} » nomme la ville", "“{name}” names the town"),
    "demonym": Say("« {name} » désigne ses habitants", "“{name}” means its residents"),
    "hashtag": Say("le mot-clic « {name} » est celui de la ville", "“{name}” is its hashtag"),
    "handle": Say("un compte officiel est mentionné", "an official account is mentioned"),
    "former": Say("« {name} » est un secteur de {town}", "“{name}” is a part of {town}"),
    "own_page": Say("publié sur la page de la ville", "published on the town’s own page"),
    "ambiguous_with_context": Say(
        "« {name} » désigne {town} ici : le contexte le montre",
        "“{name}” means {town} here: the context shows it",
    ),
    "reply": Say(
        "répond à une publication qui porte sur {town}", "answers a post that is about {town}"
    ),
    "source": Say(
        "publié dans une source qui porte le nom de {town}",
        "published by a source that bears the name of {town}",
    ),
    "local_clues": Say(
        "des lieux et des mots propres à {town}, sans son nom",
        "places and words of {town}, without its name",
    ),
    "no_name": Say("{town} n’est pas nommée", "{town} is not named"),
    "homonym": Say("il s’agit d’autre chose : {homonym}", "it is something else: {homonym}"),
    "common_noun": Say("« {name} » au sens commun, pas la ville", "“{name}” as plain words"),
    "ambiguous_alone": Say(
        "« {name} » peut désigner autre chose que {town}, et rien ne le confirme",
        "“{name}” may be something else than {town}, and nothing confirms it",
    ),
    "other_place": Say(
        "« {name} » est le nom d’une rue ou d’un lieu ailleurs",
        "“{name}” is the name of a street or a place elsewhere",
    ),
}


def reason(rule: str, town: Town, name: str = "", homonym: str = "") -> str:
    """Return the sentence of `rule` in the team's language, its non-breaking spaces set."""
    sentence = RULES[rule].to(town.interface)
    sentence = sentence.replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    sentence = sentence.replace(" : ", "\u00a0: ")
    # Replaced rather than formatted: braces in a post's words are only words.
    for key, value in (("{town}", town.name), ("{homonym}", homonym), ("{name}", name)):
        sentence = sentence.replace(key, value)
    return sentence
