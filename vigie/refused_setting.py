"""What is wrong with one setting, in both languages: pydantic's verdict, in a clerk's words.

The verdict comes as pydantic's own description of an error (`ValidationError.errors()`), a plain
dictionary, so that the ground needs no pydantic.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from vigie.say import Say

_REMEDIES: Final[Mapping[str, Say]] = {
    "missing": Say("manque ; ajoutez-la", "is missing; add it"),
    "string_type": Say("un texte entre guillemets est attendu", "a quoted text is expected"),
    "bool_type": Say("true ou false est attendu", "true or false is expected"),
    "bool_parsing": Say("true ou false est attendu", "true or false is expected"),
    "int_type": Say("un nombre entier est attendu", "a whole number is expected"),
    "int_parsing": Say("un nombre entier est attendu", "a whole number is expected"),
    "int_from_float": Say("un nombre entier est attendu", "a whole number is expected"),
    "float_type": Say("un nombre est attendu", "a number is expected"),
    "float_parsing": Say("un nombre est attendu", "a number is expected"),
    "tuple_type": Say("une liste est attendue", "a list is expected"),
    "dict_type": Say("un tableau [entre crochets] est attendu", "a [table] is expected"),
    "model_type": Say("un tableau [entre crochets] est attendu", "a [table] is expected"),
}
_BOUNDS: Final[Mapping[str, Say]] = {
    "greater_than_equal": Say("au moins {ge}", "at least {ge}"),
    "greater_than": Say("plus que {gt}", "more than {gt}"),
    "less_than_equal": Say("au plus {le}", "at most {le}"),
    "less_than": Say("moins que {lt}", "less than {lt}"),
    "string_too_long": Say("au plus {max_length} caractères", "at most {max_length} characters"),
    "too_long": Say("au plus {max_length} éléments", "at most {max_length} items"),
    "literal_error": Say("au choix : {expected}", "choose among: {expected}"),
    "string_pattern_mismatch": Say("de la forme {pattern}", "of the form {pattern}"),
}
_EMPTY: Final = Say("ne peut pas être vide", "cannot be empty")
_SHORT: Final[Mapping[str, Say]] = {
    "string_too_short": Say("au moins {min_length} caractères", "at least {min_length} characters"),
    "too_short": Say("au moins {min_length} éléments", "at least {min_length} items"),
}
_UNKNOWN: Final = Say("clé inconnue ; au choix : {known}", "unknown key; choose among: {known}")
_STRANGE: Final = Say(
    "clé inconnue ; corrigez-la ou retirez-la", "unknown key; correct it or remove it"
)
_REFUSED: Final = Say("valeur refusée", "refused value")


def remedy(detail: Mapping[str, Any], known: str = "") -> Say:
    """Return what is wrong with a setting and what to do, without its name or a final point.

    A validator that raises `ValueError("en français | in English")` is told in both languages.

    Args:
        detail: one of pydantic's errors: its `type` and its `ctx`.
        known: the keys that there are, to choose among when this one is unknown.
    """
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _filled(_UNKNOWN, {"known": known}) if known else _STRANGE
    if kind == "value_error":
        fr, _, en = str(context["error"]).partition("|")
        return Say(fr.strip(), (en or fr).strip())
    if kind in _SHORT:
        return _EMPTY if context.get("min_length") == 1 else _filled(_SHORT[kind], context)
    if kind in _BOUNDS:
        return _filled(_BOUNDS[kind], context)
    return _REMEDIES.get(kind, _REFUSED)


def _filled(say: Say, values: Mapping[str, Any]) -> Say:
    return Say(say.fr.format(**values), say.en.format(**values))
