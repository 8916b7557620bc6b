"""Opens what the commands about accounts and tokens work on: the store alone."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pipeline.entrance_making import AtTheDoor

T = TypeVar("T")


def at_the_door(act: Callable[[AtTheDoor], Coroutine[Any, Any, T]]) -> T:
    """Act at the door of the installation named on the command line.

    Raises:
        ConfigurationError: anything wrong in it.
    """
    from pipeline.cli.home import home, settings
    from pipeline.entrance_making import at_the_door as opened
    from pipeline.logs import set_up

    set_up(quiet=True)
    return opened(home(), settings(), act)
