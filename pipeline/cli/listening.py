"""Commands about sources, and the import of files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli.speaking import Commands
from pipeline.cli.words import t

source = Commands(
    no_args_is_help=True,
    help=t("Essaie ou ajoute une source.", "Try or add a source."),
)


def add_to(app: typer.Typer) -> None:
    """Add `source preview`, `source add` and `import`."""
    app.command(name="import", help=t("Importe un fichier CSV ou JSONL.", "Import CSV or JSONL."))(
        import_file
    )
    source.command(
        help=t(
            "Montre ce qu’une adresse apporterait, sans rien garder.",
            "Show what an address would bring, keeping nothing.",
        )
    )(preview)
    source.command(help=t("Ajoute un fil à vigie.toml.", "Add a feed to vigie.toml."))(add)
    app.add_typer(source, name="source")


def preview(
    url: Annotated[str, typer.Argument(help=t("Adresse d’un fil ou d’une page.", "Address."))],
    limit: Annotated[int, typer.Option(help=t("Combien en montrer.", "How many."))] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """Show what a source would bring before it is saved."""
    from pipeline.cli.exits import NOTHING
    from pipeline.cli.home import home
    from pipeline.cli.tables import printable, show
    from pipeline.previewing import preview_address

    seen = _run(preview_address(url, home(), limit))
    found = seen.found
    if found.feeds and not as_json:
        typer.echo(t("Cette page annonce ces fils :", "This page announces these feeds:"))
        for title, address in found.feeds:
            typer.echo(printable(f"  {address}  {title}"))
    show(
        seen.rows,
        {
            "published": t("publié", "published"),
            "about": t("villes", "towns"),
            "title": t("titre", "title"),
            "why": t("pourquoi", "why"),
        },
        as_json=as_json,
        empty=found.note or t("Rien à lire à cette adresse.", "Nothing to read at this address."),
    )
    if seen.rows and not as_json:
        typer.echo(
            t(
                f"{found.total} en tout, {found.rejected} illisibles. {found.note or ''}",
                f"{found.total} in all, {found.rejected} unreadable. {found.note or ''}",
            )
        )
    if not seen.rows:
        raise typer.Exit(NOTHING)


def _run(work: Any) -> Any:
    import asyncio

    return asyncio.run(work)


def add(
    url: Annotated[str, typer.Argument(help=t("Adresse du fil.", "The feed's address."))],
    name: Annotated[str, typer.Option(help=t("Nom de la source.", "The source's name."))],
) -> None:
    """Add a feed to the settings, after checking that they stay right."""
    from pipeline.cli.home import home, settings
    from pipeline.first_settings import add_source
    from pipeline.settings import FILE_NAME, read
    from vigie.errors import ConfigurationError

    settings()
    path = home() / FILE_NAME
    before = path.read_text(encoding="utf-8")
    add_source(path, kind="feed", name=name, url=url)
    try:
        read(home())
    except ConfigurationError:
        path.write_text(before, encoding="utf-8")
        raise
    typer.echo(t(f"« {name} » sera lue.", f"“{name}” will be read."))


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
) -> None:
    """Import a file; an import that was interrupted goes on where it was."""
    from pipeline.cli.exits import SOME_BAD
    from pipeline.importing import import_table

    done = _run(import_table(file.absolute(), name=name, towns=tuple(town or ()), own=own))
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
