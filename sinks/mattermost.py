"""Mattermost's incoming webhooks: an attachment with a titled link; it has no Block Kit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import Field

from sinks.alert_escaping import escaped_within, markdown
from sinks.alert_message import Message, short_text
from sinks.chat import Chat, ChatDeliverer, Json, checked_address
from sinks.target_settings import SecretAddressModel, checked
from sinks.webhook_answer import raise_for
from vigie.alert import Alert
from vigie.context import Context
from vigie.outbound import Fetched
from vigie.say import Say

#: A post has at most 16,383 characters, its attachments included.
_FIELD: Final = 3_000
_COLOURS: Final = {"urgent": "#c62828", "normal": "#1a4f8b", "low": "#757575"}


class MattermostModel(SecretAddressModel):
    """Where alerts go; `channel` only when the webhook is not bound to one."""

    channel: str | None = Field(default=None, pattern=r"^@?[a-z0-9._-]{1,64}$")


def form(alert: Alert, message: Message) -> Json:
    """Return the message: one attachment, whose title is the link."""
    sentences = ((message.why(), message.reason), (message.to_do(), message.advice))
    text = [
        f"**{markdown(name)}**\n{escaped_within(said, _FIELD, markdown)}"
        for name, said in sentences
        if said
    ]
    if message.excerpt:
        text.append(f"> {escaped_within(message.excerpt, _FIELD, markdown)}")
    if message.link:
        text.append(f"**[{message.button()}]({_in_brackets(message.link)})**")
    attachment: Json = {
        "fallback": short_text(message),
        "color": _COLOURS.get(alert.severity, "#1a4f8b"),
        "title": escaped_within(f"{message.severity} · {message.title}", 300, markdown),
        "text": "\n\n".join(text),
        "footer": message.foot[:300],
        "fields": [
            {"short": True, "title": markdown(name), "value": escaped_within(value, 200, markdown)}
            for name, value in message.labels
        ],
    }
    if message.link:
        attachment["title_link"] = message.link
    return {"attachments": [attachment], "props": {"alert": alert.id}}


def judge(answer: Fetched, host: str, now: datetime) -> Say | None:
    """Return for any 2xx. Raises `TargetGone` (410) or `Unavailable`."""
    raise_for(answer, host, now)
    return None


CHAT: Final = Chat(form=form, judge=judge)


def build(settings: Mapping[str, Any], context: Context) -> ChatDeliverer:
    """Build a target: `name`, `url_file` or `url_env`, `channel`. Raises `ConfigurationError`."""
    model = checked(MattermostModel, settings)
    checked_address(model.name, model.address(context))

    def to_channel(alert: Alert, message: Message) -> Json:
        made = form(alert, message)
        return {**made, "channel": model.channel} if model.channel else made

    return ChatDeliverer(
        target=model.name,
        chat=Chat(form=to_channel, judge=judge),
        address=model.address(context),
        context=context,
    )


def _in_brackets(link: str) -> str:
    return link.replace("(", "%28").replace(")", "%29")
