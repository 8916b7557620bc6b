"""Delivers alerts by e-mail, always encrypted, over the guarded client's sockets."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import httpx

from sinks.alert_message import message_of
from sinks.mail_message import mail
from sinks.mail_sending import Sent, answered, send
from sinks.mail_settings import MailModel
from sinks.target_settings import at, checked, language_for, read_now
from vigie.alert import Alert
from vigie.context import Context
from vigie.errors import Unavailable
from vigie.say import Say

#: Seconds for one whole conversation: an attempt ends well within its lease.
_WHOLE: Final = 45.0
_REMEMBERED: Final = 1_000


class MailDeliverer:
    """Implements `vigie.contracts.Deliverer` for a few addresses behind one server.

    An address that took an alert is not sent it again because another was busy; that memory
    is this process's own, and `Message-ID` tells the receiver of any other repeat.
    """

    def __init__(self, settings: MailModel, context: Context, trust: ssl.SSLContext) -> None:
        self._settings = settings
        self._context = context
        self._trust = trust
        self._done: OrderedDict[str, frozenset[str]] = OrderedDict()

    @property
    def target(self) -> str:
        """Name of the target."""
        return self._settings.name

    async def deliver(self, alert: Alert) -> Say | None:
        """Send the alert to the addresses that have not taken it; say which few never will.

        Raises:
            Refused: final, the server will never take it, or may not be reached.
            Unavailable: later.
        """
        done = self._done.get(alert.id, frozenset())
        sent = await self._send(alert, tuple(a for a in self._settings.to if a not in done))
        done |= {*sent.taken, *sent.refused}
        if not sent.busy:
            self._done.pop(alert.id, None)
            return self._told(sent, done)
        self._done[alert.id] = done
        while len(self._done) > _REMEMBERED:
            self._done.popitem(last=False)
        raise Unavailable(_busy(self._settings.host, len(sent.busy)))

    def _told(self, sent: Sent, done: frozenset[str]) -> Say | None:
        if not sent.refused:
            return None
        if len(sent.refused) == len(done):
            raise answered(self._settings.host, sent.code)
        return _some(self._settings.host, len(sent.refused), len(self._settings.to))

    async def _send(self, alert: Alert, to: tuple[str, ...]) -> Sent:
        message = message_of(alert, language_for(self._context, alert.town))
        it = self._settings
        made = mail(alert, message, sender=it.sender, to=it.to, list_name=it.name)
        return await self.post(made, to)

    @property
    def sender(self) -> str:
        """The address that it sends from."""
        return self._settings.sender

    @property
    def host(self) -> str:
        """Name of its server."""
        return self._settings.host

    async def post(self, made: bytes, to: tuple[str, ...]) -> Sent:
        """Hand the server an e-mail that is ready, once, for these addresses.

        Raises:
            Refused: final, the server will never take it, or may not be reached.
            Unavailable: later.
        """
        it = self._settings
        account = it.account(self._context)
        line = await self._context.outbound.dial(it.host, it.port)
        tap = line.dup()  # TLS takes the line over; this one still reaches the connection
        thread = ThreadPoolExecutor(1, "vigie-mail")
        try:
            async with asyncio.timeout(_WHOLE):
                return await asyncio.get_running_loop().run_in_executor(
                    thread, send, line, account, made, to, self._trust
                )
        except TimeoutError as error:
            raise Unavailable(_silent(it.host)) from error
        finally:
            _end(tap)
            thread.shutdown(wait=False)


def build(settings: Mapping[str, Any], context: Context) -> MailDeliverer:
    """Build a target from its settings. Raises `ConfigurationError`, every problem at once."""
    model = checked(MailModel, settings)
    if (password := model.password(context)) is not None:
        read_now(model.name, password)
    return MailDeliverer(model, context, _trusted(model, context.home))


def _trusted(model: MailModel, home: Path) -> ssl.SSLContext:
    if model.ca_file is None:
        return httpx.create_ssl_context(trust_env=False)
    path = home / model.ca_file
    try:
        return ssl.create_default_context(cafile=str(path))
    except (OSError, ssl.SSLError):
        problem = Say(
            f"{path} ne contient pas de certificats lisibles.",
            f"{path} holds no readable certificates.",
        )
        raise at(model.name, [problem]) from None


def _end(tap: socket.socket) -> None:
    """Cut the connection, which ends whatever the thread is waiting for."""
    with suppress(OSError):
        tap.shutdown(socket.SHUT_RDWR)
    tap.close()


def _busy(host: str, how_many: int) -> Say:
    return Say(
        f"{host} n’a pas encore pris l’alerte pour {how_many} adresse(s)",
        f"{host} has not taken the alert yet for {how_many} address(es)",
    )


def _some(host: str, refused: int, of: int) -> Say:
    return Say(
        f"{host} a refusé {refused} adresse(s) sur {of} ; les autres ont reçu l’alerte",
        f"{host} refused {refused} address(es) of {of}; the others were sent the alert",
    )


def _silent(host: str) -> Say:
    return Say(f"{host} n’a pas répondu à temps", f"{host} did not answer in time")
