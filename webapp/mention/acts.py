"""What a person does to a mention: who has it, what was said of it, what was sent.

Each function takes the site as the actor sees it, the mention's id, and the version of the
review that the actor read (0 when there was none); saves the review under the next version;
notes the act; returns the record with its new review. Each may block on the store, and raises
what `webapp.mention.changing.change` raises, and `InvalidInput` for a value that makes no sense.
The corrections stand in `webapp.mention.correcting`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from vigie.errors import InvalidInput
from vigie.record import Record
from vigie.review import Note, Review
from vigie.say import Say
from webapp.decided import decided
from webapp.mention.changing import Conflict, Did, Edit, UnknownMention, actor_of, change
from webapp.mention.correcting import correct, uncorrect
from webapp.mentions.asleep import put_off
from webapp.site import Site
from webapp.team import check_name

__all__ = (
    "Conflict",
    "UnknownMention",
    "assign",
    "close",
    "correct",
    "hand_over",
    "mark_reply_sent",
    "mark_temporary_sent",
    "note",
    "reopen",
    "save_reply",
    "snooze",
    "take",
    "uncorrect",
    "unmark_reply_sent",
    "unmark_temporary_sent",
    "wake",
)

#: The longest note and the longest reply, in characters.
NOTE_LIMIT: Final = 2_000
REPLY_LIMIT: Final = 10_000


async def take(site: Site, mention: str, version: int) -> Record:
    """Make the mention the actor's."""
    name = actor_of(site).name
    return await change(site, mention, version, _given_to(name), [Did("taken")])


async def assign(site: Site, mention: str, version: int, name: str) -> Record:
    """Give the mention to someone of the team; "" puts it back for anyone to take."""
    if not name:
        return await change(site, mention, version, _let_go, [Did("released")])
    await check_name(site.office.papers, name)
    did = Did("assigned", {"to": name})
    return await change(site, mention, version, _given_to(name), [did])


async def hand_over(site: Site, mention: str, version: int, name: str, word: str = "") -> Record:
    """Pass the mention on to someone, with a word that is kept as a note."""
    await check_name(site.office.papers, name)
    noted = _noted(site, word) if word.strip() else _as_it_is
    given = _given_to(name)

    def edit(record: Record, review: Review) -> Review:
        return noted(record, given(record, review))

    return await change(site, mention, version, edit, [Did("handed_over", {"to": name})])


async def note(site: Site, mention: str, version: int, text: str) -> Record:
    """Leave a remark, for the team only."""
    return await change(site, mention, version, _noted(site, text), [Did("noted")])


async def snooze(site: Site, mention: str, version: int, until: datetime) -> Record:
    """Put the mention out of sight until then (aware, to come); it is back if late or changed."""
    if until <= site.clock.now():
        raise InvalidInput(_PAST, where="until")
    edit = _with(snoozed_until=until)
    return await _put_off(site, await change(site, mention, version, edit, [Did("snoozed")]))


async def wake(site: Site, mention: str, version: int) -> Record:
    """Bring a snoozed mention back."""
    edit = _with(snoozed_until=None)
    return await _put_off(site, await change(site, mention, version, edit, [Did("woken")]))


async def close(site: Site, mention: str, version: int) -> Record:
    """Say that nothing more is to be done; the clocks stop."""
    edit = _with(status="closed", snoozed_until=None)
    return await _put_off(site, await change(site, mention, version, edit, [Did("closed")]))


async def reopen(site: Site, mention: str, version: int) -> Record:
    """Say that there is something to be done after all."""
    return await change(site, mention, version, _reopened, [Did("reopened")])


async def mark_temporary_sent(site: Site, mention: str, version: int) -> Record:
    """Say that a person has sent the temporary reply, now: the first clock stops."""
    now = site.clock.now()

    def edit(_record: Record, review: Review) -> Review:
        if review.temporary_sent_at:
            return review
        status = "waiting" if review.status in ("new", "taken") else review.status
        return replace(review, temporary_sent_at=now, status=status)

    return await change(site, mention, version, edit, [Did("temporary_sent")])


