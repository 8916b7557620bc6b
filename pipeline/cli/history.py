"""Commands about what was kept long ago: judge it again, move it to another store."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.words import t
from vigie.errors import ConfigurationError
from vigie.say import Say

if TYPE_CHECKING:
    from pipeline.copying import Copied
    from pipeline.installation import Installation
    from pipeline.rejudging import Rejudged


class Origin(StrEnum):
    """Where history is read from."""

    STORE = "store"
    TOPIC = "topic"


def add_to(app: typer.Typer) -> None:
    """Add `replay` and `copy`."""
    app.command(
        help=t(
            "Rejuge l’historique avec les règles d’aujourd’hui ; les corrections restent.",
            "Judge history again with today's rules; corrections stay.",
        )
    )(replay)
    app.command(
        name="copy",
        help=t(
            "Copie une base SQLite dans la base de cette installation, et vérifie.",
            "Copy a SQLite store into this installation's store, and verify.",
        ),
    )(copy_into)


def replay(
    source: Annotated[
        Origin,
        typer.Option(
            "--from",
            help=t(
                "« store » : ce qui est gardé ; « topic » : ce que Kafka retient encore.",
                "“store”: what is kept; “topic”: what Kafka still holds.",
            ),
        ),
    ] = Origin.STORE,
    town: Annotated[
        str | None, typer.Option(help=t("Pour cette ville seulement.", "For this town only."))
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help=t("Depuis ce jour (AAAA-MM-JJ, UTC).", "Since this day (YYYY-MM-DD, UTC)."),
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help=t("Compte ce qui changerait, sans rien écrire.", "Count, write nothing."),
        ),
    ] = False,
) -> None:
    """Judge history again; running it twice changes nothing the second time."""
    from pipeline.cli.home import working

    start = since.replace(tzinfo=UTC) if since else None

    async def judge(installation: Installation) -> Rejudged:
        if source is Origin.TOPIC:
            from pipeline.distributed.topic_rejudging import rejudge_topic

            return await rejudge_topic(
                installation, town=town, since=start, dry_run=dry_run, progress=_tell
            )
        from pipeline.rejudging import Rejudging

        again = Rejudging(installation.store, installation.intake.stages.towns)
        return await again.run(town=town, since=start, dry_run=dry_run, progress=_tell)

    done = working(judge)
    typer.echo(
        t(
            f"{done.read} relues, {done.changed} {'changeraient' if dry_run else 'changées'},"
            f" {done.dead} impossibles à juger.",
            f"{done.read} read, {done.changed} {'would change' if dry_run else 'changed'},"
            f" {done.dead} impossible to judge.",
        )
    )


def _tell(done: Any) -> None:
    read = done if isinstance(done, int) else done.read
    typer.echo(f"… {read}", err=True)


def copy_into(
    file: Annotated[
        Path,
        typer.Option(
            "--from", help=t("Fichier de la base à copier.", "File of the store to copy.")
        ),
    ],
    town: Annotated[
        str | None, typer.Option(help=t("Cette ville seulement.", "This town only."))
    ] = None,
) -> None:
    """Copy an embedded store into the one that the settings name; may be run again."""
    from pipeline.cli.home import working

    if not file.is_file():
        raise ConfigurationError(
            [Say(f"{file} n’existe pas ou n’est pas un fichier.", f"{file} is not a file.")]
        )

    async def copy(installation: Installation) -> Copied:
        from pipeline.copying import Into, copy_store
        from sinks.sqlite.store import SqliteStore

        if not isinstance(installation.store, Into):
            raise ConfigurationError([_ONE_WAY])
        async with await SqliteStore.open(file.absolute(), installation.clock) as source:
            return await copy_store(source, installation.store, town=town, progress=_tell)

    _report(working(copy))


_ONE_WAY = Say(
    '« vigie copy » déménage vers Elasticsearch : mettez store.kind = "elasticsearch".',
    '`vigie copy` moves into Elasticsearch: set store.kind = "elasticsearch".',
)


def _report(done: Copied) -> None:
    before, after = done.before, done.after
    typer.echo(
        t(
            f"mentions : {before.mentions} à copier, {after.mentions} relues à l’arrivée\n"
            f"sommes   : {before.digest:016x} / {after.digest:016x}\n"
            f"fiches   : {done.reviews} ; pierres tombales : {done.graves} ;"
            f" livraisons : {done.deliveries} ; illisibles : {done.dead_letters} ;"
            f" sources : {done.sources}",
            f"mentions: {before.mentions} to copy, {after.mentions} read back\n"
            f"sums    : {before.digest:016x} / {after.digest:016x}\n"
            f"reviews : {done.reviews}; tombstones: {done.graves};"
            f" deliveries: {done.deliveries}; dead letters: {done.dead_letters};"
            f" sources: {done.sources}",
        )
    )
    if not done.whole:
        typer.echo(
            t(
                "Les deux bases diffèrent : la copie n’est pas complète, ou la nouvelle base a"
                " déjà reçu des éditions plus récentes. Relancez la même commande.",
                "The two stores differ: the copy is not whole, or the new store has received"
                " newer editions already. Run the same command again.",
            ),
            err=True,
        )
        raise typer.Exit(3)
    typer.echo(t("Copie vérifiée.", "Copy verified."))
