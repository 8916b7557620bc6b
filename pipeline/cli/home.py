"""Opens the installation that a command works on."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pipeline.installation import Installation
    from pipeline.settings import Settings

T = TypeVar("T")

_HOME_VARIABLE = "VIGIE_HOME"


def choose_home(path: Path | None) -> None:
    """Remember the folder named on the command line for the commands that follow."""
    if path is not None:
        os.environ[_HOME_VARIABLE] = str(path.expanduser())


def home() -> Path:
    """Return the installation's folder: --home, VIGIE_HOME, else the current folder."""
    return Path(os.environ.get(_HOME_VARIABLE) or ".").absolute()


def settings() -> Settings:
    """Read the installation's settings. Raises `ConfigurationError`."""
    from pipeline.settings import read

    return read(home())


@asynccontextmanager
async def opened(quiet: bool = True) -> AsyncIterator[Installation]:
    """Open the installation; with `quiet` only warnings are logged.

    Raises:
        ConfigurationError: anything wrong in it.
    """
    from pipeline.assembly import assemble
    from pipeline.logs import set_up
    from vigie.clock import SystemClock

    set_up(quiet=quiet)
    async with assemble(home(), settings(), SystemClock()) as installation:
        yield installation


def working(command: Callable[[Installation], Coroutine[Any, Any, T]]) -> T:
    """Run one command on the open installation."""

    async def work() -> T:
        async with opened() as installation:
            return await command(installation)

    return asyncio.run(work())
