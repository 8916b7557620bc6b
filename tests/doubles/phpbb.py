"""A phpBB forum on a loopback port: its Atom feed, as `feed.xml.twig` writes it."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from html import escape

from tests.servers import Exchange, LocalServer

FORUM = "Vie & ville"


@dataclass
class Message:
    """One post; `raw` stands for what the template would make of it."""

    number: int
    text: str
    subject: str = "Re: Rue des Forges"
    topic: int = 12
    edited: str = "2026-11-23T08:00:00-05:00"
    raw: str | None = None


@dataclass
class PhpbbForum:
    """Answers `/app.php/feed`, newest first.

    Attributes:
        statistics: the administrator's « item statistics », on by default.
        account: what HTTP authentication accepts; None when it asks for nothing.
        disabled: the feeds are off.
    """

    server: LocalServer
    statistics: bool = True
    account: tuple[str, str] | None = None
    disabled: bool = False
    posts: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        for path in ("", "/forum/2", "/topic/12", "/topics"):
            self.server.routes[f"/app.php/feed{path}"] = self._answer

    def publish(self, text: str, **others: str) -> str:
        """Publish a post; return its id in the feed."""
        message = Message(len(self.posts) + 1, text, **others)
        self.posts.append(message)
        number = message.number
        return f"{self.server.url}/viewtopic.php?t={message.topic}&p={number}#p{number}"

    def document(self, path: str = "") -> str:
        """The feed as it stands."""
        entries = "".join(self._entry(one, path) for one in reversed(self.posts))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">\n'
            f'<link rel="self" type="application/atom+xml" href="{self.server.url}/app.php/feed" />'
            "<title>Forum fictif</title><updated>2026-11-23T08:00:00-05:00</updated>"
            "<author><name><![CDATA[Forum fictif]]></name></author>"
            f"<id>{self.server.url}/app.php/feed</id>{entries}</feed>"
        )

    def _entry(self, one: Message, path: str) -> str:
        if one.raw is not None:
            return one.raw
        author = f"residente_fictive_{one.number}"
        link = f"{self.server.url}/viewtopic.php?t={one.topic}&amp;p={one.number}#p{one.number}"
        front = "" if path.startswith("/app.php/feed/topic/") else f"{escape(FORUM)} • "
        shown = self.statistics and front
        forum = escape(FORUM, quote=True)
        profile = f"{self.server.url}/memberlist.php?mode=viewprofile&amp;u={one.number}"
        statistics = (
            f'<p>Statistiques : Publié par <a href="{profile}">{author}</a>'
            " — 23 nov. 2026, 08:00</p>"
        )
        return (
            f"<entry><author><name><![CDATA[{author}]]></name></author>"
            f"<updated>{one.edited}</updated><published>2026-11-23T08:00:00-05:00</published>"
            f'<id>{link}</id><link href="{link}"/>'
            f'<title type="html"><![CDATA[{front}{escape(one.subject)}]]></title>'
            + (f'<category term="{forum}" scheme="{link}" label="{forum}"/>' if shown else "")
            + f'<content type="html" xml:base="{link}"><![CDATA[\n{one.text}'
            + (statistics if self.statistics else "")
            + "<hr />\n]]></content></entry>"
        )

    def _answer(self, exchange: Exchange) -> None:
        if self.account is not None:
            pair = b64encode(":".join(self.account).encode()).decode()
            if exchange.headers.get("Authorization") != f"Basic {pair}":
                exchange.reply(b"", 401, {"WWW-Authenticate": 'Basic realm="Forum fictif"'})
                return
        if self.disabled:
            exchange.reply(b"FEATURE_NOT_AVAILABLE", 404)
            return
        body = self.document(exchange.path).encode()
        exchange.reply(body, headers={"Content-Type": "application/atom+xml; charset=UTF-8"})
