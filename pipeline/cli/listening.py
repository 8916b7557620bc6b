"""Commands about sources, and the import of files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.adding import add
from pipeline.cli.previewing import preview
from pipeline.cli.speaking import Commands
from pipeline.cli.words import t

if TYPE_CHECKING:
    from pipeline.installation import Installation

source = Commands(
    no_args_is_help=True,
    help=t("Essaie ou ajoute une source.", "Try or add a source."),
)


_STATES = {
    "working": t("répond", "working"),
    "failing": t("en échec", "failing"),
    "blocked": t("refusée", "blocked"),
    "needs_credentials": t("sans clé valable", "needs credentials"),
    "stopped": t("arrêtée", "stopped"),
}


def add_to(app: typer.Typer) -> None:
    """Add `sources`, `source preview`, `source add` and `import`."""
    app.command(
        help=t(
            "État de chaque source : ce qu’elle apporte, quand, et son silence.",
            "The state of each source: what it brings, when, and its silence.",
        )
    )(sources)
    app.command(name="import", help=t("Importe un fichier CSV ou JSONL.", "Import CSV or JSONL."))(
        import_file
    )
    source.command(
        help=t(
            "Montre ce qu’une adresse apporterait, sans rien garder.",
            "Show what an address would bring, keeping nothing.",
        )
    )(preview)
    source.command(
        help=t(
            "Reconnaît ce qui s’écoute à une adresse, l’essaie et l’ajoute à vigie.toml.",
            "Find what can be listened to at an address, try it, add it to vigie.toml.",
        )
    )(add)
    app.add_typer(source, name="source")


def sources(as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False) -> None:
    """Tell how each source is."""
    from pipeline.cli.home import working
    from pipeline.cli.tables import show

    async def read(installation: Installation) -> list[dict[str, Any]]:
        statuses = await installation.store.sources()
        tallies = await installation.store.tallies()
        names = [s.connector.name for s in installation.sources]
        return [
            _row(name, statuses.get(name), tallies.get(name, {}))
            for name in (*names, *(n for n in statuses if n not in names))
        ]

    show(
        working(read),
        {
            "source": t("source", "source"),
            "state": t("état", "state"),
            "asked": t("lue le", "read"),
            "heard": t("dernier apport", "last brought"),
            "kept": t("gardés", "kept"),
            "dropped": t("écartés", "set aside"),
            "note": t("note", "note"),
        },
        as_json=as_json,
        empty=t(
            "Aucune source : « vigie source add ADRESSE --name NOM ».",
            "No source: `vigie source add ADDRESS --name NAME`.",
        ),
    )


def _row(name: str, status: Any, tally: Any) -> dict[str, Any]:
    return {
        "source": name,
        "state": _STATES[status.state] if status else t("jamais lue", "never read"),
        "asked": status.asked_at.isoformat(timespec="minutes") if status else None,
        "heard": status.heard_at.isoformat(timespec="minutes")
        if status and status.heard_at
        else None,
        "kept": tally.get("kept", 0),
        "dropped": sum(n for outcome, n in tally.items() if outcome != "kept"),
        "outcomes": dict(tally),
        "note": status.note if status else None,
    }


def import_file(
    file: Annotated[Path, typer.Argument(help=t("Fichier à lire.", "File to read."))],
    name: Annotated[
        str | None, typer.Option(help=t("Nom de la source.", "The source's name."))
    ] = None,
    town: Annotated[
        list[str] | None, typer.Option(help=t("Pour ces villes seulement.", "For these towns."))
    ] = None,
    own: Annotated[
        bool,
        typer.Option(
            "--own",
            help=t("Vient de la page même de la ville.", "Comes from the town's own page."),
        ),
    ] = False,
    export: Annotated[
        str,
        typer.Option(
            help=t(
                "Outil dont le fichier est l’export : auto, none, meltwater, visibrain…",
                "Tool whose export the file is: auto, none, meltwater, visibrain…",
            ),
        ),
    ] = "auto",
) -> None:
    """Import a file; an import that was interrupted goes on where it was."""
    import asyncio

    from pipeline.cli.exits import SOME_BAD
    from pipeline.importing import import_table

    work = import_table(file.absolute(), name=name, towns=tuple(town or ()), own=own, export=export)
    done = asyncio.run(work)
    typer.echo(
        t(
            f"{done.new} nouvelles mentions, {done.revised} révisées, {done.known} déjà connues,"
            f" {done.aside} hors sujet, {done.bad} illisibles.",
            f"{done.new} new mentions, {done.revised} revised, {done.known} already known,"
            f" {done.aside} not about the town, {done.bad} unreadable.",
        )
    )
    for letter in done.letters:
        typer.echo(f"  {letter.where} : {letter.why}", err=True)
    if done.bad:
        raise typer.Exit(SOME_BAD)
