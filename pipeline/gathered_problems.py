"""Gathers what is wrong while going on, so that all of it is told together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from vigie.errors import ConfigurationError
from vigie.say import Say

T = TypeVar("T")


class Problems:
    """What was found wrong so far."""

    def __init__(self) -> None:
        self.found: list[Say] = []

    def trying(self, build: Callable[[], T]) -> T | None:
        """Return what `build` returns, None when it found the installation wrong."""
        try:
            return build()
        except ConfigurationError as error:
            self.found.extend(error.problems)
            return None

    def tell(self) -> None:
        """Raise `ConfigurationError` with all of them, if any."""
        if self.found:
            raise ConfigurationError(self.found)
