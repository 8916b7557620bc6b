"""Passages marked in a post's text, by escaping each piece: HTML is never searched in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape


class Span(NamedTuple):
    """A passage to mark, in code points, and what is said of it when pointed at."""

    start: int
    end: int
    note: str = ""


# Control characters are no HTML; each is shown by one sign, so that spans keep their places.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def marked(text: str, spans: Iterable[Span], window: tuple[int, int] | None = None) -> Markup:
    """Return the text, or its `window`, as HTML, each span inside `<mark>`.

    Overlapping spans become one, with all their notes; spans outside of the text are left
    out.
    """
    first, last = window or (0, len(text))
    shown = _CONTROL.sub("\ufffd", text)
    pieces = [Markup("…")] if first > 0 else []
    at = first
    for span in _joined(spans, first, last):
        pieces += [escape(shown[at : span.start]), _mark(shown[span.start : span.end], span.note)]
        at = span.end
    pieces.append(escape(shown[at:last]))
    if last < len(text):
        pieces.append(Markup("…"))
    return Markup("").join(pieces)


def clip(text: str, spans: Sequence[Span], limit: int) -> tuple[int, int]:
    """Return the window of about `limit` characters to show, holding the first span."""
    if len(text) <= limit:
        return 0, len(text)
    start = 0
    first = min((span.start for span in spans if 0 <= span.start < len(text)), default=0)
    if first > limit * 2 // 3:
        start = _next_word(text, first - limit // 3)
    end = min(start + limit, len(text))
    if end < len(text):
        space = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
        end = space if space > start + limit // 2 else end
    return start, end


def _next_word(text: str, at: int) -> int:
    space = text.find(" ", at, at + 40)
    return space + 1 if space >= 0 else at


def _joined(spans: Iterable[Span], first: int, last: int) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(Span(max(s.start, first), min(s.end, last), s.note) for s in spans):
        if span.start >= span.end:
            continue
        if joined and span.start < joined[-1].end:
            before = joined.pop()
            notes = " · ".join(dict.fromkeys(n for n in (before.note, span.note) if n))
            joined.append(Span(before.start, max(before.end, span.end), notes))
        else:
            joined.append(span)
    return joined


def _mark(text: str, note: str) -> Markup:
    if note:
        return Markup('<mark class="reason" title="{}">{}</mark>').format(note, text)
    return Markup("<mark>{}</mark>").format(text)
