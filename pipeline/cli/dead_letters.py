"""Commands about what could not be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.speaking import Commands
from pipeline.cli.words import t

if TYPE_CHECKING:
    from pipeline.installation import Installation
    from vigie.dead_letter import DeadLetter

letters = Commands(
    no_args_is_help=True,
    help=t("Ce qui n’a pu être lu ou jugé.", "What could not be read or judged."),
)


def add_to(app: typer.Typer) -> None:
    """Add `dead-letters list|show|replay|discard`."""
    letters.command("list", help=t("Liste.", "List."))(list_letters)
    letters.command(help=t("Montre un élément, octets compris.", "Show one, bytes included."))(show)
    letters.command(
        help=t("Juge de nouveau ce qui n’avait pu l’être.", "Judge again what could not be judged.")
    )(replay)
    letters.command(help=t("Oublie ces éléments.", "Forget these items."))(discard)
    app.add_typer(letters, name="dead-letters")


def list_letters(
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """List dead letters, newest first."""
    from pipeline.cli.home import working
    from pipeline.cli.tables import show as show_table

    async def read(installation: Installation) -> list[dict[str, Any]]:
        return [_row(letter) for letter in await installation.store.dead_letters(limit)]

    show_table(
        working(read),
        {
            "id": "id",
            "at": t("quand", "when"),
            "stage": t("étape", "stage"),
            "source": "source",
            "where": t("où", "where"),
            "why": t("pourquoi", "why"),
        },
        as_json=as_json,
        empty=t("Rien n’a été mis de côté.", "Nothing was set aside."),
    )


def _row(letter: DeadLetter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "at": letter.at.isoformat(timespec="minutes"),
        "stage": letter.stage,
        "source": letter.source,
        "where": letter.where,
        "why": letter.why,
    }


def show(id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show one dead letter with its bytes, made printable."""
    from pipeline.cli.exits import NOTHING
    from pipeline.cli.home import working
    from pipeline.cli.tables import printable

    async def read(installation: Installation) -> DeadLetter | None:
        found = await installation.store.dead_letters(10_000)
        return next((letter for letter in found if letter.id == id_), None)

    letter = working(read)
    if letter is None:
        typer.echo(t("Rien de tel.", "No such thing."), err=True)
        raise typer.Exit(NOTHING)
    for key, value in _row(letter).items():
        typer.echo(f"{key}: {printable(str(value))}")
    typer.echo(printable(letter.raw.decode("utf-8", "replace")))


def replay() -> None:
    """Judge again every dead letter of the judging stage, once its cause is mended."""
    from pipeline.cli.home import working
    from pipeline.replaying import replay_letters

    done = working(replay_letters)
    typer.echo(
        t(
            f"{done.replayed} rejugés, {done.still} encore impossibles ; {done.other} viennent"
            " d’une source : corrigez le fichier et importez-le de nouveau, ou oubliez-les.",
            f"{done.replayed} judged, {done.still} still impossible; {done.other} come from a"
            " source: mend the file and import it again, or discard them.",
        )
    )


def discard(ids: Annotated[list[str], typer.Argument(metavar="ID…")]) -> None:
    """Forget dead letters for good."""
    from pipeline.cli.exits import NOTHING
    from pipeline.cli.home import working

    async def forget(installation: Installation) -> int:
        return await installation.store.discard_dead_letters(ids)

    count = working(forget)
    typer.echo(t(f"{count} oubliés.", f"{count} forgotten."))
    if not count:
        raise typer.Exit(NOTHING)
