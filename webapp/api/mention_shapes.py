"""A mention as the API tells it: nobody's name, handle or pseudonym; texts as they are kept."""

from __future__ import annotations

from datetime import datetime

import msgspec

from vigie.decision import CaseDraft, Draft, Due
from vigie.judgement import Place, Reason
from vigie.post import Engagement
from vigie.review import Note


class LabelSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A label in force.

    Attributes:
        confidence: from 0 to 1; 1 for what a person said.
        corrected: a person said it.
    """

    value: str
    confidence: float
    corrected: bool = False


class MentionSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A mention of a list.

    Attributes:
        town: slug of its town, or of the theme that it was found by.
        own: on the town's own page, or in answer to its account.
        heard_at: when it was first seen here.
        url: its address, null when the address would name its author.
        page: where it stands on the desk, on this host.
        labels: field → the label in force.
        uncertain: fields that nobody has checked and that should be.
        story: id of the first mention of its story.
        spans: passages of the text that answer the words asked for, in code points.
        version: of its review.
    """

    id: str
    town: str
    source: str
    kind: str
    own: bool
    title: str
    text: str
    published_at: datetime
    published_is_known: bool
    heard_at: datetime
    edited_at: datetime | None
    revision: int
    url: str | None
    page: str
    labels: dict[str, LabelSaid]
    uncertain: tuple[str, ...]
    place: Place | None
    engagement: Engagement
    story: str | None
    route: str
    article: str
    due: Due
    status: str
    assignee: str | None
    snoozed_until: datetime | None
    version: int
    spans: tuple[tuple[int, int], ...] = ()


class MentionWhole(MentionSaid, frozen=True, kw_only=True):
    """A mention with what is proposed for it, and why.

    Attributes:
        answers: text of the post that it answers, masked.
        why: sentences behind the route, in the town's language.
        reasons: why each label was given.
        referral: id of who owns the problem, when it is not the town.
    """

    answers: str
    why: tuple[str, ...]
    reasons: tuple[Reason, ...]
    draft: Draft | None
    case: CaseDraft | None
    referral: str | None
    review: ReviewSaid


class ReviewSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What people said of a mention.

    Attributes:
        corrections: label → corrected value.
        reply: the reply as a person edited it, null while the draft is as it was proposed.
        by: who changed it last.
    """

    mention: str
    version: int
    status: str
    corrections: dict[str, str]
    assignee: str | None
    notes: tuple[Note, ...]
    temporary_sent_at: datetime | None
    reply_sent_at: datetime | None
    snoozed_until: datetime | None
    reply: str | None
    at: datetime | None
    by: str | None


class MentionPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of mentions.

    Attributes:
        total: how many answer, on all pages.
        next: what to give as `after` for the next page, null on the last.
        links: `next`: the address of the next page.
    """

    total: int
    mentions: tuple[MentionSaid, ...]
    next: str | None
    links: dict[str, str]
