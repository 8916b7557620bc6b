"""One rule of the team: written, tried over the past, turned on, muted, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigie.errors import InvalidInput
from vigie.say import Say
from webapp.route import Route
from webapp.rules import acts
from webapp.rules.fields import read_form
from webapp.rules.form import rule_form, told
from webapp.rules.papers import OwnRule, changes, own_rule, tried_mark
from webapp.rules.rules_page import own_row, rules_page
from webapp.site import Site


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
    own = await own_rule(site, request.path_params["key"])
    problems = site.office.rule_desk.problems(own.rule)
    return _form(site, request, Editing.of(own), problems)


async def change_rule(site: Site, request: Request) -> Response:
    """Keep a rule as it was changed: under its name, and off until it is tried again."""
    own, form = await own_rule(site, request.path_params["key"]), await request.form()
    rule = {**read_form(form), "name": own.kept.name}
    edited = Editing(own, rule, own.paper.town)
    if str(form.get("version", "")) != str(own.paper.version):
        return _form(site, request, edited, [_OVERTAKEN], 409)
    return await _write(site, request, edited)


async def try_rule(site: Site, request: Request) -> Response:
    """Answer `/regle/{key}/essai`: what the rule would have told, and the button to turn it on."""
    own, reader = await own_rule(site, request.path_params["key"]), site.reader(request)
    problems = site.office.rule_desk.problems(own.rule)
    if problems:
        return _form(site, request, Editing.of(own), problems, 422)
    tried = await acts.trial(site, own)
    moments = reader.moments(own.paper.town or None)
    return site.page(
        request,
        "rule_trial.html",
        reader=reader,
        row=own_row(site, own, reader),
        tried=tried,
        weeks=[(moments.calendar_day(date.fromisoformat(monday)), n) for monday, n in tried.weeks]
        if tried
        else [],
        most=max((count for _, count in tried.weeks), default=1) if tried else 1,
        examples=[(moments.full(one.raised_at), one) for one in tried.examples] if tried else [],
        mark=tried_mark(site, own) if tried else "",
        may=changes(site, own.paper.town),
    )


async def set_rule(site: Site, request: Request) -> Response:
    """Turn a rule on or off, mute it until a day, let it speak again, or take it away."""
    own, form = await own_rule(site, request.path_params["key"]), await request.form()
    acts.check(site, own.paper.town)
    what = str(form.get("do", ""))
    try:
        if what == "drop":
            await acts.drop(site, own)
            return _back("/regles", "drop")
        if what in ("on", "off"):
            tried = str(form.get("tried", ""))
            own = await acts.switch(site, own, on=what == "on", tried=tried)
        elif what in ("mute", "unmute"):
            until = str(form.get("mute_until", "")) or "-" if what == "mute" else ""
            own = await acts.mute(site, own, until)
        else:
            raise HTTPException(400)
    except acts.NotTried:
        return RedirectResponse(f"{own.address}/essai", 303)
    except acts.Unsound as error:
        return _form(site, request, Editing.of(own), error.problems, 422)
    except InvalidInput as error:
        return _form(site, request, Editing.of(own), [error.say], 409)
    return _back(own.address, what)


async def _write(site: Site, request: Request, edited: Editing) -> Response:
    own, rule, town = edited
    try:
        kept = await acts.write(site, own, rule, town)
    except acts.Unsound as error:
        return _form(site, request, edited, error.problems, 422)
    except InvalidInput as error:
        return _form(site, request, edited, [error.say], 409)
    return _back(kept.address, "change" if own else "make")


def _back(path: str, what: str) -> Response:
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


_OVERTAKEN: Final = Say(
    "Quelqu’un d’autre a changé cette règle entre-temps. Ce que vous aviez écrit est ci-dessous ; "
    "rouvrez la règle avant de recommencer.",
    "Someone else changed this rule meanwhile. What you had written is below; open the rule again "
    "before you start over.",
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
