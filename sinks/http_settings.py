"""Settings of a generic HTTP target, checked: one address, one body, known placeholders."""

from __future__ import annotations

import re
from typing import Any, Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from sinks.http_template import PLACEHOLDERS, SECRET, wrong_placeholders
from sinks.target_secret import Secret
from sinks.target_settings import TargetModel
from vigie.context import Context

# What the client itself says, or what would change how the body is read.
_OURS: Final = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "content-encoding", "te"}
)


class HttpModel(TargetModel):
    """Where and in what form.

    Attributes:
        url: an address without a secret; else `url_file` or `url_env`.
        json_body: `json` in the settings, a table; `form` a flat one; `text` a text: one of
            the three, `text = "{text}"` by default.
        headers: names and templates, in which `{secret}` is what `secret_file` or
            `secret_env` holds.
    """

    url: str | None = None
    url_file: str | None = None
    url_env: str | None = None
    method: Literal["POST", "PUT"] = "POST"
    json_body: dict[str, Any] | None = Field(default=None, alias="json")
    form: dict[str, str] | None = None
    text: str | None = None
    headers: dict[str, str] = Field(default_factory=dict, max_length=20)
    secret_file: str | None = None
    secret_env: str | None = None

    @field_validator("json_body", "form", "text")
    @classmethod
    def _only_known(cls, template: Any) -> Any:
        if wrong := wrong_placeholders(template):
            raise ValueError(_unknown(wrong, PLACEHOLDERS))
        return template

    @field_validator("headers")
    @classmethod
    def _sound_headers(cls, headers: dict[str, str]) -> dict[str, str]:
        if wrong := wrong_placeholders(headers, (*PLACEHOLDERS, SECRET)):
            raise ValueError(_unknown(wrong, (*PLACEHOLDERS, SECRET)))
        for name in headers:
            if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name) or name.lower() in _OURS:
                raise ValueError(
                    f"l’en-tête « {name} » ne peut pas être donné"
                    f" | the header {name} cannot be given"
                )
        return headers

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if sum(v is not None for v in (self.url, self.url_file, self.url_env)) != 1:
            raise ValueError(
                "donnez l’adresse une fois : « url », « url_file » ou « url_env »"
                " | give the address once: url, url_file or url_env"
            )
        if sum(v is not None for v in (self.json_body, self.form, self.text)) > 1:
            raise ValueError(
                "un seul corps : « json », « form » ou « text » | one body only: json, form or text"
            )
        return self

    def address(self, context: Context) -> str:
        """Return the address, read anew when it is a secret. Raises `ConfigurationError`."""
        return self.url if self.url is not None else self._hidden(context).read()

    def secret(self, context: Context) -> Secret | None:
        """Return where `{secret}` is; None without one."""
        if not (self.secret_file or self.secret_env):
            return None
        return Secret(key="secret", home=context.home, file=self.secret_file, env=self.secret_env)

    def secrets(self, context: Context) -> tuple[Secret, ...]:
        """Return all that must be readable, `{secret}` too when a header asks for it."""
        asked = any("{secret}" in template for template in self.headers.values())
        secret = self.secret(context)
        if secret is None and asked:
            secret = Secret(key="secret", home=context.home)
        hidden = () if self.url is not None else (self._hidden(context),)
        return (*hidden, *((secret,) if secret else ()))

    def _hidden(self, context: Context) -> Secret:
        return Secret(key="url", home=context.home, file=self.url_file, env=self.url_env)


def _unknown(wrong: list[str], known: tuple[str, ...]) -> str:
    named = ", ".join(f"{{{name}}}" for name in wrong[:5])
    choice = ", ".join(known)
    return (
        f"{named} ne peut pas être rempli ; entre accolades : {choice} ; {{{{ pour une accolade"
        f" | {named} cannot be filled; between braces: {choice}; {{{{ for a brace"
    )
