"""A target's settings, checked: every mistake at once, each naming the target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sinks.target_secret import Secret
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.refused_setting import remedy
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


def _problem(detail: Any, known: str) -> Say:
    key, said = ".".join(str(part) for part in detail["loc"]), remedy(detail, known)
    if not key:
        return Say(f"{said.fr}.", f"{said.en}.")
    return Say(f"« {key} » : {said.fr}.", f"{key}: {said.en}.")


def _no_address(key: str) -> Say:
    return Say(
        f"« {key} » : une adresse complète est attendue, en https:// ou http://,"
        " sans nom d’utilisateur.",
        f"{key}: a whole address is expected, with https:// or http://, without a user name.",
    )
