"""Who is who among a document's entries: native ids, digests, and entries told twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Final

from connectors.addresses import canonical
from connectors.feed.document import Entry, FeedDocument, RawEntry, RawFeed, Unusable, empty
from vigie.folding import fold_words

_LONGEST_ID: Final = 512
# Below this, two equal texts (« Consultez l’avis. ») say nothing without an equal address.
_TELLING: Final = 80


def identify(feed: RawFeed, url: str) -> FeedDocument:
    """Return the document with each entry named, once.

    The same article under several tracking addresses is one entry, the first. Two entries of
    one title are two, unless they also say the same: every notice of a town may be called
    « Avis public » and stand on one page.

    Args:
        feed: from the parser of the format.
        url: the document's address, for relative links.
    """
    told = [raw for raw in feed.entries if _says_something(raw)]
    silent = [empty(raw.position) for raw in feed.entries if not _says_something(raw)]
    shared = _shared_ids(told, url)
    kept: dict[str, Entry] = {}
    marks: set[str] = set()
    for raw in told:
        entry = _entry(raw, url, shared)
        if entry.key not in kept and not (entry.mark and entry.mark in marks):
            kept[entry.key] = entry
            marks.add(entry.mark)
    return FeedDocument(
        format=feed.format,
        entries=tuple(kept.values()),
        unusable=_in_order([*feed.unusable, *silent]),
        repeated=len(told) - len(kept),
        beyond=feed.beyond,
        next_url=feed.next_url,
        every=feed.every,
    )


def fingerprint(*parts: str) -> str:
    """Return 22 hexadecimal digits that differ when any part, or their limits, differ."""
    digest = blake2b(digest_size=11)
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(4, "big") + data)
    return digest.hexdigest()


def _says_something(raw: RawEntry) -> bool:
    return bool(raw.id or raw.link or raw.title or raw.text)


def _in_order(unusable: Iterable[Unusable]) -> tuple[Unusable, ...]:
    return tuple(sorted(unusable, key=lambda one: int(one.where.rpartition(" ")[2])))


def _shared_ids(entries: Sequence[RawEntry], url: str) -> frozenset[str]:
    """Return ids borne by entries that are not the same article: they identify nothing."""
    bearers: defaultdict[str, set[tuple[str | None, str]]] = defaultdict(set)
    for raw in entries:
        if raw.id:
            link = canonical(raw.link, url, anchor=True)
            bearers[_native(raw.id)].add((link, fold_words(raw.title)))
    return frozenset(
        key
        for key, seen in bearers.items()
        if len({link for link, _ in seen}) > 1 and len({title for _, title in seen}) > 1
    )


def _entry(raw: RawEntry, base: str, shared: frozenset[str]) -> Entry:
    url = canonical(raw.link, base)
    anchored = canonical(raw.link, base, anchor=True)
    native = _native(raw.id) if raw.id else ""
    if not native or native in shared:
        native = anchored or _hashed(raw)
    compared = raw.text if len(raw.text) >= _TELLING else f"{raw.text}\n{anchored or native}"
    return Entry(
        key=native,
        digest=fingerprint(raw.title, raw.text, url or ""),
        mark=fingerprint(fold_words(raw.title), compared) if raw.title or raw.text else "",
        title=raw.title,
        text=raw.text,
        url=url,
        author=raw.author or None,
        published=raw.published,
        updated=raw.updated,
        language=raw.language,
        point=raw.point,
        media=raw.media,
        in_reply_to=_native(raw.in_reply_to) if raw.in_reply_to else None,
        replies=raw.replies,
        conversation=raw.conversation,
    )


def _native(said: str) -> str:
    # Only what is written as an address is read as one: « 1234 » is no relative link, and an
    # id that depended on the document's address would change when the feed moves.
    if said.lower().startswith(("http://", "https://")):
        said = canonical(said, anchor=True) or said
    return said if len(said) <= _LONGEST_ID else f"blake2b:{fingerprint(said)}"


def _hashed(raw: RawEntry) -> str:
    date = raw.published.isoformat() if raw.published else ""
    return f"blake2b:{fingerprint(raw.title, raw.text, date)}"
