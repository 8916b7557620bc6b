"""How a source is read merely to be looked at: less than when it is listened to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_TRIALS: Final[dict[str, dict[str, Any]]] = {
    # Its articles are thirty more requests, one every few seconds.
    "feed": {"article": "none"},
    "sitemap": {"article": "none"},
    # A stream has no end, and X allows one at a time, which may be the running installation's.
    "mastodon": {"stream": False},
    "x": {"stream": False},
}


def trial_settings(kind: str) -> Mapping[str, Any]:
    """Return the settings that win over a source's own while it is tried."""
    return _TRIALS.get(kind, {})
