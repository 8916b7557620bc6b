"""Where a request goes next: a checked first address, then each redirect in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from vigie.errors import Refused, Unavailable
from vigie.say import Say

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
# What may follow to another origin. Keys, cookies and validators were meant for the first.
_HARMLESS: Final = frozenset({"accept", "accept-language"})


@dataclass(frozen=True, slots=True)
class Hop:
    """One request on the way.

    Attributes:
        headers: the caller's, names in lower case.
        passed: the addresses asked before this one.
        permanent: every redirect so far was 301 or 308.
    """

    url: httpx.URL
    headers: Mapping[str, str]
    passed: tuple[httpx.URL, ...] = ()
    permanent: bool = True

    @property
    def moved_to(self) -> str | None:
        """The new address, when the old one should be forgotten."""
        return str(self.url) if self.passed and self.permanent else None


def first(url: str, headers: Mapping[str, str] | None) -> Hop:
    """Return the first hop.

    Raises:
        Refused: final; not an address, not http or https, or it holds a user or password.
    """
    return Hop(_checked(_parsed(url)), {k.lower(): v for k, v in (headers or {}).items()})


def is_redirect(status: int, location: str | None) -> bool:
    """Tell whether an answer sends elsewhere."""
    return status in _REDIRECTS and bool(location)


def onward(hop: Hop, status: int, location: str) -> Hop:
    """Return the hop that this redirect asks for.

    Raises:
        Refused: final; the new address may not be asked.
        Unavailable: the new address makes a loop, or cannot be read.
    """
    try:
        url = _bare(hop.url.join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise Unavailable(_unreadable(hop.url.host)) from error
    passed = (*hop.passed, hop.url)
    if _checked(url) in passed:
        raise Unavailable(_loop(hop.url.host))
    return Hop(url, _following(hop, url), passed, permanent=hop.permanent and status in _PERMANENT)


def too_many(hop: Hop) -> Unavailable:
    """Return the error for one redirect more than is followed."""
    return Unavailable(
        Say(
            f"{hop.url.host} redirige sans fin : trop de redirections",
            f"{hop.url.host} redirects too many times",
        )
    )


def _parsed(url: str) -> httpx.URL:
    try:
        return _bare(httpx.URL(url))
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(
            Say("l’adresse n’est pas lisible", "the address cannot be read"), final=True
        ) from error


def _bare(url: httpx.URL) -> httpx.URL:
    return url.copy_with(fragment=None)


def _checked(url: httpx.URL) -> httpx.URL:
    port = 80 if url.port is None else url.port
    if url.scheme not in ("http", "https") or not url.host or not 0 < port < 65_536:
        raise Refused(
            Say(
                "seules les adresses http et https sont permises",
                "only http and https addresses are allowed",
            ),
            final=True,
        )
    if url.userinfo:
        raise Refused(
            Say(
                f"l’adresse sur {url.host} contient un nom d’utilisateur ou un mot de passe ;"
                " retirez-le",
                f"the address at {url.host} holds a user name or a password; take it out",
            ),
            final=True,
        )
    return url


def _following(hop: Hop, url: httpx.URL) -> Mapping[str, str]:
    if _origin(url) == _origin(hop.url):
        return hop.headers
    return {name: value for name, value in hop.headers.items() if name in _HARMLESS}


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _unreadable(host: str) -> Say:
    return Say(
        f"{host} redirige vers une adresse illisible",
        f"{host} redirects to an address that cannot be read",
    )


def _loop(host: str) -> Say:
    return Say(f"{host} redirige en boucle", f"{host} redirects in a loop")
