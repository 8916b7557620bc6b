"""The settings page: what the town's profile and its sources still lack, and the sample."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigie.town import Town
from webapp.log_of_acts import note
from webapp.reader import Reader
from webapp.route import Route
from webapp.site import Site
from webapp.town_named import town_named

#: What else there is to set, where this installation has it.
_MORE: Final = (
    ("crisis", "/crise"),
    ("drill", "/exercice"),
    ("coverage", "/couverture"),
    ("accounts", "/comptes"),
)
_ACCOUNTS: Final = "accounts"


async def settings_page(site: Site, request: Request) -> Response:
    """Answer `/reglages`."""
    reader = site.reader(request)
    town = town_named(site, request.query_params.get("town"))
    findings, sample = await site.office.examine(), site.office.sample
    said = [(finding.well, finding.say.to(reader.language)) for finding in findings]
    admin = site.actor is not None and site.actor.may("admin")
    return site.page(
        request,
        "settings.html",
        reader=reader,
        town=town,
        towns=site.towns,
        todo=[text for well, text in said if not well],
        well=[text for well, text in said if well],
        sample=await sample.loaded(town.slug) if sample else None,
        admin=admin,
        targets=_targets(town, reader),
        more=[
            (name, path)
            for name, path in _MORE
            if path in site.paths and (name != _ACCOUNTS or (admin and site.office.entrance))
        ],
    )


def _targets(town: Town, reader: Reader) -> str:
    moments, targets = reader.moments(town.slug), town.targets
    first, last = timedelta(minutes=targets.temporary), timedelta(minutes=targets.reply)
    return reader.say(
        "settings.targets.said", temporary=moments.length(first), reply=moments.length(last)
    )


async def load_sample(site: Site, request: Request) -> Response:
    """Load the sample into a town; where it is already, nothing is added."""
    return await _change_sample(site, request, "loaded")


async def remove_sample(site: Site, request: Request) -> Response:
    """Take the whole sample away from a town."""
    return await _change_sample(site, request, "removed")


async def _change_sample(site: Site, request: Request, what: str) -> Response:
    sample, slug = site.office.sample, str((await request.form()).get("town", ""))
    if sample is None or slug not in {town.slug for town in site.towns} or site.actor is None:
        raise HTTPException(404)
    count = await (sample.load(slug) if what == "loaded" else sample.remove(slug))
    papers, now, by = site.office.papers, site.clock.now(), site.actor.name
    await note(papers, now, by, f"sample.{what}", town=slug, detail={"mentions": str(count)})
    return RedirectResponse(f"/reglages?town={slug}&did=sample_{what}#sample", 303)


SETTINGS_ROUTES: Final = (
    Route("/reglages", settings_page, need="lead"),
    Route("/reglages/exemple", load_sample, need="admin", method="POST"),
    Route("/reglages/exemple/retirer", remove_sample, need="admin", method="POST"),
)
