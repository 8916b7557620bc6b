"""What people call fields and their values in a search, in French and in English."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

from vigie.errors import InvalidInput
from vigie.folding import fold_words
from vigie.labels import VOCABULARIES, Name
from vigie.query import FIELDS
from vigie.say import Say

#: Field → its other names, as folded; its own name is always understood.
FIELD_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "town": ("ville", "municipalite", "commune"),
    "source": (),
    "kind": ("genre", "type"),
    "language": ("langue", "lang"),
    "sentiment": ("ton", "tone"),
    "topic": ("sujet", "theme"),
    "intent": ("intention",),
    "service_request": ("requete", "demande_de_service"),
    "service_category": ("categorie", "category"),
    "media_request": ("media", "demande_media"),
    "emergency": ("urgence",),
    "conduct": ("conduite", "netiquette"),
    "author_role": ("role", "qui", "who"),
    "route": ("suite", "aiguillage"),
    "status": ("statut", "etat"),
    "place": ("lieu", "endroit"),
    "district": ("quartier", "secteur", "neighbourhood", "neighborhood"),
    "cluster": ("histoire", "story"),
    "uncertain": ("incertain", "a_verifier", "to_check"),
}

#: What one might ask in order to find a person, or a post by its address.
_PERSONAL: Final = frozenset(
    (
        "author",
        "auteur",
        "autrice",
        "by",
        "par",
        "user",
        "utilisateur",
        "utilisatrice",
        "username",
        "handle",
        "pseudo",
        "pseudonym",
        "pseudonyme",
        "account",
        "compte",
        "from",
        "de",
        "name",
        "nom",
        "url",
        "link",
        "lien",
        "address",
        "adresse",
        "native_id",
    )
)
_LANGUAGES: Final = {
    "francais": "fr",
    "french": "fr",
    "anglais": "en",
    "english": "en",
    "neerlandais": "nl",
    "dutch": "nl",
    "allemand": "de",
    "german": "de",
    "espagnol": "es",
    "spanish": "es",
}
_YES_NO: Final = {"true": ("vrai", "o", "y", "1"), "false": ("faux", "n", "0")}
#: Everyday words for labels whose display names do not begin so.
_EVERYDAY: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "topic": {
        "snow": ("neige",),
        "roads": ("voirie", "nids de poule", "potholes"),
        "waste": ("poubelles", "ordures", "recyclage", "garbage", "recycling"),
        "water": ("aqueduc",),
        "transit": ("bus", "autobus"),
        "lighting": ("lampadaires",),
        "taxes_budget": ("impots",),
    },
    "author_role": {
        "town": ("ville", "town", "city"),
        "press": ("journaliste", "media", "journalist"),
    },
    "service_request": _YES_NO,
    "media_request": _YES_NO,
    "emergency": _YES_NO,
}

NOBODY: Final = Say(
    "On ne cherche ni une personne ni un compte dans Vigie : ni l’auteur ni l’adresse d’une "
    "publication ne sont dans l’index. Pour effacer une publication, « vigie erase ADRESSE ».",
    "Nobody is looked up in Vigie, person or account: neither the author nor the address of a "
    "post is in the index. To erase a post: `vigie erase ADDRESS`.",
)


def is_field(name: str) -> bool:
    """Tell whether a word before a colon names a field, or something refused by name."""
    folded = fold_words(name).replace(" ", "_")
    return folded in _BY_NAME or folded in _PERSONAL


def field_named(name: str) -> str:
    """Return the field that people call `name`.

    Raises:
        InvalidInput: there is none, or it would find a person.
    """
    folded = fold_words(name).replace(" ", "_")
    if folded in _BY_NAME:
        return _BY_NAME[folded]
    if folded in _PERSONAL:
        raise InvalidInput(NOBODY, where=name)
    close = get_close_matches(folded, _BY_NAME, 1)
    fields = ", ".join(FIELDS)
    raise InvalidInput(
        Say(
            f"Champ « {name} » inconnu.{f' Vouliez-vous « {close[0]} » ?' if close else ''} "
            f"Champs : {fields}. Pour chercher le mot, mettez-le entre guillemets.",
            f"Unknown field “{name}”.{f' Did you mean “{close[0]}”?' if close else ''} "
            f"Fields: {fields}. To search for the word, put it in quotes.",
        ),
        where=name,
    )


def values_named(field: str, text: str) -> tuple[str, ...]:
    """Return the stored values that people call `text` in a field; any of them will do.

    Labels go by id, by either display name, or by the beginning of one of its words when only
    one label has it. Towns and places go by name or id. The rest is taken as written.

    Raises:
        InvalidInput: no label is called so, or several are.
    """
    folded = _folded(text)
    if field in VOCABULARIES:
        return (_label(field, text, folded),)
    if field == "language":
        return (_language(text, folded),)
    if field == "uncertain":
        return (field_named(text),)
    if field in {"town", "place", "district"}:
        return tuple(dict.fromkeys((text, folded.replace(" ", "-"))))
    return (text,)


def _folded(text: str) -> str:
    return fold_words(text.replace("_", " "))


def _language(text: str, folded: str) -> str:
    code = _LANGUAGES.get(folded, folded)
    if code.isascii() and code.isalpha() and len(code) in {2, 3}:
        return code
    raise InvalidInput(
        Say(
            f"Langue « {text} » inconnue. Donnez son code à deux lettres : fr, en, nl, de…",
            f"Unknown language “{text}”. Give its two-letter code: fr, en, nl, de…",
        ),
        where=text,
    )


def _label(field: str, text: str, folded: str) -> str:
    vocabulary = VOCABULARIES[field]
    for label, name in vocabulary.items():
        names = (label, *name, *_EVERYDAY.get(field, {}).get(label, ()))
        if folded in map(_folded, names):
            return label
    found = [label for label, name in vocabulary.items() if _begins(name, folded)]
    if len(found) == 1:
        return found[0]
    known = {label: vocabulary[label] for label in found} or vocabulary
    raise InvalidInput(_not_one(field, text, known, several=bool(found)), where=text)


def _begins(name: Name, folded: str) -> bool:
    """Tell whether a word of a display name begins so, from three letters on."""
    return len(folded) >= 3 and any(f" {_folded(said)}".find(f" {folded}") >= 0 for said in name)


def _not_one(field: str, text: str, known: dict[str, Name], *, several: bool) -> Say:
    french = ", ".join(f"{label} ({name.fr})" for label, name in known.items())
    english = ", ".join(f"{label} ({name.en})" for label, name in known.items())
    if several:
        return Say(
            f"« {text} » peut vouloir dire plusieurs choses dans « {field} ». "
            f"Choisissez : {french}.",
            f"“{text}” may mean several things in “{field}”. Choose: {english}.",
        )
    return Say(
        f"« {text} » n’est pas une valeur de « {field} ». Valeurs possibles : {french}.",
        f"“{text}” is not a value of “{field}”. Possible values: {english}.",
    )


_BY_NAME: Final = {name: field for field in FIELDS for name in (field, *FIELD_NAMES[field])}
