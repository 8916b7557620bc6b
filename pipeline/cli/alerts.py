"""Commands about alerts and their targets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.alert_history import list_alerts, show
from pipeline.cli.speaking import Commands
from pipeline.cli.trying import dry_run
from pipeline.cli.words import LANGUAGE, t

if TYPE_CHECKING:
    from pipeline.installation import Installation

alerts = Commands(no_args_is_help=True, help=t("Les alertes livrées ou non.", "Alerts."))
webhook = Commands(no_args_is_help=True, help=t("Essayer un webhook.", "Try a webhook."))


def add_to(app: typer.Typer) -> None:
    """Add `alerts list|show|replay|test|enable|dry-run` and `webhook listen|secret`."""
    alerts.command("list", help=t("Liste les alertes.", "List the alerts."))(list_alerts)
    alerts.command(
        help=t(
            "Montre une alerte, et ce qu’elle est devenue.",
            "Show an alert, and what became of it.",
        )
    )(show)
    alerts.command(
        "test",
        help=t("Envoie un essai à une cible.", "Send a target a test."),
    )(try_one)
    alerts.command(help=t("Livre de nouveau ces alertes.", "Deliver these alerts again."))(replay)
    alerts.command(
        help=t("Rétablit une cible qui avait été arrêtée.", "Let a stopped target receive again.")
    )(enable)
    alerts.command(
        name="dry-run",
        help=t(
            "Ce que les règles auraient envoyé ; n’envoie rien.",
            "What rules would have sent; sends nothing.",
        ),
    )(dry_run)
    webhook.command(
        help=t(
            "Petit récepteur : vérifie la signature et affiche.",
            "A small receiver: verify the signature and print.",
        )
    )(listen)
    webhook.command(help=t("Écrit un nouveau secret dans un fichier.", "Write a new secret."))(
        secret
    )
    app.add_typer(alerts, name="alerts")
    app.add_typer(webhook, name="webhook")


def try_one(
    target: Annotated[str, typer.Argument(help=t("Nom de la cible.", "The target's name."))],
) -> None:
    """Send a target an alert plainly marked as a test, and say what came back."""
    from pipeline.cli.exits import NOTHING
    from pipeline.cli.home import working
    from pipeline.cli.tables import printable
    from pipeline.trying_target import try_target
    from vigie.errors import InvalidInput

    async def attempt(installation: Installation) -> str:
        return (await try_target(installation, target)).to(LANGUAGE)

    try:
        typer.echo(printable(working(attempt)))
    except InvalidInput as error:
        typer.echo(printable(error.say.to(LANGUAGE)), err=True)
        raise typer.Exit(NOTHING) from None


def replay(
    ids: Annotated[list[str], typer.Argument(help=t("Ids des alertes.", "Ids of alerts."))],
) -> None:
    """Make these alerts due again; `run` delivers them."""
    from pipeline.cli.exits import NOTHING
    from pipeline.cli.home import working

    async def again(installation: Installation) -> int:
        return await installation.store.replay(ids, installation.clock.now())

    count = working(again)
    typer.echo(t(f"{count} livraisons à refaire.", f"{count} deliveries to make again."))
    if not count:
        raise typer.Exit(NOTHING)


def enable(
    target: Annotated[str, typer.Argument(help=t("Nom de la cible.", "The target's name."))],
) -> None:
    """Let a target that had answered 410 receive again."""
    from pipeline.cli.exits import NOTHING
    from pipeline.cli.home import working

    async def mend(installation: Installation) -> bool:
        stopped = target in await installation.store.disabled_targets()
        await installation.store.enable_target(target)
        return stopped

    if not working(mend):
        typer.echo(t(f"« {target} » n’était pas arrêtée.", f"“{target}” was not stopped."))
        raise typer.Exit(NOTHING)
    typer.echo(t(f"« {target} » recevra de nouveau.", f"“{target}” will receive again."))


def secret(
    file: Annotated[Path, typer.Argument(help=t("Fichier à créer.", "File to make."))],
) -> None:
    """Write a new webhook secret that only its owner reads; the terminal never shows it."""
    import base64
    import os
    import secrets

    from vigie.errors import ConfigurationError
    from vigie.say import Say

    text = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConfigurationError(
            [Say(f"{file} existe déjà : rien n’a été touché.", f"{file} exists already.")]
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(text + "\n")
    typer.echo(t(f"Secret écrit dans {file}.", f"Secret written to {file}."))


def listen(
    secret_file: Annotated[
        Path, typer.Option(help=t("Fichier du secret (whsec_…).", "File of the secret (whsec_…)."))
    ],
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8312,
) -> None:
    """Receive alerts on this machine, verify them, print them."""
    import asyncio

    from pipeline.receiver import listen as receive

    def ready(address: str) -> None:
        typer.echo(t(f"À l’écoute sur {address}", f"Listening on {address}"))

    key = _first_secret(secret_file)
    asyncio.run(receive("127.0.0.1", port, key, typer.echo, language=LANGUAGE, on_ready=ready))


def _first_secret(path: Path) -> str:
    from vigie.errors import ConfigurationError
    from vigie.say import Say

    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        what = Say(f"{path} ne peut être lu.", f"{path} cannot be read.")
        raise ConfigurationError([what]) from None
    return next((line.strip() for line in lines if line.strip()[:1] not in ("", "#")), "")
