"""A scheduled report → the e-mail that carries it."""

from __future__ import annotations

from desk.report_html import html
from desk.report_period import Period
from desk.report_text import text
from desk.report_writer import document
from pipeline.report_desk import ReportDesk
from pipeline.report_plans import Planned
from sinks.report_mail import ReportMail, cid
from vigie.report_contracts import Made


async def letter(desk: ReportDesk, plan: Planned, period: Period, *, again: str = "") -> ReportMail:
    """Make the report and what carries it.

    Args:
        desk: makes the report.
        plan: for whom, and in which form.
        period: on what.
        again: "" for the scheduled one; else what tells one sent on demand from it.

    Raises:
        Unavailable: the store is away.
    """
    report = await desk.report(plan.town, period)
    said = document(report, plan.town, plan.language)
    pictures = await desk.drawings(said, "png") if plan.form != "text" else {}
    paper = None
    if plan.form == "pdf":
        paper = await desk.pdf(Made(report, said))
    return ReportMail(
        id="\n".join((plan.town.slug, plan.name, period.key, again)),
        name=plan.name,
        at=report.made_at,
        language=said.language,
        subject=said.subject,
        text=text(said),
        html=html(said, {id_: cid(id_) for id_ in pictures}) if plan.form != "text" else None,
        pictures=pictures,
        pdf=paper,
        file=f"vigie-{plan.town.slug}-{period.key.replace('..', '-')}.pdf",
    )
