"""Settings of Bluesky's firehose."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from connectors.bluesky.jetstream_addresses import HOSTS, origin
from connectors.source_settings import SourceModel


class BlueskySettings(SourceModel):
    """What the team says of Bluesky.

    Attributes:
        wire: of Jetstream: "v1" is frozen and served everywhere, "v2" tells when it has forgotten
            what was asked for.
        hosts: asked in turn, the next one when a line is cut; empty: Bluesky's own. `ws://` and a
            port are for a server of one's own, or a test.
        compress: of the v2 wire: take compressed frames, with the dictionary that the host gives.
        dictionary: of the v1 wire: file of its zstd dictionary, from the installation's folder;
            empty: frames come as they are.
        lookback_hours: how far back to listen when nothing was heard yet.
    """

    wire: Literal["v1", "v2"] = "v1"
    hosts: tuple[str, ...] = Field(default=(), max_length=20)
    compress: bool = True
    dictionary: str = Field(default="", max_length=1_000)
    lookback_hours: float = Field(default=1.0, ge=0, le=36)

    @field_validator("own")
    @classmethod
    def _nobodys(cls, own: bool) -> bool:  # noqa: FBT001 - pydantic's signature
        if own:
            raise ValueError(
                "un réseau entier n’est la page de personne ; retirez cette clé | a whole network"
                " is nobody’s page; remove this key"
            )
        return own

    @field_validator("hosts")
    @classmethod
    def _origins(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        found = [origin(host) for host in hosts]
        known = tuple(host for host in found if host is not None)
        if len(known) < len(hosts):
            raise ValueError(
                "des noms d’hôtes sont attendus, sans chemin | host names are expected, without"
                " a path"
            )
        return known

    @property
    def asked(self) -> tuple[str, ...]:
        """The hosts to ask, as `wss://host`."""
        return self.hosts or HOSTS[self.wire]
