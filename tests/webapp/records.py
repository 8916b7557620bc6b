"""Records for the pages' tests, and a page read back as its elements."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from desk.routing import decide
from tests.desk.examples import MONDAY, TOWN, judged
from vigie.record import Record


def record(text: str = "Un texte.", *, ago: float = 1, **labels: Any) -> Record:
    """A record published `ago` hours before Monday morning."""
    at = MONDAY - timedelta(hours=ago)
    post = {"published_at": at, "fetched_at": at, "native_id": text, **labels.pop("post", {})}
    one = judged(text, post=post, **labels)
    return Record(
        mention=one.mention,
        judgement=one.judgement,
        decision=decide(one, TOWN, MONDAY),
        first_seen=at,
    )


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""


_VOID = {"meta", "link", "img", "input", "br", "source"}


@dataclass
class PageReader(HTMLParser):
    """Reads a page as a browser's parser would meet its tags."""

    elements: list[Element] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()
        if tag == "li":
            self.handle_data("\n")

    def handle_data(self, data: str) -> None:
        self.text += data
        for element in self._open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        wanted = {name.rstrip("_").replace("_", "-"): v for name, v in attributes.items()}
        return [
            element
            for element in self.elements
            if element.tag == tag
            and all(v in element.attributes.get(n, "").split() for n, v in wanted.items())
        ]


def read(html: str) -> PageReader:
    page = PageReader()
    page.feed(html)
    page.close()
    assert not page._open, f"left open: {[e.tag for e in page._open]}"
    return page


def squeezed(text: str) -> str:
    return " ".join(text.split())
