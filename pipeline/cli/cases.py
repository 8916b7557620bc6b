"""Commands about cases for the front door (311)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.speaking import Commands
from pipeline.cli.words import LANGUAGE, t

if TYPE_CHECKING:
    from pipeline.installation import Installation
    from vigie.case import Case

cases = Commands(
    no_args_is_help=True,
    help=t("Les dossiers pour le 311.", "Cases for the 311."),
)

References = Annotated[
    list[str], typer.Argument(help=t("Références (VIGIE-…).", "References (VIGIE-…)."))
]
Reference = Annotated[str, typer.Argument(help=t("Référence (VIGIE-…).", "Reference (VIGIE-…)."))]
State = Annotated[
    str | None,
    typer.Option(
        help="draft, approved, sending, unknown, sent, open, closed, failed, withdrawn",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add `cases list|show|approve|send|withdraw|services|export`."""
    cases.command("list", help=t("Liste les dossiers.", "List the cases."))(list_cases)
    cases.command(
        help=t("Montre un dossier, et ce qui partirait.", "Show one, and what would be sent.")
    )(show)
    cases.command(help=t("Approuve : « run » les transmettra.", "Approve: `run` sends them."))(
        approve
    )
    cases.command(help=t("Transmet un dossier maintenant.", "Send one now."))(send)
    cases.command(help=t("Retire des dossiers de la transmission.", "Withdraw cases."))(withdraw)
    cases.command(
        help=t(
            "Lit les services du 311 et propose une correspondance.",
            "Read the 311's services and suggest a mapping.",
        )
    )(services)
    cases.command(
        help=t(
            "Exporte les dossiers en CSV, sans danger pour un tableur.",
            "Export the cases as CSV, safe for a spreadsheet.",
        )
    )(export)
    app.add_typer(cases, name="cases")


def list_cases(
    state: State = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """Gather the requests of the last month, then list the cases, the latest first."""
    from pipeline.case_telling import row
    from pipeline.cli.home import working
    from pipeline.cli.tables import show as show_table

    async def read(installation: Installation) -> list[dict[str, Any]]:
        await installation.handing.gather()
        towns = {town.slug: town for town in installation.towns}
        found = await installation.store.cases(limit, state)
        return [row(case, towns[case.town], LANGUAGE) for case in found if case.town in towns]

    show_table(
        working(read),
        {
            "reference": t("référence", "reference"),
            "state_name": t("état", "state"),
            "title": t("dossier", "case"),
            "posts": t("publications", "posts"),
            "voices": t("comptes", "accounts"),
            "last_seen": t("dernière", "last"),
            "confidence": t("sûreté", "confidence"),
            "why": t("à savoir", "note"),
        },
        as_json=as_json,
        empty=t("Aucun dossier.", "No case."),
    )


def show(
    reference: Reference,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """Show one case: what would be sent or was, its status, replies when it is closed."""
    import json

    from pipeline.case_actions import wanted
    from pipeline.case_telling import told, whole
    from pipeline.cli.home import working
    from pipeline.cli.tables import printable

    async def read(installation: Installation) -> dict[str, Any]:
        case = await wanted(installation.store, reference)
        return await whole(installation.store, case, installation.towns, LANGUAGE)

    found = working(read)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, default=str))
        return
    for line in told(found, LANGUAGE):
        typer.echo(printable(line))


def approve(references: References) -> None:
    """Approve cases; the runner or a worker sends them."""
    from pipeline import case_actions

    async def act(installation: Installation, reference: str) -> Case:
        it = installation
        return await case_actions.approve(it.store, it.handing, it.clock, reference)

    _on_each(references, act)


def send(
    reference: Reference,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help=t(
                "Vous avez vérifié : le guichet n’a pas ce dossier d’issue inconnue.",
                "You have checked: the front door has not got this case.",
            ),
        ),
    ] = False,
) -> None:
    """Send one case now; one whose outcome is unknown is looked up first."""
    from pipeline import case_actions

    async def act(installation: Installation, reference: str) -> Case:
        it = installation
        return await case_actions.send(it.store, it.handing, it.clock, reference, again=again)

    _on_each([reference], act)


def withdraw(references: References) -> None:
    """Withdraw cases from the hand-off."""
    from pipeline import case_actions

    async def act(installation: Installation, reference: str) -> Case:
        return await case_actions.withdraw(installation.store, installation.handing, reference)

    _on_each(references, act)


def services(
    town: Annotated[
        str | None, typer.Option(help=t("Ville (la première sinon).", "Town (else the first)."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """Fetch the services listed by the town's Open311 server, and suggest a mapping."""
    import asyncio
    import json

    from pipeline.case_services import listed, suggested
    from pipeline.cli.home import home, settings
    from pipeline.cli.tables import printable

    found = asyncio.run(listed(home(), settings(), town))
    if as_json:
        for each in found:
            typer.echo(json.dumps(each._asdict(), ensure_ascii=False))
        return
    for each in found:
        typer.echo(printable(f"# {each.code}  {each.name}"))
    for line in suggested(found):
        typer.echo(printable(line))


def export(
    state: State = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=t("Fichier (sinon la sortie).", "File (else stdout).")),
    ] = None,
) -> None:
    """Gather, then write the cases as CSV: what would be handed over, nothing more."""
    from pipeline.case_telling import write_table
    from pipeline.cli.home import working

    async def write(installation: Installation) -> int:
        await installation.handing.gather()
        found = await installation.store.cases(10_000, state)
        return write_table(found, installation.towns, output, LANGUAGE)

    count = working(write)
    typer.echo(t(f"{count} dossiers exportés.", f"{count} cases exported."), err=True)


def _on_each(references: list[str], act: Any) -> None:
    """Act on each case and say what became of it; one that cannot is told, the rest is done."""
    from pipeline.case_telling import outcome
    from pipeline.cli.exits import SOME_BAD
    from pipeline.cli.home import working
    from vigie.errors import InvalidInput

    async def all_of_them(installation: Installation) -> int:
        bad = 0
        for reference in references:
            try:
                done = await act(installation, reference)
                typer.echo(outcome(done, LANGUAGE))
            except InvalidInput as error:
                bad += 1
                typer.echo(error.say.to(LANGUAGE), err=True)
        return bad

    if working(all_of_them):
        raise typer.Exit(SOME_BAD)
