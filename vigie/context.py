"""What a connector or a deliverer is given when it is built."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vigie.clock import Clock
from vigie.outbound import Outbound
from vigie.privacy import Pseudonymiser
from vigie.town import Town


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The house's services, passed in.

    Attributes:
        home: the installation's folder; relative paths in settings start there.
        towns: the profiles that listen.
        contacts: the towns' own addresses and numbers, which masks must leave readable.
        language: the installation's language ("fr" or "en"), for sentences made in advance.
    """

    outbound: Outbound
    clock: Clock
    pseudonyms: Pseudonymiser
    home: Path
    towns: tuple[Town, ...] = ()
    contacts: tuple[str, ...] = ()
    language: str = "fr"
