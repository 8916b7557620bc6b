"""What a connector or a deliverer is given when it is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vigie.clock import Clock
from vigie.outbound import Outbound
from vigie.privacy import Pseudonymiser
from vigie.town import Town


def _always(text: str) -> bool:
    del text
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The house's services, passed in.

    Attributes:
        home: the installation's folder; relative paths in settings start there.
        towns: the profiles that listen.
        contacts: the towns' own addresses and numbers, which masks must leave readable.
        language: the installation's language ("fr" or "en"), for sentences made in advance.
        names_a_town: a quick look at a raw text, of a few microseconds, that tells whether any
            town or watched theme may be named in it. Never false for a post about a town
            that names it. A firehose asks before making a `Post`, and counts what it lets go
            in `vigie.page.Page.unheard`; an ordinary source need not.
        public_url: address, without a final "/", at which others reach the receiving door
            (`[inbound] public_url`); empty when there is none. A source that asks to be called
            gives `{public_url}/inbound/{inbox}`.
    """

    outbound: Outbound
    clock: Clock
    pseudonyms: Pseudonymiser
    home: Path
    towns: tuple[Town, ...] = ()
    contacts: tuple[str, ...] = ()
    language: str = "fr"
    names_a_town: Callable[[str], bool] = _always
    public_url: str = ""
