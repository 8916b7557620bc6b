"""Sees that a broker can be reached and knows us, before a client is built that would not say."""

from __future__ import annotations

import asyncio
import ssl
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from aiokafka.conn import AIOKafkaConnection
from aiokafka.errors import (
    AuthenticationFailedError,
    AuthenticationMethodNotSupported,
    IllegalSaslStateError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)

from pipeline.distributed.connection import Kafka, for_aiokafka
from vigie.errors import ConfigurationError, Unavailable
from vigie.say import Say

_PATIENCE_MS: Final = 2_000
_PORT: Final = "9092"
_STRANGERS: Final = (
    AuthenticationFailedError,
    AuthenticationMethodNotSupported,
    IllegalSaslStateError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)


def reach(kafka: Kafka) -> None:
    """Return when one of the servers greets us. Blocks for two seconds a server.

    kafka-python 3.0.12 tells a refused password as a time-out, and leaves a thread and several
    sockets behind each client that cannot find its cluster: after hours without brokers
    a process would have no descriptor left.

    Raises:
        Unavailable: none answers.
        ConfigurationError: one refuses the account, or shows a certificate that the authorities
            we trust did not sign.
    """
    # On a thread of its own, since the caller's may have an event loop that it blocks.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(_greet(kafka))).result()


async def _greet(kafka: Kafka) -> None:
    settings = for_aiokafka(kafka)
    del settings["bootstrap_servers"]
    last: BaseException | None = None
    for server in kafka.servers:
        try:
            await _connect(server, settings)
        except ssl.SSLCertVerificationError as error:
            raise ConfigurationError([_uncertified(server, error)]) from error
        except _STRANGERS as error:
            # Its words are not ours: a server may say anything.
            raise ConfigurationError([_refused(server, error)]) from None
        except (KafkaError, OSError, TimeoutError) as error:
            last = error
        else:
            return
    raise Unavailable(away(last)) from last


async def _connect(server: str, settings: dict[str, Any]) -> None:
    host, _, port = server.rpartition(":")
    place = (host.strip("[]"), port) if host else (server, _PORT)
    patience = _PATIENCE_MS / 1000
    parted: list[object] = []
    connection = AIOKafkaConnection(
        place[0],
        int(place[1]),
        request_timeout_ms=_PATIENCE_MS,
        on_close=lambda *_: parted.append(server),
        **settings,
    )
    try:
        await asyncio.wait_for(connection.connect(), patience)
    finally:
        farewell = connection.close()
        # TLS says goodbye before its socket is closed; a loop that ended sooner would leave the
        # socket to the collector. A connection that never opened has nothing to wait for.
        if parted and farewell is not None:
            await asyncio.wait({farewell}, timeout=patience)


def _uncertified(server: str, error: ssl.SSLCertVerificationError) -> Say:
    return Say(
        f"Le certificat de {server} n’est pas reconnu ({error.verify_message}). Nommez le fichier"
        " de son autorité dans kafka.ca_file.",
        f"The certificate of {server} is not recognised ({error.verify_message}). Name the file of"
        " its authority in kafka.ca_file.",
    )


def _refused(server: str, error: BaseException) -> Say:
    kind = type(error).__name__
    return Say(
        f"{server} refuse le compte ({kind}). Vérifiez kafka.user, kafka.mechanism et le fichier"
        " nommé par kafka.password_file.",
        f"{server} refuses the account ({kind}). Check kafka.user, kafka.mechanism and the file"
        " named by kafka.password_file.",
    )


def away(error: BaseException | None) -> Say:
    """Return the sentence for brokers that do not answer."""
    kind = type(error).__name__
    return Say(
        f"Kafka ne répond pas ({kind}). Vérifiez kafka.servers et que le service est en marche.",
        f"Kafka does not answer ({kind}). Check kafka.servers and that the service is running.",
    )