async def mark_reply_sent(
    site: Site, mention: str, version: int, text: str | None = None
) -> Record:
    """Say that a person has sent the reply, now: both clocks stop.

    `text` is the reply as it was sent; None leaves what was kept of it.
    """
    now = site.clock.now()
    kept = _as_it_is if text is None else _written(site, text)

    def edit(record: Record, review: Review) -> Review:
        if review.reply_sent_at:
            return review
        sent = replace(review, reply_sent_at=now, status="answered", snoozed_until=None)
        return kept(record, sent)

    return await _put_off(site, await change(site, mention, version, edit, [Did("reply_sent")]))


async def unmark_temporary_sent(site: Site, mention: str, version: int) -> Record:
    """Take back `mark_temporary_sent`: the first clock runs again."""
    edit = _unsent("temporary_sent_at")
    return await change(site, mention, version, edit, [Did("temporary_unsent")])


async def unmark_reply_sent(site: Site, mention: str, version: int) -> Record:
    """Take back `mark_reply_sent`: the clocks run again."""
    return await change(site, mention, version, _unsent("reply_sent_at"), [Did("reply_unsent")])


async def save_reply(site: Site, mention: str, version: int, text: str) -> Record:
    """Keep the reply as a person wrote it; the one proposed, or nothing, takes it back."""
    return await change(site, mention, version, _written(site, text), [Did("reply_saved")])


def _given_to(name: str) -> Edit:
    def edit(_record: Record, review: Review) -> Review:
        status = "taken" if review.status == "new" else review.status
        return replace(review, assignee=name, status=status)

    return edit


def _let_go(_record: Record, review: Review) -> Review:
    status = "new" if review.status == "taken" else review.status
    return replace(review, assignee=None, status=status)


def _noted(site: Site, text: str) -> Edit:
    remark = Note(
        at=site.clock.now(), by=actor_of(site).name, text=_sound(text, NOTE_LIMIT, "text")
    )

    def edit(_record: Record, review: Review) -> Review:
        if any((each.by, each.text) == (remark.by, remark.text) for each in review.notes):
            return review
        return replace(review, notes=(*review.notes, remark))

    return edit


def _written(site: Site, text: str) -> Edit:
    words = _sound(text, REPLY_LIMIT, "text") if text.strip() else None

    def edit(record: Record, review: Review) -> Review:
        draft = decided(site, replace(record, review=review)).decision.draft
        same = draft is not None and words == draft.text.strip()
        return replace(review, reply=None if same else words)

    return edit


async def _put_off(site: Site, record: Record) -> Record:
    await put_off(site.office.papers, record, site.clock.now())
    return record


def _reopened(_record: Record, review: Review) -> Review:
    if review.status not in ("closed", "answered"):
        return review
    return replace(review, status="taken" if review.assignee else "new")


def _unsent(moment: str) -> Edit:
    def edit(_record: Record, review: Review) -> Review:
        if getattr(review, moment) is None:
            return review
        left = replace(review, **{moment: None})
        if left.reply_sent_at:
            return left
        waiting = "waiting" if left.temporary_sent_at else "taken" if left.assignee else "new"
        return replace(left, status=waiting)

    return edit


def _with(**changes: Any) -> Edit:
    return lambda _record, review: replace(review, **changes)


def _as_it_is(_record: Record, review: Review) -> Review:
    return review


def _sound(text: str, limit: int, where: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if not words or len(words) > limit:
        raise InvalidInput(_LENGTH, where=where)
    return words


_PAST: Final = Say("Ce moment est déjà passé.", "This moment is already past.")
_LENGTH: Final = Say("Ce texte est vide, ou trop long.", "This text is empty, or too long.")
