"""Delivers alerts to a chat: a form to post, an answer to judge; the address is a secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from sinks.alert_message import Message, message_of
from sinks.target_secret import Secret
from sinks.target_settings import at, check_address, language_for
from vigie.alert import Alert
from vigie.context import Context
from vigie.errors import ConfigurationError, InvalidInput, Unavailable
from vigie.outbound import Fetched
from vigie.say import Say

#: A chat's answer is a word or a small object.
ANSWER_LIMIT = 65_536

Json = dict[str, object]
#: What is posted of a message, before it is encoded; the address tells where in it.
Form = Callable[[Alert, Message], Json]
#: Raises when the answer is no success; returns what is not certain of one.
Judge = Callable[[Fetched, str, datetime], Say | None]


class Chat(msgspec.Struct, frozen=True, kw_only=True):
    """What a kind of chat is: what is posted to it, and what its answers mean.

    Attributes:
        place: address in the settings → address to post to; itself by default.
    """

    form: Form
    judge: Judge
    place: Callable[[str], str] = str


class ChatDeliverer:
    """Implements `vigie.contracts.Deliverer` for one place of a chat.

    The address is read at each delivery, so that a new one needs no restart; only its host is
    ever told.
    """

    def __init__(
        self,
        *,
        target: str,
        chat: Chat,
        address: Secret,
        context: Context,
        token: Secret | None = None,
    ) -> None:
        self._target = target
        self._chat = chat
        self._address = address
        self._context = context
        self._token = token

    @property
    def target(self) -> str:
        """Name of the target."""
        return self._target

    async def deliver(self, alert: Alert) -> Say | None:
        """Post the alert once.

        Raises:
            TargetGone: the place is no more; the target must be stopped.
            Refused: final, of this alert only, or the address may not be reached.
            Unavailable: any other failure.
            ConfigurationError: the address cannot be read any more.
        """
        url = self._address.read()
        check_address(self._target, url)
        message = message_of(alert, language_for(self._context, alert.town))
        body = encoded(self._chat.form(alert, message))
        try:
            answer = await self._context.outbound.post(
                self._chat.place(url), body, self._headers(), limit=ANSWER_LIMIT
            )
        except InvalidInput as error:
            raise Unavailable(error.say) from error
        return self._chat.judge(answer, urlsplit(url).hostname or "", self._context.clock.now())

    def _headers(self) -> Mapping[str, str]:
        kind = {"content-type": "application/json"}
        return kind if self._token is None else {**kind, "authorization": self._bearer()}

    def _bearer(self) -> str:
        token = self._token.read() if self._token else ""
        if not token.isascii() or not token.isprintable():
            raise at(self._target, [_no_token()])
        return f"Bearer {token}"


def encoded(form: Json) -> bytes:
    """Return a form as JSON."""
    return msgspec.json.encode(form)


def checked_address(name: str, address: Secret) -> None:
    """Read a target's address when it is built. Raises `ConfigurationError` naming it."""
    try:
        url = address.read()
    except ConfigurationError as error:
        raise at(name, list(error.problems)) from None
    check_address(name, url, address.key)


def said(answer: Fetched) -> str:
    """Return the first words of an answer, to be compared with those that are known."""
    return answer.body[:2_000].decode("utf-8", "replace").strip()


def _no_token() -> Say:
    return Say("le jeton contient des signes impossibles.", "the token holds impossible signs.")
