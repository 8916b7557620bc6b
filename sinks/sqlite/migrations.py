"""Migrations: from the version of the tables found in a file to the one this program writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Final

from sinks.sqlite.replies_kept import note_replies
from sinks.sqlite.schema import APPLICATION_ID, VERSION_1, VERSION_2
from sinks.sqlite.schema_cases import VERSION_3
from sinks.sqlite.schema_dates import VERSION_5
from sinks.sqlite.schema_papers import VERSION_4
from sinks.sqlite.schema_routes import VERSION_7
from sinks.sqlite.transactions import writing
from vigie.errors import ConfigurationError
from vigie.say import Say

Migration = Callable[[sqlite3.Connection], None]


def _first(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _run(connection, VERSION_1)


def _second(connection: sqlite3.Connection) -> None:
    _run(connection, VERSION_2)


def _run(connection: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";\n"):
        connection.execute(statement)


def _cases(connection: sqlite3.Connection) -> None:
    _run(connection, VERSION_3)


def _papers(connection: sqlite3.Connection) -> None:
    _run(connection, VERSION_4)


def _dates(connection: sqlite3.Connection) -> None:
    _run(connection, VERSION_5)


def _routes(connection: sqlite3.Connection) -> None:
    _run(connection, VERSION_7)


#: The n-th brings a file from version n to n + 1. Never changed once released, only added to.
MIGRATIONS: Final[tuple[Migration, ...]] = (
    _first,
    _second,
    _cases,
    _papers,
    _dates,
    note_replies,
    _routes,
)


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the file to this program's version; each step is one transaction.

    Raises:
        ConfigurationError: the file is someone else's, or was written by a newer Vigie.
    """
    while (version := _version(connection)) < len(migrations):
        with writing(connection):
            if _version(connection) == version:  # another process may have been quicker
                migrations[version](connection)
                connection.execute(f"PRAGMA user_version = {version + 1}")
    if version > len(migrations):
        raise ConfigurationError([_newer(version, len(migrations))])


def _version(connection: sqlite3.Connection) -> int:
    owner: int = connection.execute("PRAGMA application_id").fetchone()[0]
    tables: int = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if owner != APPLICATION_ID and (owner or tables):
        raise ConfigurationError([_STRANGER])
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


_STRANGER = Say(
    "Ce fichier est une base SQLite d’un autre programme. "
    "Donnez à Vigie un autre nom de fichier dans ses réglages.",
    "This file is another program’s SQLite database. Give Vigie another file name in its settings.",
)


def _newer(found: int, known: int) -> Say:
    return Say(
        f"Cette base a été écrite par une version plus récente de Vigie (tables en version "
        f"{found}, ce programme connaît la {known}). Installez cette version ou une suivante ; "
        f"rien n’a été modifié.",
        f"This database was written by a newer version of Vigie (tables at version {found}, "
        f"this program knows {known}). Install that version or a later one; nothing was changed.",
    )
