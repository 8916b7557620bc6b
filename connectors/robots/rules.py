"""A robots.txt and an address → whether the address may be asked. Pure; read by protego.

Source: RFC 9309. It runs in the parsing process: 500 kB of agents and rules multiply.
"""

from __future__ import annotations

from typing import Final

import msgspec
from protego import Protego

#: What is read of a robots.txt (RFC 9309, 2.5: at least 500 KiB), in bytes.
READ: Final = 512_000
#: The product token by which a site's rules may name us (RFC 9309, 2.2.1).
AGENT: Final = "Vigie"


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What a robots.txt says of one address.

    Attributes:
        allowed: the address may be asked.
        delay: seconds that the site wants between two requests, None if it does not say.
    """

    allowed: bool
    delay: float | None = None


def judge(body: bytes, url: str, agent: str = AGENT) -> Rules:
    """Return what these rules say of `url` for `agent`; any bytes are rules, perhaps none."""
    text = body[:READ].decode("utf-8-sig", "replace")
    if len(body) > READ:
        text = text.rpartition("\n")[0]  # half a line would be another rule
    rules = Protego.parse(text)
    return Rules(allowed=rules.can_fetch(url, agent), delay=rules.crawl_delay(agent))
