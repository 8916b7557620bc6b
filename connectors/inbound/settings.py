"""The settings of a source that other tools call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Final

from connectors.inbound.secret_names import names_of
from connectors.table.settings import SettingsReader, read_columns, read_zone
from vigie.context import Context
from vigie.folding import fold_words

_INBOX: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundSettings:
    """What the team says of it.

    Attributes:
        inbox: last part of the address that is called; made of the name by default.
        secret_files, secret_variables: where the secrets are, one at least.
        columns: field → key, for tools with names of their own; as in `import`.
        own: the town's own page, when an item does not say.
        zone: where dates without offset were written.
    """

    name: str
    inbox: str
    secret_files: tuple[str, ...]
    secret_variables: tuple[str, ...]
    columns: Mapping[str, str]
    own: bool
    zone: tzinfo


def read_settings(settings: Mapping[str, Any], context: Context) -> InboundSettings:
    """Read one source's settings.

    Raises:
        ConfigurationError: everything wrong in them, told at once.
    """
    reader = SettingsReader(settings)
    files, variables = _names(reader, "secret_file"), _names(reader, "secret_env")
    if not files and not variables and not {"secret_file", "secret_env"} & set(settings):
        reader.problem(
            "secret_file",
            "ou « secret_env » manque : sans secret, n’importe qui pourrait appeler",
            "or secret_env is missing: without a secret anyone could call",
        )
    read = InboundSettings(
        name=reader.name,
        inbox=_inbox(reader),
        secret_files=files,
        secret_variables=variables,
        columns=read_columns(reader),
        own=reader.flag("own"),
        zone=read_zone(reader, context),
    )
    reader.finish()
    return read


def _names(reader: SettingsReader, key: str) -> tuple[str, ...]:
    names = names_of(reader.get(key))
    if names is None:
        reader.problem(key, "doit être un nom ou une liste de noms", "must be a name or names")
    return names or ()


def _inbox(reader: SettingsReader) -> str:
    folded = "-".join(re.findall("[a-z0-9]+", fold_words(reader.name)))[:80].strip("-")
    inbox = reader.text("inbox", folded or "inbox")
    if not _INBOX.fullmatch(inbox):
        reader.problem(
            "inbox",
            "doit être fait de minuscules, de chiffres et de tirets",
            "must be made of lower-case letters, digits and dashes",
        )
    return inbox
