"""One thing that can be listened to."""

from __future__ import annotations

from typing import Any

import msgspec

from vigie.say import Say


class Recognised(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of source and its settings, all but its name.

    Attributes:
        kind: a connector's entry-point name.
        settings: as in `vigie.toml`.
        title: how the page calls it, where it has several.
        note: what a person must know before adding it.
    """

    kind: str
    settings: dict[str, Any]
    title: str = ""
    note: Say | None = None
