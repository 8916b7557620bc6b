"""The hosts whose private address the settings accept, by exact name."""

from __future__ import annotations

from collections.abc import Iterable

import httpx

from vigie.errors import ConfigurationError
from vigie.say import Say


class AllowedHosts:
    """Names, with or without a port, that may live at a private address.

    Args:
        entries: "intranet.example" (any port), "127.0.0.1:8731", "[::1]:8731".

    Raises:
        ConfigurationError: names every entry that is not a host with an optional port.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self._hosts: set[tuple[str, int | None]] = set()
        problems = []
        for entry in entries:
            try:
                self._hosts.add(_host_and_port(entry))
            except (httpx.InvalidURL, ValueError):
                problems.append(_not_a_host(entry))
        if problems:
            raise ConfigurationError(problems)

    def allows(self, host: str, port: int) -> bool:
        """Tell whether this very host, at this port, was named."""
        name = bare(host)
        return (name, port) in self._hosts or (name, None) in self._hosts


def bare(host: str) -> str:
    """Return a host as it is compared: lower case, no final dot, no brackets."""
    return host.lower().rstrip(".").strip("[]")


def _host_and_port(entry: str) -> tuple[str, int | None]:
    url = httpx.URL(f"tcp://{entry.strip()}")
    name = bare(url.raw_host.decode("ascii"))
    if not name or url.userinfo or url.raw_path not in (b"", b"/") or url.fragment or "*" in name:
        raise ValueError(entry)
    return name, url.port


def _not_a_host(entry: str) -> Say:
    return Say(
        f"hôtes autorisés : « {entry} » n’est pas un nom d’hôte, avec ou sans port."
        " Écrivez par exemple « intranet.example » ou « 127.0.0.1:8731 ».",
        f"allowed hosts: “{entry}” is not a host name with an optional port."
        " Write for example “intranet.example” or “127.0.0.1:8731”.",
    )
