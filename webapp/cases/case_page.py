"""One case for the front door: read it, and do with it what one's role allows."""

from __future__ import annotations

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigie.case import Case
from vigie.errors import InvalidInput
from vigie.say import Say
from webapp.cases.cases_page import cases_page, cases_table
from webapp.cases.rows import case_row, door_name
from webapp.cases.story import Reply, history, post_rows, replies
from webapp.downloads import csv_download, download
from webapp.log_of_acts import acts, note
from webapp.route import Route
from webapp.site import Site

#: What may be done with a case, by its state.
ACTS: Final[dict[str, tuple[str, ...]]] = {
    "draft": ("approve", "send", "withdraw"),
    "failed": ("approve", "send", "withdraw"),
    "withdrawn": ("approve", "send"),
    "approved": ("send", "withdraw"),
    "unknown": ("look", "again", "withdraw"),
}
_NEEDS_A_DOOR: Final = ("approve", "send", "look", "again")
#: States from which nothing has left.
_BEFORE: Final = ("draft", "approved", "failed", "withdrawn")
_PLACE_DIGITS: Final = "{:.5f}, {:.5f}"


async def case_page(site: Site, request: Request) -> Response:
    """Answer `/dossier/{reference}`."""
    return await _shown(site, request, await _case(site, request))


async def act_on_case(site: Site, request: Request) -> Response:
    """Do what an officer asks of a case, on what the officer saw."""
    case, form = await _case(site, request), await request.form()
    what = str(form.get("do", ""))
    if what not in ("approve", "send", "look", "again", "withdraw"):
        raise HTTPException(400)
    if what == "again" and form.get("checked") != "yes":
        return await _shown(site, request, case, _CHECK)
    try:
        done = await _do(site, case.reference, what, str(form.get("seen", "")))
    except InvalidInput as error:
        return await _shown(site, request, await _case(site, request), error.say)
    await note(
        site.office.papers,
        site.clock.now(),
        site.who,
        f"case_{what}",
        town=done.town,
        about=done.reference,
        detail={"from": case.handoff.state, "to": done.handoff.state},
    )
    did = f"case_{done.handoff.state}"
    return RedirectResponse(f"/dossier/{done.reference}?did={did}", 303)


async def case_text(site: Site, request: Request) -> Response:
    """Answer `/dossier/{reference}.txt`: what the front door is told, as a file."""
    case = await _case(site, request)
    said = site.office.case_desk.message(case)
    text = said.text.encode("utf-8", "replace")
    return download(text, "text/plain; charset=utf-8", f"{case.reference}.txt")


async def case_table(site: Site, request: Request) -> Response:
    """Answer `/dossier/{reference}.csv`: one row of the table."""
    case = await _case(site, request)
    return csv_download(site.office.case_desk.table([case]), f"{case.reference}.csv")


async def _do(site: Site, reference: str, what: str, seen: str) -> Case:
    desk = site.office.case_desk
    if what == "approve":
        return await desk.approve(reference, seen)
    if what == "send":
        return await desk.send(reference, seen)
    if what == "withdraw":
        return await desk.withdraw(reference, seen)
    return await desk.look(reference, seen, again=what == "again")


async def _case(site: Site, request: Request) -> Case:
    case = await site.office.cases.case(request.path_params["reference"])
    if case is None or case.town not in {town.slug for town in site.towns}:
        raise HTTPException(404)
    return case


async def _shown(site: Site, request: Request, case: Case, problem: Say | None = None) -> Response:
    reader, desk = site.reader(request), site.office.case_desk
    town = next(town for town in site.towns if town.slug == case.town)
    way, point = desk.way(case.town), case.point
    noted = await acts(site.office.papers, about=case.reference)
    may = site.actor is not None and site.actor.may("officer")
    offered = ACTS.get(case.handoff.state, ()) if may else ()
    return site.page(
        request,
        "case.html",
        reader=reader,
        status=409 if problem else 200,
        case=case_row(case, reader),
        door=door_name(town, reader.language),
        said=desk.message(case),
        language=town.interface,
        way=way,
        shown=desk.shown(case),
        left=case.handoff.state not in _BEFORE,
        mark=desk.mark(case),
        offered=[act for act in offered if way or act not in _NEEDS_A_DOOR],
        may=may,
        problem=problem.to(reader.language) if problem else "",
        point=_PLACE_DIGITS.format(point.lat, point.lon) if point else "",
        confidence=reader.percent(case.confidence),
        evidence=case.evidence,
        hand_off=case.handoff,
        posts=post_rows(case, reader),
        history=history(case, noted, reader),
        replies=await _replies(site, case),
    )


async def _replies(site: Site, case: Case) -> list[Reply]:
    if case.handoff.state != "closed":
        return []
    records = await site.store.many([post.mention for post in case.posts])
    drafts = {id_: site.office.case_desk.reply(record) for id_, record in records.items()}
    return replies(case, records, drafts)


_CHECK: Final = Say(
    "Rien n’est parti : vérifiez d’abord auprès du guichet, puis cochez la case.",
    "Nothing left: check with the front door first, then tick the box.",
)

CASE_ROUTES: Final = (
    Route("/dossiers", cases_page),
    Route("/dossiers.csv", cases_table),
    Route("/dossier/{reference}.txt", case_text),
    Route("/dossier/{reference}.csv", case_table),
    Route("/dossier/{reference}", case_page),
    Route("/dossier/{reference}", act_on_case, need="officer", method="POST"),
)
