"""What is done with the team's rules, the same by the pages and by the API."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Sequence
from typing import Any, Final

from starlette.exceptions import HTTPException

from vigie.errors import InvalidInput
from vigie.kept_rule import RULE_PAPER
from vigie.rule_desk import Tried
from vigie.say import Say
from webapp.log_of_acts import note
from webapp.rules.papers import OwnRule, changes, keep, sees, tried_mark
from webapp.rules.rules_page import mute_of
from webapp.site import Site

#: Days of history that a trial goes over.
DAYS: Final = 90
#: Seconds that a trial may take; the command has no such limit.
_PATIENCE: Final = 60.0


class Unsound(InvalidInput):
    """A rule that cannot be kept; `problems` says all that is wrong with it."""

    def __init__(self, problems: Sequence[Say]) -> None:
        super().__init__(problems[0])
        self.problems = tuple(problems)


class NotTried(InvalidInput):
    """A rule is turned on only once this very version of it was tried."""


class NameTaken(InvalidInput):
    """There is a rule of this name already."""


async def write(site: Site, own: OwnRule | None, rule: dict[str, Any], town: str) -> OwnRule:
    """Keep a rule, new (`own` is None) or changed; it is off until it is tried again.

    Raises:
        HTTPException: 404, 403: the town is not theirs, or not theirs to change.
        Unsound: something is wrong in it.
        NameTaken: a new one has the name of another.
        InvalidInput: `vigie.paper.OVERTAKEN`: someone else changed it meanwhile.
    """
    check(site, town)
    rule = {**rule, "enabled": False}
    if problems := site.office.rule_desk.problems(rule):
        raise Unsound(problems)
    try:
        kept = await keep(site, own, rule, town)
    except InvalidInput as error:
        if own is None:
            raise NameTaken(_NAMED_SO) from error
        raise
    return await _done(site, kept, "change" if own else "make")


async def switch(site: Site, own: OwnRule, *, on: bool, tried: str = "") -> OwnRule:
    """Turn a rule on, if `tried` proves that it was tried as it is, or off.

    Raises:
        NotTried: it does not.
        HTTPException, InvalidInput: see `write`.
    """
    check(site, own.paper.town)
    if on and not _was_tried(site, own, tried):
        raise NotTried(_UNTRIED)
    return await _set(site, own, {**own.rule, "enabled": on}, "on" if on else "off")


async def mute(site: Site, own: OwnRule, until: str) -> OwnRule:
    """Silence a rule until a day (ISO 8601), "" to let it speak again.

    Raises:
        Unsound: that is no date.
        HTTPException, InvalidInput: see `write`.
    """
    check(site, own.paper.town)
    rule = {name: value for name, value in own.rule.items() if name != "mute_until"}
    if not until:
        return await _set(site, own, rule, "unmute")
    rule["mute_until"] = until
    if mute_of(rule) is None:
        raise Unsound([_NO_DATE])
    return await _set(site, own, rule, "mute")


async def drop(site: Site, own: OwnRule) -> None:
    """Take a rule away. Raises `HTTPException`: see `write`."""
    check(site, own.paper.town)
    await site.office.papers.drop(RULE_PAPER, [own.paper.key])
    await _done(site, own, "drop")


async def trial(site: Site, own: OwnRule) -> Tried | None:
    """Return what a sound rule would have told, None when that takes too long to find out."""
    tried = site.office.rule_desk.trial(own.rule, own.paper.town, DAYS)
    try:
        return await asyncio.wait_for(tried, _PATIENCE)
    except TimeoutError:
        return None


def check(site: Site, town: str) -> None:
    """Let through who may change this town's rules. Raises `HTTPException`."""
    if not sees(site, town):
        raise HTTPException(404)
    if not changes(site, town):
        raise HTTPException(403)


async def _set(site: Site, own: OwnRule, rule: dict[str, Any], what: str) -> OwnRule:
    return await _done(site, await keep(site, own, rule, own.paper.town), what)


async def _done(site: Site, own: OwnRule, what: str) -> OwnRule:
    await site.office.rule_desk.refresh()
    papers, now, paper = site.office.papers, site.clock.now(), own.paper
    await note(papers, now, site.who, f"rule_{what}", town=paper.town, about=paper.key)
    return own


def _was_tried(site: Site, own: OwnRule, mark: str) -> bool:
    return hmac.compare_digest(mark.encode("utf-8", "replace"), tried_mark(site, own).encode())


_NAMED_SO: Final = Say(
    "« name » : une règle porte déjà ce nom ; choisissez-en un autre.",
    "name: there is a rule of this name already; choose another.",
)
_UNTRIED: Final = Say(
    "Essayez d’abord la règle telle qu’elle est.", "Try the rule first, as it stands."
)
_NO_DATE: Final = Say(
    "« mute_until » est une date : 2026-12-24.", "mute_until is a date: 2026-12-24."
)
