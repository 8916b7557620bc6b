"""Tells a person of cases: a row, a whole case with what would be sent, a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from desk.case_message import case_message
from desk.resolved_replies import resolved_draft
from pipeline.exporting import opened
from sinks.case_table import table
from vigie.case import STATES, Case
from vigie.contracts import Store
from vigie.say import Say
from vigie.town import Town


def row(case: Case, town: Town, language: str) -> dict[str, Any]:
    """Return a case as flat values; `state_name` is what a person calls its state."""
    said, hand_off = case_message(case, town), case.handoff
    name = STATES[hand_off.state]
    return {
        "reference": case.reference,
        "town": case.town,
        "category": case.category,
        "state": hand_off.state,
        "state_name": name.en if language == "en" else name.fr,
        "title": said.title,
        "posts": said.posts,
        "voices": said.voices,
        "first_seen": said.first_seen.isoformat(timespec="minutes") if said.first_seen else None,
        "last_seen": said.last_seen.isoformat(timespec="minutes") if said.last_seen else None,
        "confidence": round(case.confidence, 2),
        "request": hand_off.request,
        "why": hand_off.why or hand_off.status_notes,
    }


async def whole(store: Store, case: Case, towns: Sequence[Town], language: str) -> dict[str, Any]:
    """Return all there is to know of a case; `replies` are drafts once it is closed."""
    town = next(town for town in towns if town.slug == case.town)
    said, hand_off = case_message(case, town), case.handoff
    replies: list[dict[str, Any]] = []
    if hand_off.state == "closed":
        records = await store.many([post.mention for post in case.posts])
        replies = [
            {"mention": id_, "url": each.mention.post.url, "text": resolved_draft(each, town).text}
            for id_, each in records.items()
        ]
    return {
        **row(case, town, language),
        "text": said.text,
        "links": list(said.links),
        "mentions": [post.mention for post in case.posts],
        "point": [said.point.lat, said.point.lon] if said.point else None,
        "evidence": list(case.evidence),
        "by": hand_off.by,
        "token": hand_off.token,
        "status_notes": hand_off.status_notes,
        "sent_at": hand_off.sent_at.isoformat(timespec="seconds") if hand_off.sent_at else None,
        "replies": replies,
    }


def told(found: dict[str, Any], language: str) -> Iterator[str]:
    """Yield a whole case as lines for a person."""

    def t(fr: str, en: str) -> str:
        return Say(fr, en).to(language)

    yield f"{found['reference']} · {found['state_name']} · {found['title']}"
    if found["why"]:
        yield found["why"]
    if found["request"]:
        yield t(f"Numéro au guichet : {found['request']}", f"Its number: {found['request']}")
    yield ""
    yield from found["text"].splitlines()
    if found["evidence"]:
        yield ""
        yield t("Pourquoi :", "Why:")
        yield from (f"  {reason}" for reason in found["evidence"])
    if found["replies"]:
        yield ""
        yield t(
            "Réponses à relire, à envoyer par une personne :",
            "Replies to be read and sent by a person:",
        )
        for reply in found["replies"]:
            yield f"  {reply['url'] or reply['mention']}"
            yield f"    {reply['text']}"


def outcome(case: Case, language: str) -> str:
    """Return one line that says where a case stands now."""
    name = STATES[case.handoff.state]
    told_of = name.en if language == "en" else name.fr
    tail = case.handoff.request or case.handoff.why
    return f"{case.reference} : {told_of}" + (f" ({tail})" if tail else "")


def write_table(
    cases: Sequence[Case], towns: Sequence[Town], output: Path | None, language: str
) -> int:
    """Write cases as a spreadsheet opens them; return how many."""
    by_slug = {town.slug: town for town in towns}
    messages = [case_message(case, by_slug[case.town]) for case in cases if case.town in by_slug]
    with opened(output, bom=True) as file:
        file.write(table(messages, "," if language == "en" else ";", heading=True))
    return len(messages)
