"""Markup → plain text, fit to be stored, searched and shown."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

import nh3

TEXT_LIMIT: Final = 20_000
TITLE_LIMIT: Final = 500

# Markup longer than this is cut before it is read: twenty times the text that is kept.
_MARKUP_LIMIT: Final = 400_000
# The HTML parser behind nh3 takes quadratic time on nested tags (measured: 200,000 open <div>
# in 1 MB took 89 s; 3,000 take 20 ms). Beyond this many, tags are taken off beforehand.
_TAGS_LIMIT: Final = 3_000

_LISTS: Final = {"li", "ul", "ol", "dl", "dt", "dd", "tr", "table"}
_HEADINGS: Final = {"h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "hr"}
_BLOCKS: Final = {"p", "br", "div", "blockquote", "pre", "section", "article", "figure"}
_LINES: Final = _LISTS | _HEADINGS | _BLOCKS | {"figcaption"}
_PROGRAMS: Final = {"script", "style", "noscript", "template", "iframe", "object", "svg", "math"}
_SILENT: Final = _PROGRAMS | {"head", "title", "select", "textarea"}
_TAG: Final = re.compile(r"<[^<>]*>")
_SCRIPT: Final = re.compile(
    r"<(script|style)\b[^<]*+(?:<(?!/\1\b)[^<]*+)*+(?:</\1\b[^>]*>|$)", re.IGNORECASE
)

# Controls; marks that turn the reading direction (a name could be shown reversed); invisible
# characters that split a word in two for a search; lone surrogates, which no encoding writes.
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# What holds the place of « & » where references are not to be read yet: no text has it, since it
# is among the unwanted.
_AMPERSAND: Final = "\uffff"
# No character has a number that long; Python refuses to read one of more than 4,300 digits.
_ENDLESS: Final = re.compile(r"&#(?:[0-9]{20,}+|[xX][0-9a-fA-F]{20,}+);?")
_SPACES: Final = re.compile(r"[^\S\n]+")
_BREAKS: Final = re.compile(r" ?\n(?: ?\n)*+ ?")


def to_text(markup: str, limit: int = TEXT_LIMIT) -> str:
    """Return the text of an HTML fragment; paragraphs and line breaks are newlines.

    Scripts, styles and all markup are gone, entities are read, whitespace is squeezed; what
    is longer than `limit` characters ends with « … ».
    """
    markup = _UNWANTED.sub("", markup[:_MARKUP_LIMIT])
    if "<" not in markup and "&" not in markup:
        return plain(markup, limit)
    if markup.count("<") > _TAGS_LIMIT:
        markup = _TAG.sub(" ", _SCRIPT.sub(" ", markup))
    # In HTML a newline of the source is a space: only tags break lines.
    flowing = markup if "<pre" in markup.lower() else markup.replace("\n", " ")
    cleaned = nh3.clean(
        # It takes quadratic time on references (measured: 400 kB of « & » took 1.4 s).
        flowing.replace("&", _AMPERSAND),
        tags=_LINES,
        clean_content_tags=_SILENT,
        attributes={},
        link_rel=None,
    )
    return plain(read_references(_TAG.sub("\n", cleaned).replace(_AMPERSAND, "&")), limit)


def read_references(text: str) -> str:
    """Return text whose character references (`&eacute;`, `&#233;`) are read, whatever they say."""
    return html.unescape(_ENDLESS.sub("\ufffd", text))


def plain(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return text that is already plain, without unwanted characters, squeezed and cut."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SPACES.sub(" ", _UNWANTED.sub("", text).replace("\u2028", "\n"))
    return cut(_BREAKS.sub("\n", text).strip(), limit)


def one_line(markup: str, limit: int = TITLE_LIMIT, *, is_markup: bool = True) -> str:
    """Return a title or a name as one line of plain text."""
    text = to_text(markup, 4 * limit) if is_markup else plain(markup, 4 * limit)
    return cut(" ".join(text.split()), limit)


def cut(text: str, limit: int) -> str:
    """Return `text`, or its beginning and « … », never longer than `limit` characters.

    An accent, a variation mark or a joined emoji is never parted from what it belongs to.
    """
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > max(0, limit - 32) and (_joins(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return text[:end].rstrip() + "…"


def _joins(character: str) -> bool:
    return (
        unicodedata.combining(character) != 0
        or character in "\u200d\ufe0e\ufe0f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
