"""A record of a table → the event that it tells of: a post, or a post's removal."""

from __future__ import annotations

from datetime import datetime, tzinfo
from hashlib import blake2b

from connectors.addresses import host
from connectors.markup import one_line, plain
from connectors.table.dates import is_believable
from connectors.table.values import Row
from vigie.context import Context
from vigie.labels import AUTHOR_ROLES
from vigie.post import Author, Deleted, Engagement, Event, Point, Post, Published, Source
from vigie.privacy import mask


class EventMaker:
    """Makes events of one source, masked and under pseudonyms.

    Args:
        name: the source's name, given to every post whatever the table calls its own source.
        kind: the connector's entry-point name, for posts whose table does not say their source.
        own: whether posts are from the town's own page when the table does not say.
        zone: where naive dates are read.
    """

    def __init__(
        self, name: str, context: Context, *, own: bool, zone: tzinfo, kind: str = "import"
    ) -> None:
        self._name = name
        self._kind = kind
        self._own = own
        self._zone = zone
        self._pseudonyms = context.pseudonyms
        self._contacts = context.contacts

    def event(self, row: Row, fetched_at: datetime) -> Event:
        """Return what a record tells.

        Raises:
            InvalidInput: a field cannot be read, or there is no text; it names the field.
        """
        if row.flag("deleted"):
            return self._deleted(row, fetched_at)
        text, title = self._clean(row, "text"), one_line(self._clean(row, "title"), is_markup=False)
        if not text and not title:
            raise row.error("text", "est vide ou manque", "is empty or missing")
        url = row.address()
        kind = one_line(row.text("source_kind"), 64, is_markup=False).lower()
        author = self._author(row, kind or host(url or "") or self._kind)
        said_at = row.moment("published_at", self._zone)
        known = said_at is not None and is_believable(said_at, fetched_at)
        edited_at = self._edited(row, fetched_at)
        return Published(
            post=Post(
                source=Source(kind=kind or self._kind, name=self._name, own=self._is_own(row)),
                native_id=row.identifier()
                or url
                or _digest(author.pseudonym, said_at, text, title),
                title=title,
                text=text,
                url=url,
                fetched_at=fetched_at,
                published_at=min(said_at, fetched_at) if said_at and known else fetched_at,
                published_is_known=known,
                edited_at=edited_at,
                revision=int(edited_at.timestamp()) if edited_at else 1,
                declared_language=row.language(),
                reply_to_text=self._clean(row, "in_reply_to") or None,
                author=author,
                engagement=Engagement(
                    replies=row.count("replies"),
                    shares=row.count("shares"),
                    likes=row.count("likes"),
                    views=row.count("views"),
                ),
                geo=_point(row),
            )
        )

    def _deleted(self, row: Row, fetched_at: datetime) -> Deleted:
        native_id = row.identifier() or row.address()
        if not native_id:
            raise row.error(
                "id",
                "manque : une suppression dit de quel message il s’agit",
                "is missing: a deletion says which post it is about",
            )
        at = self._edited(row, fetched_at) or fetched_at
        return Deleted(source=self._name, native_id=native_id, at=at)

    def _clean(self, row: Row, field: str) -> str:
        text = plain(row.text(field))
        return mask(text, self._contacts) if text else ""

    def _author(self, row: Row, platform: str) -> Author:
        handle = one_line(row.text("author"), 200, is_markup=False)
        role = row.text("author_role").strip().lower()
        return Author(
            pseudonym=self._pseudonyms.of(platform, handle) if handle else None,
            role=role if role in AUTHOR_ROLES else None,
        )

    def _edited(self, row: Row, fetched_at: datetime) -> datetime | None:
        moment = row.moment("edited_at", self._zone)
        return moment if moment is not None and is_believable(moment, fetched_at) else None

    def _is_own(self, row: Row) -> bool:
        own = row.flag("own")
        return self._own if own is None else own


def _point(row: Row) -> Point | None:
    lat, lon = row.degrees("lat", 90), row.degrees("lon", 180)
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        field = "lat" if lat is None else "lon"
        raise row.error(field, "manque à côté de l’autre coordonnée", "is missing beside the other")
    return Point(lat=lat, lon=lon)


def _digest(author: str | None, said_at: datetime | None, text: str, title: str) -> str:
    """Return the id of a post that has none: the same words of the same author at the same time."""
    joined = f"{author}\n{said_at}\n{title}\n{text}"
    return f"content-{blake2b(joined.encode(), digest_size=16).hexdigest()}"
