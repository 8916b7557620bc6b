"""A target's settings, checked: every mistake at once, each naming the target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sinks.target_secret import Secret
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.say import Say

M = TypeVar("M", bound="TargetModel")


class TargetModel(BaseModel):
    """Keys that every kind of target has; each kind adds its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=120)


class SecretAddressModel(TargetModel):
    """A target whose address is a secret: whoever has it can post."""

    url_file: str | None = None
    url_env: str | None = None

    def address(self, context: Context) -> Secret:
        """Return where the address is."""
        return Secret(key="url", home=context.home, file=self.url_file, env=self.url_env)


def checked(model: type[M], settings: Mapping[str, Any]) -> M:
    """Return the settings of one target as `model`.

    A validator of the model that raises `ValueError("en français | in English")` is told in
    both languages.

    Raises:
        ConfigurationError: every key that is unknown, missing or wrong.
    """
    try:
        return model(**settings)
    except ValidationError as error:
        known = ", ".join(field.alias or name for name, field in model.model_fields.items())
        details = error.errors(include_url=False, include_input=False)
        problems = [_problem(detail, known) for detail in details]
        raise at(str(settings.get("name") or "?"), problems) from None


def at(name: str, problems: list[Say]) -> ConfigurationError:
    """Return the error of a target: each problem after its name."""
    return ConfigurationError(
        [Say(f"cible « {name} » : {p.fr}", f"target “{name}”: {p.en}") for p in problems]
    )


def read_now(name: str, *secrets: Secret) -> list[str]:
    """Read secrets when a target is built, so that what is missing is told before any alert.

    Raises:
        ConfigurationError: all that cannot be read.
    """
    values: list[str] = []
    problems: list[Say] = []
    for secret in secrets:
        try:
            values.append(secret.read())
        except ConfigurationError as error:
            problems += error.problems
    if problems:
        raise at(name, problems)
    return values


def check_address(name: str, url: str, key: str = "url") -> None:
    """Refuse what is no whole http(s) address; the sentence never repeats it.

    Raises:
        ConfigurationError: naming the target.
    """
    try:
        parts = urlsplit(url)
        usable = parts.port != 0
    except ValueError:
        parts, usable = urlsplit(""), False
    sound = usable and parts.scheme in ("http", "https") and parts.hostname
    if not sound or parts.username is not None or not url.isprintable() or " " in url:
        raise at(name, [_no_address(key)])


def language_for(context: Context, town: str) -> str:
    """Return the language in which a town's alerts are written."""
    own = (each.interface for each in context.towns if each.slug == town)
    return next(own, context.language)


_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("manque ; ajoutez-la", "is missing; add it"),
    "string_type": ("un texte entre guillemets est attendu", "a quoted text is expected"),
    "bool_type": ("true ou false est attendu", "true or false is expected"),
    "bool_parsing": ("true ou false est attendu", "true or false is expected"),
    "int_type": ("un nombre entier est attendu", "a whole number is expected"),
    "int_parsing": ("un nombre entier est attendu", "a whole number is expected"),
    "tuple_type": ("une liste est attendue", "a list is expected"),
    "string_too_short": ("ne peut pas être vide", "cannot be empty"),
    "too_short": ("ne peut pas être vide", "cannot be empty"),
}
_BOUNDED: Final[Mapping[str, tuple[str, str]]] = {
    "greater_than_equal": ("au moins {ge}", "at least {ge}"),
    "less_than_equal": ("au plus {le}", "at most {le}"),
    "string_too_long": ("au plus {max_length} caractères", "at most {max_length} characters"),
    "too_long": ("au plus {max_length} éléments", "at most {max_length} items"),
    "literal_error": ("au choix : {expected}", "choose among: {expected}"),
    "string_pattern_mismatch": ("de la forme {pattern}", "of the form {pattern}"),
}


def _problem(detail: Any, known: str) -> Say:
    key = ".".join(str(part) for part in detail["loc"])
    fr, en = _remedy(detail, known)
    return Say(f"« {key} » : {fr}." if key else f"{fr}.", f"{key}: {en}." if key else f"{en}.")


def _remedy(detail: Any, known: str) -> tuple[str, str]:
    kind, bounds = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return f"clé inconnue ; au choix : {known}", f"unknown key; choose among: {known}"
    if kind in _BOUNDED:
        fr, en = _BOUNDED[kind]
        return fr.format(**bounds), en.format(**bounds)
    if kind == "value_error":
        fr, _, en = str(bounds["error"]).partition("|")
        return fr.strip(), (en or fr).strip()
    return _KINDS.get(kind, ("valeur refusée", "refused value"))


def _no_address(key: str) -> Say:
    return Say(
        f"« {key} » : une adresse complète est attendue, en https:// ou http://,"
        " sans nom d’utilisateur.",
        f"{key}: a whole address is expected, with https:// or http://, without a user name.",
    )
