"""A Google Alerts mail → its results, each with its title, excerpt and address. Pure.

The form was confirmed by a mail of 2020: in the HTML each result is a schema.org `Article`, whose
`itemprop` are `url`, `name`, `publisher` and `description`; in the plain text, its lines end with
the address between angle brackets.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

import msgspec
import nh3

from connectors.addresses import canonical, host
from connectors.markup import one_line, plain

#: Results that are taken of one mail; weekly ones of many alerts were seen with eighty.
MOST: Final = 200
#: Tags, or references, beyond which a mail is no alert: nh3 takes quadratic time on nested tags
#: (20,000 took 0.9 s) and on references (400,000 took 1.5 s). A result has fifty tags.
_MANY: Final = 5_000
_KEPT: Final = {"a", "span", "div"}
_ADDRESS: Final = re.compile(r"<(https?://[^\s<>]+)>")
_SECTION: Final = re.compile(r"^===.*===$", re.MULTILINE)


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One page that an alert found."""

    url: str
    title: str
    text: str


def is_alert(sender: str) -> bool:
    """Tell whether a mail is one of Google Alerts."""
    return sender == "googlealerts-noreply@google.com"


def read_alert(html: str, text: str) -> list[Result]:
    """Return the results of a mail, from its HTML, else from its plain text; none if none."""
    found = _from_html(html) or _from_text(text)
    return list({result.url: result for result in found[:MOST]}.values())


class _Articles(HTMLParser):
    """Reads what nh3 left: well formed, of three tags."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an article at its address."""
        del tag
        told = dict(attrs)
        kind = told.get("itemprop") or ""
        if kind == "url":
            self.found.append({"url": told.get("href") or "", "name": "", "description": ""})
        self._open.append(kind)

    def handle_endtag(self, tag: str) -> None:
        """Leave a part."""
        del tag
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Keep the words of a title or of an excerpt, those of the publisher aside."""
        kind = next((kind for kind in reversed(self._open) if kind in {"name", "description"}), "")
        if kind and self.found and "publisher" not in self._open:
            self.found[-1][kind] += data


def _from_html(html: str) -> list[Result]:
    if 'itemprop="url"' not in html or max(map(html.count, "<&")) > _MANY:
        return []
    cleaned = nh3.clean(
        html,
        tags=_KEPT,
        clean_content_tags={"script", "style", "head", "title"},
        attributes={"a": {"href", "itemprop"}, "span": {"itemprop"}, "div": {"itemprop"}},
        link_rel=None,
    )
    reader = _Articles()
    reader.feed(cleaned)
    reader.close()
    results = [_result(each["url"], each["name"], each["description"]) for each in reader.found]
    return [result for result in results if result is not None]


def _from_text(text: str) -> list[Result]:
    """Read blocks of lines that end with an address; the first line is the title."""
    found: list[Result] = []
    for block in re.split(r"\n\s*\n", _SECTION.sub("", text.replace("\r\n", "\n"))):
        address = _ADDRESS.search(block)
        lines = _ADDRESS.sub("", block).strip().split("\n")
        if address and lines[0]:
            result = _result(address.group(1), lines[0], "\n".join(lines[1:]))
            found += [result] if result else []
    return found


def _result(url: str, title: str, text: str) -> Result | None:
    """Return a result; links to Google's own pages (unsubscribe, manage) are none."""
    address = canonical(url)
    name = one_line(title, is_markup=False)
    if address is None or not name or re.search(r"(^|\.)google\.[a-z.]+$", host(address)):
        return None
    return Result(url=address, title=name, text=plain(text) or name)
