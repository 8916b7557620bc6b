"""The questions put to the mentions, in KQL, each written once."""

from __future__ import annotations

from typing import Final

EMERGENCY: Final = 'emergency: "true"'
MEDIA_REQUEST: Final = 'media_request: "true"'
SERVICE_REQUEST: Final = 'service_request: "true"'
TO_CHECK: Final = "uncertain: *"

# A reply is owed where a clock runs, until someone has answered or closed.
AWAITING: Final = 'reply_due_at: * and not status: ("answered" or "closed")'
LATE: Final = 'reply_due_at < "now"'
DUE_TODAY: Final = 'reply_due_at >= "now" and reply_due_at < "now+1d/d"'
DUE_LATER: Final = 'reply_due_at >= "now+1d/d"'

#: How soon a reply is due: label, question.
DEADLINES: Final = (
    ("En retard", LATE),
    ("Aujourd’hui", DUE_TODAY),
    ("Plus tard", DUE_LATER),
)

#: For how long the public has been waiting.
WAITS: Final = (
    ("Moins d’un jour", 'published_at >= "now-1d"'),
    ("De 1 à 3 jours", 'published_at < "now-1d" and published_at >= "now-3d"'),
    ("De 3 à 7 jours", 'published_at < "now-3d" and published_at >= "now-7d"'),
    ("Plus de 7 jours", 'published_at < "now-7d"'),
)

#: Tone: label, question, colour (told apart by people who see colours differently).
TONES: Final = (
    ("négatif", 'sentiment: "negative"', "#B4251D"),
    ("neutre", 'sentiment: "neutral"', "#98A2B3"),
    ("positif", 'sentiment: "positive"', "#1F78B4"),
    ("non déterminé", "not sentiment: *", "#E0E5EE"),
)

# The comparison around a date. These three bounds stand nowhere else in the file, so that
# `vigie kibana import --around` can put a real date in their place: a week before, the date,
# a week after.
WEEK_BEFORE: Final = "now-14d/d"
THE_DATE: Final = "now-7d/d"
WEEK_AFTER: Final = "now/d"
THE_DATE_SAID: Final = "(il y a 7 jours)"

AROUND: Final = (
    (
        "Les 7 jours d’avant",
        f'published_at >= "{WEEK_BEFORE}" and published_at < "{THE_DATE}"',
    ),
    (
        "Les 7 jours d’après",
        f'published_at >= "{THE_DATE}" and published_at < "{WEEK_AFTER}"',
    ),
)
