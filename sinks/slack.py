"""Slack's incoming webhooks: blocks with a button, and the words it answers with.

Facts: Slack, « Sending messages using incoming webhooks » and « Formatting text »; limits of
blocks as its Block Kit reference gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sinks.alert_escaping import escaped_within, slack
from sinks.alert_message import Message, short_text
from sinks.chat import Chat, ChatDeliverer, Json, checked_address, said
from sinks.target_settings import SecretAddressModel, checked
from sinks.webhook_answer import TargetGone, raise_for
from vigie.alert import Alert
from vigie.context import Context
from vigie.errors import Refused, Unavailable
from vigie.outbound import Fetched
from vigie.say import Say

_HEADER: Final = 150
_SECTION: Final = 3_000
#: The whole message may have some 13,000 characters: three full fields stay below it.
_FIELD: Final = 2_900

#: The webhook or its channel is no more: no alert will ever arrive there.
_GONE: Final = ("no_service", "no_team", "channel_not_found", "channel_is_archived")
#: This very message is not understood; another may be.
_UNFIT: Final = ("invalid_payload", "no_text", "invalid_blocks", "msg_blocks_too_long")


def form(alert: Alert, message: Message) -> Json:
    """Return the message: `text` for notifications, blocks for the channel."""
    del alert
    title = f"{message.severity} · {message.title}"
    sections = [
        f"*{slack(name)}*\n{escaped_within(text, _FIELD, slack)}"
        for name, text in ((message.why(), message.reason), (message.to_do(), message.advice))
        if text
    ]
    if message.excerpt:
        sections.append(f">{escaped_within(message.excerpt, _FIELD, slack)}")
    blocks: list[Json] = [
        {"type": "header", "text": _plain(escaped_within(title, _HEADER, slack))},
        *(_section(each) for each in sections),
        {"type": "context", "elements": [_text(_foot(message))]},
    ]
    if message.link:
        blocks.append({"type": "actions", "elements": [_button(message, message.link)]})
    return {"text": slack(short_text(message)), "blocks": blocks}


def judge(answer: Fetched, host: str, now: datetime) -> Say | None:
    """Return when Slack took the message: a 200 whose body is « ok ».

    Raises:
        TargetGone: 404, 410, or a word that says that the webhook is no more.
        Refused: final, the message is not understood.
        Unavailable: anything else.
    """
    word = said(answer)
    if answer.status == 200 and word == "ok":
        return None
    if answer.status in (404, 410) or (answer.status >= 400 and word in _GONE):
        raise TargetGone(_told(host, answer.status, word, _GONE), final=True)
    if answer.status == 400 and word in _UNFIT:
        raise Refused(_told(host, answer.status, word, _UNFIT), final=True)
    raise_for(answer, host, now)
    raise Unavailable(Say(f"{host} n’a pas répondu « ok »", f"{host} did not answer “ok”"))


CHAT: Final = Chat(form=form, judge=judge)


def build(settings: Mapping[str, Any], context: Context) -> ChatDeliverer:
    """Build a target: `name`, `url_file` or `url_env`. Raises `ConfigurationError`."""
    model = checked(SecretAddressModel, settings)
    checked_address(model.name, model.address(context))
    return ChatDeliverer(
        target=model.name, chat=CHAT, address=model.address(context), context=context
    )


def _foot(message: Message) -> str:
    labels = [message.named(name, value) for name, value in message.labels]
    return escaped_within(" · ".join([*labels, message.foot]), _SECTION, slack)


def _button(message: Message, link: str) -> Json:
    return {"type": "button", "text": _plain(message.button()), "url": link, "action_id": "open"}


def _section(text: str) -> Json:
    return {"type": "section", "text": _text(text)}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def _text(text: str) -> Json:
    # verbatim: Slack makes no link of an address or a channel's name in it.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _told(host: str, status: int, word: str, known: tuple[str, ...]) -> Say:
    what = f"{status} {word}" if word in known else str(status)
    return Say(f"{host} a répondu {what}", f"{host} answered {what}")
