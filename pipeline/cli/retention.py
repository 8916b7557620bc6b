"""The `retention` command: what is older than its rule is forgotten."""

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
    """Add `retention apply`."""
    retention.command(help=t("Applique la conservation.", "Apply retention."))(apply)
    app.add_typer(retention, name="retention")


def apply(
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=t("Compte sans effacer.", "Count without erasing.")),
    ] = False,
) -> None:
    """Remove what is older than its retention rule."""
    from pipeline.cli.home import working
    from pipeline.retaining import apply_retention

    async def forget(installation: Installation) -> Expired:
        now = installation.clock.now()
        return await apply_retention(
            installation.store, installation.retention, now, dry_run=dry_run
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
