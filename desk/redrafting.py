"""The reply drafted from another of the town's templates, as a person chose."""

from __future__ import annotations

from datetime import datetime

from desk.corrected import corrected, decide_corrected
from desk.replies import draft
from vigie.decision import Draft
from vigie.judgement import Judged
from vigie.record import Record
from vigie.town import Town


def redraft(record: Record, town: Town, now: datetime, template: str) -> Draft | None:
    """Fill a template of the route in force with what is known of a mention.

    Pure. None when the route has no such template, or it needs a value that is missing.
    """
    corrections = record.review.corrections if record.review else {}
    judged = Judged(
        mention=record.mention, judgement=corrected(record.judgement, corrections, town)
    )
    decision = decide_corrected(record, town, now)
    referral = next((each for each in town.referrals if each.id == decision.referral), None)
    return draft(judged, decision.route, town, referral=referral, only=template)
