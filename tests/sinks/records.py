"""Plainly fictional mentions, judged, for the suites of stores."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from vigie.alert import Alert, Delivery, alert_id
from vigie.batch import Batch, CursorMove, Gone
from vigie.dead_letter import DeadLetter
from vigie.decision import Decision
from vigie.judgement import Judgement, Label, Place, ServiceRequest, Verdict
from vigie.mention import Mention
from vigie.post import Author, Post, Source
from vigie.record import Record
from vigie.signature import signature

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def a_record(
    number: int | str = 1,
    text: str = "Le déneigement de la rue est bien fait.",
    *,
    title: str = "",
    town: str = "valbois",
    source: str = "Gazette fictive",
    kind: str = "feed",
    url: str | None = None,
    author: str | None = None,
    in_reply_to: str | None = None,
    reply_to_text: str | None = None,
    at: datetime | None = None,
    first_seen: datetime | None = None,
    revision: int = 1,
    generation: int = 1,
    language: str | None = "fr",
    route: str = "monitor",
    signed: bytes | None = None,
    **judged: Any,
) -> Record:
    """A record; by default its number also sets its age, in hours before `MONDAY`."""
    hours = number if isinstance(number, int) else 1
    published = at or MONDAY - hours * HOUR
    post = Post(
        source=Source(kind=kind, name=source),
        native_id=f"billet-{number}",
        text=text,
        title=title,
        url=url,
        author=Author(pseudonym=author),
        in_reply_to=in_reply_to,
        reply_to_text=reply_to_text,
        published_at=published,
        fetched_at=max(published, MONDAY),
        revision=revision,
    )
    if language:
        judged.setdefault("language", Label(language, 0.99))
    return Record(
        mention=Mention.of(post, town),
        judgement=Judgement(generation=generation, **judged),
        decision=Decision(route=route, article="1"),
        first_seen=first_seen or published,
        signature=signature(text) if signed is None else signed,
    )


def fully_judged(number: int = 1, **changes: Any) -> Record:
    """A record on which every stage has spoken."""
    text = "Un nid-de-poule énorme au coin de la rue des Érables, encore."
    return a_record(
        number,
        text,
        route="invite_311",
        **{
            "sentiment": Label("negative", 0.8),
            "topic": Label("roads", 0.9),
            "intent": Label("complaint", 0.7),
            "service_request": ServiceRequest(yes=True, confidence=0.9, category="pothole"),
            "place": Place(
                text="rue des Érables",
                start=41,
                end=56,
                confidence=0.9,
                id="rue-des-erables",
                district="vieux-valbois",
            ),
            "media_request": Verdict(yes=False, confidence=0.99),
            "emergency": Verdict(yes=False, confidence=0.99),
            "conduct": Label("ok", 0.99),
            "author_role": Label("citizen", 0.6),
            "cluster": "histoire-1",
            "uncertain": ("intent", "author_role"),
            **changes,
        },
    )


def edited(record: Record, text: str | None = None, **changes: Any) -> Record:
    """The next edition of a record's post; `changes` are the post's fields."""
    post = record.mention.post
    changes = {"revision": post.revision + 1, **changes}
    if text is not None:
        changes["text"] = text
    mention = msgspec.structs.replace(record.mention, post=msgspec.structs.replace(post, **changes))
    return msgspec.structs.replace(record, mention=mention, signature=signature(mention.post.text))


def rejudged(record: Record, **labels: Any) -> Record:
    """The same post judged again by a newer model."""
    judgement = msgspec.structs.replace(
        record.judgement, generation=record.judgement.generation + 1, **labels
    )
    return msgspec.structs.replace(record, judgement=judgement)


def batch(*records: Record, **others: Any) -> Batch:
    return Batch(records=records, **others)


def gone(record: Record, at: datetime = MONDAY) -> Gone:
    return Gone(mention=record.mention.id, at=at)


def an_alert(record: Record, rule: str = "urgence", at: datetime = MONDAY) -> Alert:
    mention = record.mention
    return Alert(
        id=alert_id(rule, mention.id, mention.post.revision),
        rule=rule,
        town=mention.town,
        mention=mention.id,
        severity="urgent",
        title=f"Urgence : {mention.post.text[:20]}",
        reason=f"« {mention.post.text[:30]} »",
        advice="Composez le 911.",
        raised_at=at,
        summary={"topic": "roads", "excerpt": mention.post.text},
        url=mention.post.url,
    )


def a_delivery(record: Record, target: str = "bureau", **others: Any) -> Delivery:
    at = others.pop("at", MONDAY)
    rule = others.pop("rule", "urgence")
    return Delivery(alert=an_alert(record, rule, at), target=target, due_at=at, **others)


def a_letter(number: int = 1, at: datetime = MONDAY) -> DeadLetter:
    return DeadLetter(
        id=f"lettre-{number}",
        stage="feed",
        source="Gazette fictive",
        where=f"entrée {number}",
        why="date illisible",
        at=at,
        raw=b"<item/>",
    )


def a_move(cursor: bytes = b"1", source: str = "Gazette fictive", **others: Any) -> CursorMove:
    return CursorMove(source=source, cursor=cursor, **{"at": MONDAY, **others})
