"""ntfy: a notification on a telephone, short, that opens the entry when it is touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from sinks.alert_cut import cut, cut_bytes
from sinks.alert_message import Message
from sinks.chat import Chat, ChatDeliverer, Json, checked_address
from sinks.target_secret import Secret
from sinks.target_settings import SecretAddressModel, at, checked, read_now
from sinks.webhook_answer import raise_for
from vigie.alert import Alert
from vigie.context import Context
from vigie.errors import Refused
from vigie.outbound import Fetched
from vigie.say import Say

#: A longer text would arrive as a file (4,096 bytes by default on a server of one's own).
_TEXT: Final = 2_000
_TITLE: Final = 200
_PRIORITIES: Final = {"urgent": 5, "normal": 3, "low": 2}


class NtfyModel(SecretAddressModel):
    """The topic's whole address is a secret: whoever knows it reads and writes.

    Attributes:
        token_file: an access token's file, for a server that asks for one; or `token_env`.
    """

    token_file: str | None = None
    token_env: str | None = None

    def token(self, context: Context) -> Secret | None:
        """Return where the token is; None without one."""
        if not (self.token_file or self.token_env):
            return None
        return Secret(key="token", home=context.home, file=self.token_file, env=self.token_env)


def form(topic: Callable[[], str], alert: Alert, message: Message) -> Json:
    """Return the notification, published as JSON at the server's root."""
    text = "\n".join(
        message.named(name, said)
        for name, said in ((message.to_do(), message.advice), (message.why(), message.reason))
        if said
    )
    made: Json = {
        "topic": topic(),
        "title": cut(message.title, _TITLE),
        "message": cut_bytes(text or message.title, _TEXT),
        "priority": _PRIORITIES.get(alert.severity, 3),
        "tags": ["rotating_light"] if alert.severity == "urgent" else ["loudspeaker"],
    }
    if message.link:
        view = {"action": "view", "label": message.button(), "url": message.link}
        made |= {"click": message.link, "actions": [view]}
    return made


def judge(answer: Fetched, host: str, now: datetime) -> Say | None:
    """Return for any 2xx.

    Raises:
        TargetGone: 410.
        Refused: final, 413: this message is too large for the server.
        Unavailable: anything else.
    """
    if answer.status == 413:
        raise Refused(Say(f"{host} a répondu 413", f"{host} answered 413"), final=True)
    raise_for(answer, host, now)
    return None


def build(settings: Mapping[str, Any], context: Context) -> ChatDeliverer:
    """Build a target: `name`, `url_file` or `url_env`, `token_file` or `token_env`.

    Raises:
        ConfigurationError: every problem, naming the target.
    """
    model = checked(NtfyModel, settings)
    address, token = model.address(context), model.token(context)
    checked_address(model.name, address)
    if not topic_of(address.read()):
        raise at(model.name, [_no_topic()])
    if token is not None:
        read_now(model.name, token)
    return ChatDeliverer(
        target=model.name,
        chat=Chat(form=partial(form, lambda: topic_of(address.read())), judge=judge, place=root_of),
        address=address,
        context=context,
        token=token,
    )


def root_of(url: str) -> str:
    """Return the server's root: the address without its last part, the topic."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/').rpartition('/')[0]}/"


def topic_of(url: str) -> str:
    """Return the topic: the last part of the address; "" when it has none."""
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])


def _no_topic() -> Say:
    return Say(
        "l’adresse doit finir par le sujet, comme https://ntfy.example/alertes-k3j9.",
        "the address must end with the topic, as https://ntfy.example/alerts-k3j9.",
    )
