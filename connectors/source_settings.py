"""What the settings of every API's source have in common, checked: all mistakes at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vigie.errors import ConfigurationError
from vigie.say import Say

Role = Literal["town", "official", "employee", "press", "organisation", "citizen"]

M = TypeVar("M", bound="SourceModel")


class SourceModel(BaseModel):
    """Keys that every kind of source understands; each kind adds its own.

    Attributes:
        name: unique in the installation.
        own: the town's own page: what is there is about the town without naming it.
        role: who speaks there when one kind of author does; None to be judged post by post.
        article_language: ISO 639-1 code; counts before what the source declares.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=120)
    own: bool = False
    role: Role | None = None
    article_language: str | None = Field(default=None, pattern="^[a-z]{2}$")


def checked(model: type[M], settings: Mapping[str, Any]) -> M:
    """Return the settings of one source as `model`.

    A validator of the model that raises `ValueError("en français | in English")` is told in
    both languages.

    Raises:
        ConfigurationError: every key that is unknown, missing or wrong, each with its remedy.
    """
    try:
        return model(**settings)
    except ValidationError as error:
        name = str(settings.get("name") or "?")
        known = ", ".join(model.model_fields)
        details = error.errors(include_url=False, include_input=False)
        raise ConfigurationError([_problem(name, detail, known) for detail in details]) from None


_REMEDIES: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("manque ; ajoutez-la", "is missing; add it"),
    "string_type": ("un texte entre guillemets est attendu", "a quoted text is expected"),
    "bool_type": ("true ou false est attendu", "true or false is expected"),
    "bool_parsing": ("true ou false est attendu", "true or false is expected"),
    "int_type": ("un nombre entier est attendu", "a whole number is expected"),
    "int_parsing": ("un nombre entier est attendu", "a whole number is expected"),
    "int_from_float": ("un nombre entier est attendu", "a whole number is expected"),
    "tuple_type": ("une liste est attendue", "a list is expected"),
}
_BOUNDS: Final[Mapping[str, tuple[str, str]]] = {
    "greater_than_equal": ("au moins {ge}", "at least {ge}"),
    "greater_than": ("plus que {gt}", "more than {gt}"),
    "less_than_equal": ("au plus {le}", "at most {le}"),
    "string_too_short": ("au moins {min_length} caractère", "at least {min_length} character"),
    "string_too_long": ("au plus {max_length} caractères", "at most {max_length} characters"),
    "too_short": ("au moins {min_length} élément", "at least {min_length} item"),
    "too_long": ("au plus {max_length} éléments", "at most {max_length} items"),
    "literal_error": ("au choix : {expected}", "choose among: {expected}"),
    "string_pattern_mismatch": ("de la forme {pattern}", "of the form {pattern}"),
}


def _problem(name: str, detail: Any, known: str) -> Say:
    key = ".".join(str(part) for part in detail["loc"]) or "?"
    fr, en = _remedy(detail, known)
    return Say(f"source « {name} » : « {key} » : {fr}.", f"source “{name}”: {key}: {en}.")


def _remedy(detail: Any, known: str) -> tuple[str, str]:
    kind, bounds = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return f"clé inconnue ; au choix : {known}", f"unknown key; choose among: {known}"
    if kind in _BOUNDS:
        fr, en = _BOUNDS[kind]
        return fr.format(**bounds), en.format(**bounds)
    if kind == "value_error":
        fr, _, en = str(bounds["error"]).partition("|")
        return fr.strip(), (en or fr).strip()
    return _REMEDIES.get(kind, ("valeur refusée", "refused value"))
