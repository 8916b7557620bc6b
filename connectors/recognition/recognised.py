"""One thing that can be listened to."""

from __future__ import annotations

from typing import Any

import msgspec

from vigie.say import Say


class Recognised(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of source and its settings, all but its name.

    Attributes:
        kind: a connector's entry-point name; "" when nothing can be listened to there, for the
            reason that `note` gives.
        settings: as in `vigie.toml`; what no address tells is not among them, see
            `connectors.recognition.settings_needed`.
        title: how the page calls it, where it has several.
        note: what a person must know before adding it.
    """

    kind: str
    settings: dict[str, Any] = {}
    title: str = ""
    note: Say | None = None

    @property
    def place(self) -> str:
        """What tells it from others of its kind, for a person."""
        values = [each for each in self.settings.values() if isinstance(each, str | list)]
        return ", ".join(", ".join(v) if isinstance(v, list) else v for v in values)


def nothing(why: Say) -> Recognised:
    """Return what stands for an address at which nothing can be listened to, and why."""
    return Recognised(kind="", note=why)
