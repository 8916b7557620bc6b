"""Fictional feeds, written as the software of small towns and papers writes them."""

from __future__ import annotations

from xml.sax.saxutils import escape


def item(title: str = "", **parts: str) -> str:
    """An RSS item; parts are element names, their text is escaped."""
    title_element = f"<title>{escape(title)}</title>" if title else ""
    others = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in parts.items())
    return f"<item>{title_element}{others}</item>"


def rss(*items: str, head: str = "") -> str:
    """An RSS 2.0 document with the usual modules declared."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
        ' xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
        ' xmlns:media="http://search.yahoo.com/mrss/"'
        ' xmlns:georss="http://www.georss.org/georss"'
        ' xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#">'
        f"<channel><title>Le Courrier fictif</title>{head}{''.join(items)}</channel></rss>"
    )


def atom(*entries: str, lang: str = "fr-CA") -> str:
    """An Atom document."""
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"'
        ' xmlns:thr="http://purl.org/syndication/thread/1.0"'
        f' xml:lang="{lang}"><title>Forum fictif</title><id>tag:forum.example,2026:f</id>'
        f"{''.join(entries)}</feed>"
    )


ARTICLES = [
    item(
        f"Nouvelle nᵒ {number}",
        guid=f"nouvelle-{number}",
        link=f"https://courrier.example/nouvelles/{number}",
        description=f"Le conseil fictif a parlé du sujet nᵒ {number}.",
    )
    for number in range(1, 21)
]
