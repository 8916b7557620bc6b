"""One rule of the team: written, tried over the past, turned on, muted, taken away."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigie.errors import InvalidInput
from vigie.kept_rule import RULE_PAPER
from vigie.rule_desk import Tried
from vigie.say import Say
from webapp.log_of_acts import note
from webapp.route import Route
from webapp.rules.fields import read_form
from webapp.rules.form import rule_form, told
from webapp.rules.papers import OwnRule, changes, keep, own_rule, sees, tried_mark
from webapp.rules.rules_page import mute_of, own_row, rules_page
from webapp.site import Site

DAYS: Final = 90


class Editing(NamedTuple):
    """A rule in its form.

    Attributes:
        own: as it is kept, None for a new one.
        rule: as it was filled in.
        town: its own, "" for all.
    """

    own: OwnRule | None
    rule: dict[str, Any]
    town: str

    @classmethod
    def of(cls, own: OwnRule) -> Editing:
        """Return a rule as it is kept."""
        return cls(own, own.rule, own.paper.town)


#: Seconds that a trial may take; the command has no such limit.
_PATIENCE: Final = 60.0


async def new_rule(site: Site, request: Request) -> Response:
    """Answer `/regle`: an empty form."""
    town = site.towns[0].slug if len(site.towns) == 1 else ""
    return _form(site, request, Editing(None, {}, town))


async def make_rule(site: Site, request: Request) -> Response:
    """Keep a new rule, off."""
    form = await request.form()
    rule, town = read_form(form), str(form.get("town", ""))
    return await _write(site, request, Editing(None, rule, town))


async def rule_page(site: Site, request: Request) -> Response:
    """Answer `/regle/{key}`."""
    own = await own_rule(site, request)
    problems = site.office.rule_desk.problems(own.rule)
    return _form(site, request, Editing.of(own), problems)


async def change_rule(site: Site, request: Request) -> Response:
    """Keep a rule as it was changed: under its name, and off until it is tried again."""
    own, form = await own_rule(site, request), await request.form()
    rule = {**read_form(form), "name": own.kept.name}
    edited = Editing(own, rule, own.paper.town)
    if str(form.get("version", "")) != str(own.paper.version):
        return _form(site, request, edited, [_OVERTAKEN], 409)
    return await _write(site, request, edited)


async def try_rule(site: Site, request: Request) -> Response:
    """Answer `/regle/{key}/essai`: what the rule would have told, and the button to turn it on."""
    own, reader = await own_rule(site, request), site.reader(request)
    problems = site.office.rule_desk.problems(own.rule)
    if problems:
        return _form(site, request, Editing.of(own), problems, 422)
    tried = await _tried(site, own)
    moments = reader.moments(own.paper.town or None)
    return site.page(
        request,
        "rule_trial.html",
        reader=reader,
        row=own_row(site, own, reader),
        tried=tried,
        most=max((count for _, count in tried.weeks), default=1) if tried else 1,
        examples=[(moments.full(one.raised_at), one) for one in tried.examples] if tried else [],
        mark=tried_mark(site, own) if tried else "",
        may=changes(site, own.paper.town),
    )


async def set_rule(site: Site, request: Request) -> Response:
    """Turn a rule on or off, mute it until a day, let it speak again, or take it away."""
    own, form = await own_rule(site, request), await request.form()
    _check(site, own.paper.town)
    what, rule = str(form.get("do", "")), dict(own.rule)
    if what == "drop":
        await site.office.papers.drop(RULE_PAPER, [own.paper.key])
        return await _done(site, own, "drop", "/regles")
    if what == "on" and not _was_tried(site, own, str(form.get("tried", ""))):
        return RedirectResponse(f"{own.address}/essai", 303)
    if what in ("on", "off"):
        rule["enabled"] = what == "on"
    elif what == "mute":
        rule["mute_until"] = str(form.get("mute_until", ""))
        if mute_of(rule) is None:
            return _form(site, request, Editing.of(own), [_NO_DATE], 422)
    elif what == "unmute":
        rule.pop("mute_until", None)
    else:
        raise HTTPException(400)
    try:
        own = await keep(site, own, rule, own.paper.town)
    except InvalidInput as error:
        return _form(site, request, Editing.of(own), [error.say], 409)
    return await _done(site, own, what, own.address)


async def _write(site: Site, request: Request, edited: Editing) -> Response:
    own, rule, town = edited
    _check(site, town)
    if problems := site.office.rule_desk.problems(rule):
        return _form(site, request, edited, problems, 422)
    try:
        kept = await keep(site, own, rule, town)
    except InvalidInput as error:
        return _form(site, request, edited, [error.say if own else _NAMED_SO], 409)
    return await _done(site, kept, "change" if own else "make", kept.address)


async def _done(site: Site, own: OwnRule, what: str, path: str) -> Response:
    await site.office.rule_desk.refresh()
    await note(
        site.office.papers,
        site.clock.now(),
        site.who,
        f"rule_{what}",
        town=own.paper.town,
        about=own.paper.key,
    )
    return RedirectResponse(f"{path}?did=rule_{what}", 303)


def _form(
    site: Site,
    request: Request,
    edited: Editing,
    problems: Sequence[Say] = (),
    status: int = 200,
) -> Response:
    reader, own = site.reader(request), edited.own
    said = told(problems, reader)
    return site.page(
        request,
        "rule.html",
        reader=reader,
        status=status,
        own=own,
        row=own_row(site, own, reader) if own else None,
        form=rule_form(site, edited.rule, edited.town, reader),
        problems=said,
        wrong={problem.field for problem in said},
        may=changes(site, edited.town) if own else True,
    )


async def _tried(site: Site, own: OwnRule) -> Tried | None:
    """Return what it would have told, None when that takes too long to find out."""
    trial = site.office.rule_desk.trial(own.rule, own.paper.town, DAYS)
    try:
        return await asyncio.wait_for(trial, _PATIENCE)
    except TimeoutError:
        return None


def _was_tried(site: Site, own: OwnRule, mark: str) -> bool:
    return hmac.compare_digest(mark.encode("utf-8", "replace"), tried_mark(site, own).encode())


def _check(site: Site, town: str) -> None:
    """Let through who may change this town's rules. Raises `HTTPException`."""
    if not sees(site, town):
        raise HTTPException(404)
    if not changes(site, town):
        raise HTTPException(403)


_OVERTAKEN: Final = Say(
    "Quelqu’un d’autre a changé cette règle entre-temps. Ce que vous aviez écrit est ci-dessous ; "
    "rouvrez la règle avant de recommencer.",
    "Someone else changed this rule meanwhile. What you had written is below; open the rule again "
    "before you start over.",
)
_NAMED_SO: Final = Say(
    "« name » : une règle porte déjà ce nom ; choisissez-en un autre.",
    "name: there is a rule of this name already; choose another.",
)
_NO_DATE: Final = Say(
    "« mute_until » est une date : 2026-12-24.", "mute_until is a date: 2026-12-24."
)

RULE_ROUTES: Final = (
    Route("/regles", rules_page),
    Route("/regle", new_rule, need="lead"),
    Route("/regle", make_rule, need="lead", method="POST"),
    Route("/regle/{key}", rule_page),
    Route("/regle/{key}", change_rule, need="lead", method="POST"),
    Route("/regle/{key}/essai", try_rule),
    Route("/regle/{key}/etat", set_rule, need="lead", method="POST"),
)
