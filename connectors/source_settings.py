"""What the settings of every API's source have in common, checked: all mistakes at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vigie.errors import ConfigurationError
from vigie.refused_setting import remedy
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


def _problem(name: str, detail: Any, known: str) -> Say:
    key, said = ".".join(str(part) for part in detail["loc"]) or "?", remedy(detail, known)
    return Say(f"source « {name} » : « {key} » : {said.fr}.", f"source “{name}”: {key}: {said.en}.")
