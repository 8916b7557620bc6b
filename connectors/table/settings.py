"""The settings of imports and drop folders, checked whole: every mistake is told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from hashlib import blake2b
from typing import Any, Final
from zoneinfo import ZoneInfo

from connectors.table.column_map import column_maps
from connectors.table.columns import NAMES
from connectors.table.encoding import usable
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.say import Say

FORMATS: Final = ("auto", "jsonl", "csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOptions:
    """How tables are read; the settings of the same names.

    Attributes:
        columns: field → column name (CSV) or key (JSONL).
        export: name of the tool whose export a CSV is (`connectors.table.column_map`), "auto" when
            its header tells, "none" when it is nobody's.
        zone: where dates without offset were written.
        page_size: records a page.
    """

    format: str = "auto"
    encoding: str = "auto"
    delimiter: str = "auto"
    columns: Mapping[str, str] = field(default_factory=dict)
    export: str = "auto"
    own: bool = False
    zone: tzinfo = UTC
    page_size: int = 500

    def digest(self) -> str:
        """Return what changes when the same file would be read otherwise."""
        told = [self.format, self.encoding, self.delimiter, sorted(self.columns.items())]
        if self.export != "auto":  # files read before there was a choice are not read anew
            told.append(self.export)
        return blake2b(
            repr((tuple(told), self.own, str(self.zone))).encode(), digest_size=8
        ).hexdigest()


class SettingsReader:
    """Takes settings one by one and remembers what is wrong with them.

    Args:
        settings: one source's table in the settings, `name` among its keys.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self._asked: set[str] = set()
        self._problems: list[Say] = []
        self.name = self.text("name", required=True)

    def get(self, key: str) -> Any:
        """Return a key's value as it is, None when it is not there."""
        self._asked.add(key)
        return self._settings.get(key)

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """Return a text that is not empty."""
        value = self.get(key)
        if isinstance(value, str) and value.strip() and "\x00" not in value:
            return value
        if value is not None:
            self.problem(key, "doit être un texte non vide", "must be a text that is not empty")
        elif required:
            self.problem(key, "manque", "is missing")
        return default

    def flag(self, key: str) -> bool:
        """Return true or false, false when absent."""
        value = self.get(key)
        if value not in (None, True, False) or isinstance(value, int | float) is not isinstance(
            value, bool
        ):
            self.problem(key, "doit être true ou false", "must be true or false")
        return value is True

    def number(self, key: str, default: int, *, low: int, high: int) -> int:
        """Return a whole number between `low` and `high`, both included."""
        value = self.get(key)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.problem(
            key,
            f"doit être un nombre entier de {low} à {high}",
            f"must be a whole number from {low} to {high}",
        )
        return default

    def problem(self, key: str, fr: str, en: str) -> None:
        """Remember that a key's value is wrong."""
        name = self._settings.get("name")
        self._problems.append(
            Say(f"source « {name} » : « {key} » {fr}.", f"source “{name}”: {key} {en}.")
        )

    def finish(self) -> None:
        """Raise `ConfigurationError` with every problem, unknown keys among them."""
        known = ", ".join(sorted(self._asked))
        for key in self._settings:
            if key not in self._asked:
                self.problem(
                    key,
                    f"n’est pas un réglage de ce genre de source ; au choix : {known}",
                    f"is no setting of this kind of source; choose among: {known}",
                )
        if self._problems:
            raise ConfigurationError(self._problems)


def read_options(reader: SettingsReader, context: Context) -> TableOptions:
    """Take the settings that say how a table is read."""
    return TableOptions(
        format=_format(reader),
        encoding=_encoding(reader),
        delimiter=_delimiter(reader),
        columns=read_columns(reader),
        export=_export(reader),
        own=reader.flag("own"),
        zone=read_zone(reader, context),
        page_size=reader.number("page_size", 500, low=1, high=10_000),
    )


def _format(reader: SettingsReader) -> str:
    value = reader.text("format", "auto")
    if value not in FORMATS:
        listed = ", ".join(FORMATS)
        reader.problem("format", f"doit être l’un de : {listed}", f"must be one of: {listed}")
    return value


def _export(reader: SettingsReader) -> str:
    value, known = reader.text("export", "auto"), ("auto", "none", *column_maps())
    if value in known:
        return value
    listed = ", ".join(known)
    reader.problem("export", f"doit être l’un de : {listed}", f"must be one of: {listed}")
    return "auto"


def _encoding(reader: SettingsReader) -> str:
    value = reader.text("encoding", "auto")
    if value == "auto" or usable(value):
        return value
    reader.problem(
        "encoding",
        f"« {value[:40]} » n’est pas un encodage connu ; par exemple : auto, utf-8, cp1252, utf-16",
        f"“{value[:40]}” is no known encoding; for example: auto, utf-8, cp1252, utf-16",
    )
    return "auto"


def _delimiter(reader: SettingsReader) -> str:
    value = reader.get("delimiter")
    if value is None or value == "auto":
        return "auto"
    if isinstance(value, str) and len(value) == 1 and value not in '"\r\n \x00':
        return value
    reader.problem(
        "delimiter",
        "doit être « auto » ou un seul caractère, comme « ; »",
        "must be auto or a single character, such as “;”",
    )
    return "auto"


def read_columns(reader: SettingsReader) -> dict[str, str]:
    """Take the names that a tool gives its columns or keys, by field."""
    value = reader.get("columns")
    if value is None:
        return {}
    if not isinstance(value, dict):
        reader.problem("columns", "doit être une table", "must be a table")
        return {}
    known = ", ".join(NAMES)
    for key, name in value.items():
        if key not in NAMES:
            reader.problem(
                f"columns.{key}", f"n’existe pas ; au choix : {known}", f"is not one of: {known}"
            )
        elif not isinstance(name, str) or not name.strip():
            reader.problem(
                f"columns.{key}", "doit être le nom d’une colonne", "must be the name of a column"
            )
    return {str(key): str(name) for key, name in value.items()}


def read_zone(reader: SettingsReader, context: Context) -> tzinfo:
    """Take the time zone of dates without offset: the first town's by default."""
    town = context.towns[0].timezone if context.towns else "UTC"
    value = reader.text("timezone", town)
    try:
        return ZoneInfo(value)
    except (LookupError, ValueError, OSError):
        reader.problem(
            "timezone",
            f"« {value[:40]} » n’est pas un fuseau connu ; par exemple : America/Toronto",
            f"“{value[:40]}” is no known time zone; for example: America/Toronto",
        )
        return UTC
