"""What each failure of the network means: the one table from httpx's errors to ours."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Final

import httpx

from vigie.errors import InvalidInput, Refused, Unavailable, VigieError
from vigie.say import Say

Verdict = Callable[[str], VigieError]


def _slow(host: str) -> VigieError:
    return Unavailable(Say(f"{host} n’a pas répondu à temps", f"{host} did not answer in time"))


def _unreachable(host: str) -> VigieError:
    return Unavailable(
        Say(
            f"impossible de joindre {host} (nom inconnu ou connexion refusée)",
            f"{host} cannot be reached (unknown name or connection refused)",
        )
    )


def _untrusted(host: str) -> VigieError:
    return Unavailable(
        Say(
            f"la connexion chiffrée avec {host} a échoué (certificat ou protocole)",
            f"the encrypted connection to {host} failed (certificate or protocol)",
        )
    )


def _cut(host: str) -> VigieError:
    return Unavailable(Say(f"{host} a coupé la connexion", f"{host} cut the connection"))


def _garbled(host: str) -> VigieError:
    return Unavailable(
        Say(f"la réponse de {host} n’est pas du HTTP lisible", f"{host} did not answer in HTTP")
    )


def _undecodable(host: str) -> VigieError:
    return InvalidInput(
        Say(
            f"la réponse de {host} ne peut pas être décompressée",
            f"the answer of {host} cannot be decompressed",
        ),
        where=host,
    )


def _not_an_address(host: str) -> VigieError:
    return Refused(
        Say(f"l’adresse sur {host} n’est pas permise", f"the address at {host} is not allowed"),
        final=True,
    )


VERDICTS: Final[dict[type[Exception], Verdict]] = {
    httpx.TimeoutException: _slow,
    httpx.ConnectError: _unreachable,
    httpx.ProxyError: _unreachable,
    httpx.NetworkError: _cut,
    httpx.ProtocolError: _garbled,
    httpx.TooManyRedirects: _garbled,
    httpx.HTTPStatusError: _garbled,
    httpx.StreamError: _cut,
    httpx.CookieConflict: _garbled,
    httpx.DecodingError: _undecodable,
    httpx.UnsupportedProtocol: _not_an_address,
    httpx.InvalidURL: _not_an_address,
    httpx.HTTPError: _cut,
    TimeoutError: _slow,
    ssl.SSLError: _untrusted,
    OSError: _cut,
    ValueError: _garbled,  # a header that cannot be written or read
}

#: What the client catches; everything else is a fault of ours and is not hidden.
CAUGHT: Final = tuple(VERDICTS)


def verdict(error: Exception, host: str) -> VigieError:
    """Return our error for one of `CAUGHT`; it names the host, never the whole address."""
    if isinstance(error, httpx.ConnectError) and _is_tls(error):
        return _untrusted(host)
    for kind in type(error).__mro__:
        if kind in VERDICTS:
            return VERDICTS[kind](host)
    raise error


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
