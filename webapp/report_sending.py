"""Sending a scheduled report now, the same by the reports' page and by the API."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from vigie.report_contracts import ReportSent
from vigie.town import Town
from webapp.log_of_acts import note
from webapp.site import Site


async def send_now(site: Site, town: Town, plan: str) -> ReportSent:
    """Send a scheduled report now; note who asked for it.

    Raises:
        HTTPException: 404: nothing is scheduled under this name for the town.
        InvalidInput: it is being sent already.
        Unavailable: the store is away; a mail server that is away is in the answer.
    """
    mailing = site.office.mailing
    plans = await mailing.schedule(town.slug) if mailing else ()
    scheduled = next((each for each in plans if each.name == plan), None)
    if mailing is None or scheduled is None:
        raise HTTPException(404)
    done = await mailing.send(plan, town.slug, scheduled.period, site.who)
    detail = {"period": done.period, "state": done.state}
    papers, now = site.office.papers, site.clock.now()
    await note(papers, now, site.who, "report_sent", town=town.slug, detail=detail)
    return done
