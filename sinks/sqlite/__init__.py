"""The embedded store: one SQLite file that holds everything a town has heard and decided."""

from sinks.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
