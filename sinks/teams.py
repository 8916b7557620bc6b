"""Microsoft Teams by a Workflow (« When a Teams webhook request is received »).

The flow answers 202 before it has posted anything: such a delivery is accepted, never
confirmed. `attachments` must hold a card, else the flow fails after its 202. Texts are
`TextRun`s, which Teams shows as they are, without Markdown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sinks.alert_cut import cut_bytes
from sinks.alert_message import Message, short_text
from sinks.chat import Chat, ChatDeliverer, Json, checked_address, encoded, said
from sinks.target_settings import SecretAddressModel, checked
from sinks.webhook_answer import raise_for
from vigie.alert import Alert
from vigie.context import Context
from vigie.errors import Unavailable
from vigie.outbound import Fetched
from vigie.say import Say

#: Teams takes some 28 KB; the rest is what it adds itself.
LIMIT: Final = 27_000
_FIELD: Final = 4_000
_CARD: Final = "application/vnd.microsoft.card.adaptive"
_SCHEMA: Final = "http://adaptivecards.io/schemas/adaptive-card.json"

UNCONFIRMED: Final = Say(
    "acceptée par Teams, sans confirmation : regardez le canal une première fois",
    "accepted by Teams, not confirmed: look at the channel a first time",
)


def form(alert: Alert, message: Message) -> Json:
    """Return the message with its card, in at most `LIMIT` bytes."""
    del alert
    card: Json = {
        "$schema": _SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": short_text(message),
        "body": _body(message),
        "msteams": {"width": "Full"},
    }
    if message.link:
        card["actions"] = [
            {"type": "Action.OpenUrl", "title": message.button(), "url": message.link}
        ]
    made: Json = {
        "type": "message",
        "attachments": [{"contentType": _CARD, "contentUrl": None, "content": card}],
    }
    if len(encoded(made)) > LIMIT:
        card["body"] = [_runs(message.severity, message.title, weight="Bolder")]
    return made


def judge(answer: Fetched, host: str, now: datetime) -> Say | None:
    """Return `UNCONFIRMED` for a 202, None for a 200 that says no failure.

    Raises:
        TargetGone: 410.
        Unavailable: any other status, or the failure that a former connector told in a 200.
    """
    raise_for(answer, host, now)
    if answer.status != 200:
        return UNCONFIRMED
    if "failed" in said(answer).lower():
        raise Unavailable(
            Say(f"{host} dit que le message n’est pas passé", f"{host} says the message failed")
        )
    return None


CHAT: Final = Chat(form=form, judge=judge)


def build(settings: Mapping[str, Any], context: Context) -> ChatDeliverer:
    """Build a target: `name`, `url_file` or `url_env`. Raises `ConfigurationError`.

    The host is not checked against a list: Microsoft has changed it more than once.
    """
    model = checked(SecretAddressModel, settings)
    checked_address(model.name, model.address(context))
    return ChatDeliverer(
        target=model.name, chat=CHAT, address=model.address(context), context=context
    )


def _body(message: Message) -> list[Json]:
    sentences = ((message.why(), message.reason), (message.to_do(), message.advice))
    return [
        _runs(message.severity, message.title, weight="Bolder", size="Medium"),
        *(_runs(message.named(name, "").strip(), said) for name, said in sentences if said),
        *([_runs("", message.quotation(), italic=True)] if message.excerpt else []),
        *(_runs(message.named(name, "").strip(), value) for name, value in message.labels),
        _runs("", message.foot, size="Small", isSubtle=True),
    ]


def _runs(name: str, text: str, **look: object) -> Json:
    inlines: list[Json] = []
    if name:
        inlines.append({"type": "TextRun", "text": f"{name} ", "weight": "Bolder"})
    inlines.append({"type": "TextRun", "text": cut_bytes(text, _FIELD), **look})
    return {"type": "RichTextBlock", "inlines": inlines}
