"""The forms of a mention's page: each button is one act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigie.errors import InvalidInput
from vigie.record import Record
from vigie.say import Say
from webapp.mention import acts
from webapp.mention.changing import load, review_of, town_of
from webapp.mention.page import Refused, show
from webapp.mentions.asked import Asked
from webapp.places_named import spot_named
from webapp.route import Route
from webapp.site import Site

if TYPE_CHECKING:
    from webapp.route import Page

Fields = Mapping[str, str]
_Does = Callable[[Site, str, int, Fields], Awaitable[Record]]

#: When a day begins for a town whose profile has no opening hours.
_MORNING: Final = time(8)


async def _correct(site: Site, mention: str, version: int, fields: Fields) -> Record:
    label, value = fields.get("label", ""), fields.get("value", "")
    if label == "place" and "name" in fields:
        record = await load(site, mention)
        value = spot_named(fields["name"], town_of(site, record))
    return await acts.correct(site, mention, version, {label: value})


async def _uncorrect(site: Site, mention: str, version: int, fields: Fields) -> Record:
    return await acts.uncorrect(
        site, mention, version, {fields.get("label", ""): fields.get("was")}
    )


async def _take(site: Site, mention: str, version: int, _fields: Fields) -> Record:
    return await acts.take(site, mention, version)


async def _release(site: Site, mention: str, version: int, _fields: Fields) -> Record:
    return await acts.assign(site, mention, version, "")


async def _hand_over(site: Site, mention: str, version: int, fields: Fields) -> Record:
    name, word = _name(fields), fields.get("word", "")
    if review_of(await load(site, mention)).assignee or word.strip():
        return await acts.hand_over(site, mention, version, name, word)
    return await acts.assign(site, mention, version, name)


async def _note(site: Site, mention: str, version: int, fields: Fields) -> Record:
    return await acts.note(site, mention, version, fields.get("text", ""))


async def _snooze(site: Site, mention: str, version: int, fields: Fields) -> Record:
    record = await load(site, mention)
    return await acts.snooze(site, mention, version, _until(site, record, fields))


async def _wake(site: Site, mention: str, version: int, _fields: Fields) -> Record:
    return await acts.wake(site, mention, version)


async def _close(site: Site, mention: str, version: int, _fields: Fields) -> Record:
    return await acts.close(site, mention, version)


async def _reopen(site: Site, mention: str, version: int, _fields: Fields) -> Record:
    return await acts.reopen(site, mention, version)


async def _temporary_sent(site: Site, mention: str, version: int, _fields: Fields) -> Record:
    return await acts.mark_temporary_sent(site, mention, version)


async def _temporary_unsent(site: Site, mention: str, version: int, _fields: Fields) -> Record:
    return await acts.unmark_temporary_sent(site, mention, version)


async def _reply_sent(site: Site, mention: str, version: int, fields: Fields) -> Record:
    return await acts.mark_reply_sent(site, mention, version, fields.get("text"))


async def _reply_unsent(site: Site, mention: str, version: int, _fields: Fields) -> Record:
    return await acts.unmark_reply_sent(site, mention, version)


async def _save_reply(site: Site, mention: str, version: int, fields: Fields) -> Record:
    return await acts.save_reply(site, mention, version, fields.get("text", ""))


#: What follows a mention's address, the act, and the sentence that says that it was done.
ACTS: Final[dict[str, tuple[_Does, str]]] = {
    "corriger": (_correct, "corrected"),
    "retablir": (_uncorrect, "uncorrected"),
    "prendre": (_take, "taken"),
    "remettre": (_release, "released"),
    "passer": (_hand_over, "handed_over"),
    "noter": (_note, "noted"),
    "reporter": (_snooze, "snoozed"),
    "ramener": (_wake, "woken"),
    "clore": (_close, "closed"),
    "rouvrir": (_reopen, "reopened"),
    "temporaire-envoyee": (_temporary_sent, "temporary_sent"),
    "temporaire-pas-envoyee": (_temporary_unsent, "temporary_unsent"),
    "reponse": (_save_reply, "reply_saved"),
    "reponse-envoyee": (_reply_sent, "reply_sent"),
    "reponse-pas-envoyee": (_reply_unsent, "reply_unsent"),
}


def _page(path: str, does: _Does, did: str) -> Page:
    async def answer(site: Site, request: Request) -> Response:
        mention, form = request.path_params["mention"], await request.form()
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        before = await load(site, mention)
        try:
            await does(site, mention, _version(fields), fields)
        except acts.UnknownMention:
            raise
        except InvalidInput as error:
            return await show(site, request, Refused(path, fields, error))
        return _back(request, mention, did, _undo(before, fields) if did == "corrected" else {})

    return answer


MENTION_ACTS: Final = tuple(
    Route(f"/mention/{{mention}}/{path}", _page(path, does, did), need="officer", method="POST")
    for path, (does, did) in ACTS.items()
)


def _undo(before: Record, fields: Fields) -> dict[str, str]:
    """What « Annuler » needs: the label, and the correction that stood before, if any."""
    label = fields.get("label", "")
    was = review_of(before).corrections.get(label)
    return {"label": label} | ({} if was is None else {"was": was})


def _back(request: Request, mention: str, did: str, more: Mapping[str, str]) -> Response:
    """Lead back to the mention, and from there to the list that it was opened from."""
    kept = Asked.of(request.query_params).parameters
    question = urlencode([*kept, ("did", did), *more.items()], errors="replace")
    return RedirectResponse(f"/mention/{mention}?{question}", status_code=303)


def _version(fields: Fields) -> int:
    given = fields.get("version", "")
    if not (given.isascii() and given.isdigit()) or len(given) > 9:
        raise InvalidInput(_NO_VERSION, where="version")
    return int(given)


def _name(fields: Fields) -> str:
    name = fields.get("name", "").strip()
    if not name:
        raise InvalidInput(_NO_NAME, where="name")
    return name


def _until(site: Site, record: Record, fields: Fields) -> datetime:
    """Return when the town opens on the day chosen, in the town's own time."""
    town = town_of(site, record)
    zone = ZoneInfo(town.timezone if town else "UTC")
    today = site.clock.now().astimezone(zone).date()
    match fields.get("until"):
        case "tomorrow":
            day = today + timedelta(days=1)
        case "monday":
            day = today + timedelta(days=7 - today.weekday())
        case _:
            day = _day(fields.get("date", ""))
    midnight = datetime.combine(day, time(), zone)
    opening = site.office.opening(town, midnight) if town else None
    return opening or datetime.combine(day, _MORNING, zone)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(_NO_DATE, where="date") from None


_NO_VERSION: Final = Say(
    "Ce formulaire n’est pas complet : rouvrez la fiche.",
    "This form is not whole: reopen the entry.",
)
_NO_NAME: Final = Say("Dites à qui.", "Say to whom.")
_NO_DATE: Final = Say("Choisissez une date.", "Choose a date.")
