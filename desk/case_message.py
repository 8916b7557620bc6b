"""What a case tells the front door: a category, a place, a passage, links, how many said so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from desk.excerpt import HANDLE_MASK, cut, plain
from vigie.case import Case, CaseMessage
from vigie.labels import display
from vigie.privacy import EMAIL_MASK, PHONE_MASK, mask
from vigie.say import Say
from vigie.town import Town

#: GeoReport v2, `description`: « the maximum length is 4,000 characters ».
LIMIT: Final = 4_000
_ROOM: Final = 300  # for what stands after the links
_PLACE_LIMIT: Final = 120
_EXCERPT_LIMIT: Final = 300
# The last net, wider than the masks that texts went through before: whatever holds an « @ », and
# nine digits or more, however they are set apart.
_MAIL: Final = re.compile(r"[^\s@<>«»\"]+@[^\s@<>«»\"]+\.[^\s@<>«»\"]+")
_AT: Final = re.compile(r"[@＠]\s?[\w.\-@＠]*")
_DIGITS: Final = re.compile(r"\+?\(?\d(?:[ \u00a0\u202f().\-/]{0,2}\d){8,}")


def case_message(case: Case, town: Town) -> CaseMessage:
    """Compose what is handed over of a case, in the language of the town's interface.

    It never holds an e-mail address, a phone number or a handle, not even the town's own.
    """
    language = town.interface
    best, place = case.best, case.place
    address = nobody(place, _PLACE_LIMIT) if place else ""
    category = display("service_category", case.category, language)
    title = f"{category[:1].upper()}{category[1:]}" + (f", {address}" if address else "")
    said = nobody(best.excerpt, _EXCERPT_LIMIT) if best else ""
    return CaseMessage(
        reference=case.reference,
        town=case.town,
        category=case.category,
        title=title,
        text=_text(case, town, title, said),
        excerpt=said,
        address=f"{address}, {town.name}" if address else None,
        point=case.point,
        links=case.links,
        posts=len(case.posts),
        voices=case.voices,
        first_seen=case.first_seen,
        last_seen=case.last_seen,
    )


def nobody(text: str, limit: int) -> str:
    """Return a text on one line, without anything by which a person could be reached."""
    text = mask(plain(text))
    text = _MAIL.sub(EMAIL_MASK, text)
    text = _AT.sub(HANDLE_MASK, text)
    text = _DIGITS.sub(PHONE_MASK, text)
    # GeoReport v2 wants no markup; a mark of comparison alone is no loss.
    return cut(text.replace("<", "‹").replace(">", "›"), limit)


def _text(case: Case, town: Town, title: str, said: str) -> str:
    language = town.interface
    head = f"[{case.reference}] {title}"
    lines = [head, *([f"« {said} »" if language == "fr" else f"“{said}”"] if said else [])]
    lines.append(_counted(case, town).to(language))
    if case.links:
        lines.append(Say("Publications :", "Posts:").to(language))
        lines += _fitting(case.links, LIMIT - _ROOM - len("\n".join(lines)), language)
    lines.append(
        Say(
            f"Transmis par Vigie, poste d’écoute de {town.name}. Personne n’y est nommé.",
            f"Passed on by Vigie, the listening post of {town.name}. It names nobody.",
        ).to(language)
    )
    return "\n".join(lines)[:LIMIT]


def _counted(case: Case, town: Town) -> Say:
    posts, voices = len(case.posts), case.voices
    first, last = _day(case.first_seen, town), _day(case.last_seen, town)
    if posts == 1:
        return Say(f"Une publication, le {first}.", f"One post, on {first}.")
    when = (
        Say(f"le {first}", f"on {first}")
        if first == last
        else Say(f"du {first} au {last}", f"from {first} to {last}")
    )
    return Say(
        f"{posts} publications de {voices} {'compte' if voices == 1 else 'comptes'}, {when.fr}.",
        f"{posts} posts by {voices} {'account' if voices == 1 else 'accounts'}, {when.en}.",
    )


def _day(moment: datetime | None, town: Town) -> str:
    return moment.astimezone(ZoneInfo(town.timezone)).date().isoformat() if moment else "—"


def _fitting(links: tuple[str, ...], room: int, language: str) -> Iterator[str]:
    for shown, link in enumerate(links):
        room -= len(link) + 1
        if room < 0:
            left = len(links) - shown
            yield Say(f"… et {left} de plus.", f"… and {left} more.").to(language)
            return
        yield link
