"""Acting on a mention: the very acts of its page (`webapp.mention.acts`), on the version read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from vigie.record import Record
from vigie.say import Say
from webapp.api.etags import mention_etag, version_asked
from webapp.api.label_shapes import FormerLabels, Labels, given
from webapp.api.mention_shapes import MentionWhole
from webapp.api.operation import Call, Operation, Reply
from webapp.api.telling import whole
from webapp.mention import acts
from webapp.mention.acts import NOTE_LIMIT, REPLY_LIMIT
from webapp.site import Site

_Name = Annotated[str, Meta(min_length=1, max_length=200)]


class _Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body: a name that is not known is refused."""


class Correction(_Body, frozen=True, kw_only=True):
    """Labels with their right values."""

    labels: Labels


class Uncorrection(_Body, frozen=True, kw_only=True):
    """Labels with the corrections that stood before; null gives the machine's label back."""

    labels: FormerLabels


class Given(_Body, frozen=True, kw_only=True):
    """To whom; null lets it go, for anyone to take."""

    to: _Name | None


class HandedOver(_Body, frozen=True, kw_only=True):
    """To whom, with a word that is kept as a note."""

    to: _Name
    word: Annotated[str, Meta(max_length=NOTE_LIMIT)] = ""


class Remark(_Body, frozen=True, kw_only=True):
    """A note for the team only."""

    text: Annotated[str, Meta(min_length=1, max_length=NOTE_LIMIT)]


class ReplyText(_Body, frozen=True, kw_only=True):
    """The reply as a person wrote it; what is empty gives the proposed one back."""

    text: Annotated[str, Meta(max_length=REPLY_LIMIT)]


class Until(_Body, frozen=True, kw_only=True):
    """Out of sight until then."""

    until: Annotated[datetime, Meta(tz=True)]


#: The site, the mention, the version read, what came with it → the record with its new review.
Act = Callable[[Site, str, int, Any], Awaitable[Record]]
#: The same, of an act that nothing comes with.
BareAct = Callable[[Site, str, int], Awaitable[Record]]


def _act(path: str, says: Say, act: Act, body: Any = None, method: str = "POST") -> Operation:
    async def does(call: Call) -> Reply:
        mention, version = call.named("mention"), version_asked(call.request)
        record = await act(call.site, mention, version, call.body)
        headers = {"ETag": mention_etag(record)}
        return Reply(whole(call.site, record), headers=headers)

    verb = {"DELETE": "undo_", "PUT": "set_", "PATCH": "set_"}.get(method, "")
    return Operation(
        id=verb + path.replace("-", "_").replace("/", "_"),
        path=f"/mentions/{{mention}}/{path}",
        tag="reviews",
        says=says,
        does=does,
        gives=MentionWhole,
        body=body,
        method=method,
        need="officer",
        versioned=True,
    )


def _bare(act: BareAct) -> Act:
    """Return an act that nothing comes with, as one that leaves what comes aside."""
    return lambda site, mention, version, _: act(site, mention, version)


def _mark(
    path: str, says: Say, mark: BareAct, says_back: Say, unmark: BareAct
) -> tuple[Operation, Operation]:
    """Return the pair that marks a reply as sent, and takes the mark back."""
    return (
        _act(path, says, _bare(mark)),
        _act(path, says_back, _bare(unmark), method="DELETE"),
    )


REVIEWS: Final = (
    _act(
        "corrections",
        Say("Corriger des étiquettes", "Correct labels"),
        lambda site, mention, version, body: acts.correct(
            site, mention, version, given(body.labels)
        ),
        Correction,
        "PATCH",
    ),
    _act(
        "corrections/undo",
        Say("Reprendre des corrections", "Take corrections back"),
        lambda site, mention, version, body: acts.uncorrect(
            site, mention, version, given(body.labels)
        ),
        Uncorrection,
    ),
    _act(
        "take",
        Say("Prendre en charge", "Take"),
        _bare(acts.take),
    ),
    _act(
        "assign",
        Say("Confier à quelqu’un, ou laisser à qui veut", "Give to someone, or let go"),
        lambda site, mention, version, body: acts.assign(site, mention, version, body.to or ""),
        Given,
    ),
    _act(
        "hand-over",
        Say("Passer à quelqu’un, avec un mot", "Hand over to someone, with a word"),
        lambda site, mention, version, body: acts.hand_over(
            site, mention, version, body.to, body.word
        ),
        HandedOver,
    ),
    _act(
        "notes",
        Say("Laisser une note à l’équipe", "Leave the team a note"),
        lambda site, mention, version, body: acts.note(site, mention, version, body.text),
        Remark,
    ),
    _act(
        "snooze",
        Say("Mettre en sommeil", "Snooze"),
        lambda site, mention, version, body: acts.snooze(site, mention, version, body.until),
        Until,
    ),
    _act(
        "wake",
        Say("Sortir du sommeil", "Wake"),
        _bare(acts.wake),
    ),
    _act(
        "close",
        Say("Clore", "Close"),
        _bare(acts.close),
    ),
    _act(
        "reopen",
        Say("Rouvrir", "Reopen"),
        _bare(acts.reopen),
    ),
    _act(
        "reply",
        Say("Garder la réponse telle qu’on l’a écrite", "Keep the reply as it was written"),
        lambda site, mention, version, body: acts.save_reply(site, mention, version, body.text),
        ReplyText,
        "PUT",
    ),
    *_mark(
        "temporary-sent",
        Say("Dire la réponse temporaire envoyée", "Mark the temporary reply as sent"),
        acts.mark_temporary_sent,
        Say("Reprendre l’envoi de la réponse temporaire", "Take the temporary reply’s mark back"),
        acts.unmark_temporary_sent,
    ),
    *_mark(
        "reply-sent",
        Say("Dire la réponse envoyée", "Mark the reply as sent"),
        acts.mark_reply_sent,
        Say("Reprendre l’envoi de la réponse", "Take the reply’s mark back"),
        acts.unmark_reply_sent,
    ),
)
