"""What phpBB puts around a post in its Atom feed, taken off again. Pure.

Source: phpBB's `styles/all/template/feed.xml.twig` and `phpbb/feed/*.php`: the content is the
post, then a paragraph of statistics (« Posted by somebody — a date »), where these are on, then
`<hr />`; the title is « Forum • Re: subject », but for the feed of one topic.
"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from msgspec.structs import replace

from connectors.feed.dialect import Dialect
from connectors.feed.document import RawEntry
from connectors.quotations import without_blocks

_BULLET: Final = " • "
_DASH: Final = " — "  # between the author and the date
_RULE: Final = re.compile(r"<hr\b[^<>]{0,100}>\s*$", re.IGNORECASE)
_END: Final = "</p>"
_REPLY: Final = re.compile(r"^(?:re\s?:\s*)+", re.IGNORECASE)
# The statistics are one line of text and one link; a paragraph that long is the post's.
_LONGEST: Final = 1_000


def bare_content(markup: str) -> str:
    """Return a post's HTML without statistics, final rule and quotations.

    The statistics name the author; phpBB itself writes posts without any `<p>`, so that the
    last one before the rule is theirs. A post that is but a quotation keeps it.
    """
    body = _without_statistics(markup)
    own = without_blocks(body)
    return own if own.strip() else body


def bare_title(title: str, forum: str, *, one_topic: bool) -> str:
    """Return the subject alone.

    Args:
        title: plain text.
        forum: the forum's name, "" when the feed does not say it: what stands before the
            first « • » is then taken for it.
        one_topic: the feed is that of one topic, whose titles hold no forum.
    """
    if forum:
        title = title.removeprefix(forum + _BULLET)
    elif not one_topic:
        title = title.partition(_BULLET)[2] or title
    return _REPLY.sub("", title).strip()


def topic_of(link: str) -> str | None:
    """Return the number of the topic that a post's address names (`viewtopic.php?t=12`)."""
    try:
        found = parse_qs(urlsplit(link.replace("&amp;", "&")).query).get("t")
    except ValueError:
        return None
    return found[0] if found and found[0].isdigit() and len(found[0]) < 12 else None


def _without_statistics(markup: str) -> str:
    text = markup.rstrip()
    if not _RULE.search(text[-200:]):
        return markup
    text = text[: text.rindex("<")].rstrip()
    start = text.rfind("<p>")
    last = text[start:] if start >= 0 and text.endswith(_END) else ""
    return text[:start] if _DASH in last and len(last) < _LONGEST else text


def _finish(entry: dict[str, Any], raw: RawEntry, url: str) -> RawEntry:
    tags = entry.get("tags") or [{}]
    forum = " ".join(str(tags[0].get("term") or "").split())
    title = bare_title(raw.title, forum, one_topic="/feed/topic/" in url)
    return replace(raw, title=title, conversation=topic_of(raw.link))


PHPBB: Final = Dialect(markup=bare_content, finish=_finish)
