"""One alert as a person reads it: title, short text, plain text, HTML, a button; pure.

Everything said comes from the alert, which holds no author and no handle; nothing is added
but our own few words.
"""

from __future__ import annotations

from html import escape
from typing import Final

import msgspec

from sinks.alert_cut import cut, one_line
from sinks.alert_escaping import safe_link
from sinks.alert_words import ALERT, LABELS, OPEN, RULE, SEVERITIES, TO_DO, WHY, named, quoted
from vigie.alert import Alert

#: Most characters of a text for a telephone.
SHORT: Final = 300
_TITLE: Final = 200
_FIELD: Final = 2_000


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of an alert; each text is on one line, none is escaped.

    Attributes:
        severity: the word, not the id.
        labels: name and value of each label, as people read them.
        link: an address fit for a button, None when there is none.
        foot: which alert and which rule, for whoever looks for it.
        words: names of the fields, in the message's language.
    """

    language: str
    severity: str
    title: str
    reason: str
    advice: str
    excerpt: str
    labels: tuple[tuple[str, str], ...]
    link: str | None
    foot: str

    def why(self) -> str:
        """Return what « reason » is called."""
        return WHY.to(self.language)

    def to_do(self) -> str:
        """Return what « advice » is called."""
        return TO_DO.to(self.language)

    def button(self) -> str:
        """Return what stands on the button."""
        return OPEN.to(self.language)

    def quotation(self) -> str:
        """Return the excerpt between quotation marks, "" when there is none."""
        return quoted(self.excerpt, self.language) if self.excerpt else ""

    def named(self, name: str, value: str) -> str:
        """Return « name : value »."""
        return named(name, value, self.language)


def message_of(alert: Alert, language: str) -> Message:
    """Return what is said of an alert, in the language of its own sentences."""
    severity = SEVERITIES.get(alert.severity)
    return Message(
        language=language,
        severity=severity.to(language) if severity else one_line(alert.severity),
        title=cut(one_line(alert.title), _TITLE) or ALERT.to(language),
        reason=cut(one_line(alert.reason), _FIELD),
        advice=cut(one_line(alert.advice), _FIELD),
        excerpt=cut(one_line(alert.summary.get("excerpt", "")), _FIELD),
        labels=_labels(alert, language),
        link=safe_link(alert.url),
        foot=f"{ALERT.to(language)} {alert.id} · {RULE.to(language)} {one_line(alert.rule)}",
    )


def _labels(alert: Alert, language: str) -> tuple[tuple[str, str], ...]:
    told = [
        (LABELS[name].to(language) if name in LABELS else cut(one_line(name), 60), cut(said, 200))
        for name, value in list(alert.summary.items())[:12]
        if name != "excerpt" and (said := one_line(value))
    ]
    return tuple(told)


def short_text(message: Message, limit: int = SHORT) -> str:
    """Return the alert for a telephone: what, what to do, where; at most `limit` characters.

    What to do is kept whole as long as it can be; the title and then it give way to the link.
    """
    link = f" {message.link}" if message.link and len(message.link) <= limit // 2 else ""
    room = limit - len(link)
    head = f"{message.severity} · {message.title}"
    advice = message.named(message.to_do(), message.advice) if message.advice else ""
    if not advice:
        return cut(head, room) + link
    head = cut(head, max(room // 3, room - len(advice) - 1))
    return f"{head} {cut(advice, room - len(head) - 1)}{link}"


def plain_text(message: Message) -> str:
    """Return the whole alert in plain text."""
    parts = [
        f"{message.severity} · {message.title}",
        "\n".join(message.named(name, said) for name, said in _sentences(message)),
        message.quotation(),
        "\n".join(message.named(name, value) for name, value in message.labels),
        message.named(message.button(), message.link) if message.link else "",
        message.foot,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def html_text(message: Message) -> str:
    """Return the whole alert as an HTML page that holds no script, picture or outside style."""
    parts = [
        f"<p>{escape(message.severity)}</p>",
        f"<h1 style='font-size:1.25em'>{escape(message.title)}</h1>",
        *(
            f"<p><strong>{escape(message.named(name, ''))}</strong>{escape(said)}</p>"
            for name, said in _sentences(message)
        ),
        f"<blockquote dir='auto'>{escape(message.excerpt)}</blockquote>" if message.excerpt else "",
        _list(message),
        _button(message),
        f"<p style='color:#555'><small>{escape(message.foot)}</small></p>",
    ]
    head = f"<meta charset='utf-8'><title>{escape(message.title)}</title>"
    page = [
        "<!doctype html>",
        f"<html lang='{message.language}'><head>{head}</head>",
        "<body>",
        *(part for part in parts if part),
        "</body></html>",
    ]
    return "\n".join(page) + "\n"


def _sentences(message: Message) -> list[tuple[str, str]]:
    both = [(message.why(), message.reason), (message.to_do(), message.advice)]
    return [(name, said) for name, said in both if said]


def _list(message: Message) -> str:
    items = [f"<li>{escape(message.named(name, value))}</li>" for name, value in message.labels]
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _button(message: Message) -> str:
    if message.link is None:
        return ""
    style = "display:inline-block;padding:.6em 1em;background:#1a4f8b;color:#fff"
    return f'<p><a href="{escape(message.link)}" style="{style}">{escape(message.button())}</a></p>'
