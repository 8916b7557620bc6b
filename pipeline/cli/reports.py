"""The command that makes a report, and sends it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.words import LANGUAGE, t

if TYPE_CHECKING:
    from pipeline.installation import Installation
    from vigie.report_contracts import ReportSent


def add_to(app: typer.Typer) -> None:
    """Add `report`."""
    app.command(
        help=t(
            "Fait le rapport d’un jour, d’une semaine, d’un mois ; --send l’envoie.",
            "Make the report on a day, a week, a month; --send sends it.",
        )
    )(report)


def report(
    period: Annotated[
        str,
        typer.Option(
            help=t(
                "day, week, month (le dernier fini), 2026-11-26, 2026-W48, 2026-11 ou "
                "2026-11-01..2026-11-15.",
                "day, week, month (the last one over), 2026-11-26, 2026-W48, 2026-11 or "
                "2026-11-01..2026-11-15.",
            )
        ),
    ] = "week",
    town: Annotated[
        str | None, typer.Option(help=t("Ville (la première sinon).", "Town (else the first)."))
    ] = None,
    form: Annotated[str, typer.Option("--format", help="text, html, pdf, json")] = "text",
    language: Annotated[
        str | None, typer.Option(help=t("fr ou en (sinon celle de la ville).", "fr or en."))
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=t("Fichier (sinon la sortie).", "File (else stdout).")),
    ] = None,
    send: Annotated[
        bool,
        typer.Option(
            "--send",
            help=t(
                "L’envoie aux adresses des [[report]] de cette ville et de ce genre de période.",
                "Send it to the addresses of the [[report]] of this town and kind of period.",
            ),
        ),
    ] = False,
    plan: Annotated[
        str | None,
        typer.Option(help=t("Avec --send : ce [[report]] seulement.", "With --send: this one.")),
    ] = None,
) -> None:
    """Make a report and write it, or send it now by the settings' e-mail target."""
    import sys

    from pipeline.cli.home import working
    from pipeline.report_forms import FORMS, in_form
    from pipeline.report_making import report_desk

    if form not in FORMS:
        raise typer.BadParameter(", ".join(FORMS), param_hint="--format")
    if send:
        _send(period, town, plan)
        return

    async def make(installation: Installation) -> bytes:
        desk = report_desk(installation)
        slug = town or installation.towns[0].slug
        made = await desk.make(slug, period, language or desk.town(slug).interface)
        return await in_form(desk, made, form)

    if form == "pdf" and output is None and sys.stdout.isatty():
        raise typer.BadParameter(t("donnez un fichier", "give a file"), param_hint="--output")
    data = working(make)
    if output is not None:
        output.write_bytes(data)
        typer.echo(str(output), err=True)
    else:
        typer.echo(data, nl=False)


def _send(period: str, town: str | None, plan: str | None) -> None:
    from pipeline.cli.exits import AWAY, NOTHING
    from pipeline.cli.home import working
    from pipeline.report_making import report_desk, report_mailing

    async def act(installation: Installation) -> list[ReportSent]:
        slug = town or installation.towns[0].slug
        desk, mailing = report_desk(installation), report_mailing(installation)
        kind = desk.period(desk.town(slug), period).kind
        named = [
            each.name
            for each in mailing.plans
            if each.town.slug == slug and (each.name == plan if plan else each.plan.period == kind)
        ]
        return [await mailing.send(name, slug, period, "vigie report") for name in named]

    done = working(act)
    for each in done:
        why = f" ({each.why.to(LANGUAGE)})" if each.why else ""
        typer.echo(f"{each.plan} · {each.period} : {_state(each.state)}{why}")
    if not done:
        typer.echo(t("Aucun [[report]] ne l’envoie.", "No [[report]] sends it."), err=True)
        raise typer.Exit(NOTHING)
    if any(each.state != "sent" for each in done):
        raise typer.Exit(AWAY)


def _state(state: str) -> str:
    return {
        "sent": t("envoyé", "sent"),
        "waiting": t("pas encore parti ; « run » réessaiera", "not yet; `run` tries again"),
        "refused": t("refusé", "refused"),
    }[state]
