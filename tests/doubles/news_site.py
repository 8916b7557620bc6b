"""A paper's site on a loopback port: a sitemap index, news sitemaps, articles, robots.txt."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from html import escape

from tests.servers import Exchange, LocalServer

PART = 20
_NAMES = (
    ' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def urlset(*urls: str) -> str:
    return f"{_HEAD}<urlset{_NAMES}>{''.join(urls)}</urlset>"


def index(*parts: tuple[str, str | None]) -> str:
    said = "".join(
        f"<sitemap><loc>{escape(address)}</loc>"
        + (f"<lastmod>{changed}</lastmod>" if changed else "")
        + "</sitemap>"
        for address, changed in parts
    )
    return f"{_HEAD}<sitemapindex{_NAMES}>{said}</sitemapindex>"


def news(address: str, title: str, at: str = "2026-11-23T08:00:00-05:00") -> str:
    return (
        f"<url><loc>{escape(address)}</loc><news:news><news:publication>"
        "<news:name>Le Courrier fictif</news:name><news:language>fr</news:language>"
        f"</news:publication><news:publication_date>{at}</news:publication_date>"
        f"<news:title>{escape(title)}</news:title></news:news>"
        f"<image:image><image:loc>{escape(address)}.jpg</image:loc>"
        "<image:title>Une photo</image:title></image:image></url>"
    )


@dataclass
class NewsSite:
    """Serves `/sitemap-index.xml`, whose parts hold twenty articles each.

    Attributes:
        compressed: parts are `.xml.gz` files.
    """

    server: LocalServer
    compressed: bool = False
    urls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server.routes["/sitemap-index.xml"] = self._index
        self.server.serve("/robots.txt", "User-agent: *\nDisallow: /prive/\n")
        self._fill()

    @property
    def address(self) -> str:
        return f"{self.server.url}/sitemap-index.xml"

    def publish(self, title: str) -> str:
        """Publish an article; return its id."""
        address = f"{self.server.url}/nouvelles/{len(self.urls) + 1}"
        self.urls.append(news(address, title))
        self._fill()
        return address

    def spoil(self) -> None:
        self.urls.append("<url><loc> </loc></url>")
        self._fill()

    def _parts(self) -> int:
        return max(1, -(-len(self.urls) // PART))

    def _fill(self) -> None:
        for number in range(self._parts()):
            body = urlset(*self.urls[number * PART : (number + 1) * PART]).encode()
            end = ".xml.gz" if self.compressed else ".xml"
            self.server.serve(
                f"/nouvelles-{number}{end}", gzip.compress(body) if self.compressed else body
            )

    def _index(self, exchange: Exchange) -> None:
        end = ".xml.gz" if self.compressed else ".xml"
        parts = [
            (f"{self.server.url}/nouvelles-{number}{end}", None) for number in range(self._parts())
        ]
        exchange.reply(index(*parts).encode(), headers={"Content-Type": "application/xml"})
