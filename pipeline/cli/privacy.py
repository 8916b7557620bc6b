"""Commands that forget: erasure on request, and retention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.speaking import Commands
from pipeline.cli.words import t

if TYPE_CHECKING:
    from pipeline.installation import Installation
    from vigie.retention import Expired

retention = Commands(no_args_is_help=True, help=t("Durée de conservation.", "Retention."))


def add_to(app: typer.Typer) -> None:
    """Add `erase` and `retention apply`."""
    app.command(
        help=t(
            "Efface pour de bon la mention publiée à cette adresse.",
            "Erase for good the mention published at this address.",
        )
    )(erase)
    retention.command(help=t("Applique la conservation.", "Apply retention."))(apply)
    app.add_typer(retention, name="retention")


def erase(
    address: Annotated[
        str, typer.Argument(help=t("Adresse de la publication, ou id.", "Its address, or id."))
    ],
    yes: Annotated[
        bool, typer.Option("--yes", help=t("Sans demander.", "Without asking."))
    ] = False,
) -> None:
    """Answer an erasure request; the post's address is enough, nobody is searched by name."""
    from pipeline.cli.exits import NOTHING
    from pipeline.cli.home import working

    async def find(installation: Installation) -> list[str]:
        by_address = await installation.store.find_by_address(address)
        return by_address or list(await installation.store.many([address]))

    ids = working(find)
    if not ids:
        typer.echo(t("Aucune mention à cette adresse.", "No mention at this address."), err=True)
        raise typer.Exit(NOTHING)
    if not yes:
        typer.confirm(
            t(f"Effacer {len(ids)} mention(s) ?", f"Erase {len(ids)} mention(s)?"), abort=True
        )

    async def forget(installation: Installation) -> int:
        return await installation.store.erase(ids, installation.clock.now())

    count = working(forget)
    typer.echo(t(f"{count} effacée(s).", f"{count} erased."))


def apply(
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=t("Compte sans effacer.", "Count without erasing.")),
    ] = False,
) -> None:
    """Remove what is older than its retention rule."""
    from pipeline.cli.home import working

    async def forget(installation: Installation) -> Expired:
        return await installation.store.expire(
            installation.retention, installation.clock.now(), dry_run=dry_run
        )

    expired = working(forget)
    for rule, count in expired.mentions.items():
        typer.echo(f"{rule} : {count}")
    typer.echo(
        t(
            f"éléments illisibles : {expired.dead_letters} ; livraisons : {expired.deliveries}",
            f"dead letters: {expired.dead_letters}; deliveries: {expired.deliveries}",
        )
    )
