"""The `privacy` commands: a person's requests, the pseudonyms' key, the journal of both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.speaking import Commands
from pipeline.cli.words import t

if TYPE_CHECKING:
    from pipeline.installation import Installation
    from vigie.record import Record

privacy = Commands(
    no_args_is_help=True,
    help=t("Répond aux demandes d’accès et d’effacement.", "Answer access and erasure requests."),
)

_Address = Annotated[
    str, typer.Argument(help=t("Adresse de la publication, ou id.", "The post’s address, or id."))
]
_Author = Annotated[
    bool,
    typer.Option(
        "--author",
        help=t(
            "Avec tout ce que la même personne a publié.",
            "With everything that the same person published.",
        ),
    ),
]
_Yes = Annotated[bool, typer.Option("--yes", help=t("Sans demander.", "Without asking."))]


def add_to(app: typer.Typer) -> None:
    """Add `privacy …` and `erase`, its oldest command."""
    erasing = t(
        "Efface pour de bon la mention publiée à cette adresse.",
        "Erase for good the mention published at this address.",
    )
    app.command(help=erasing)(erase)
    privacy.command(help=erasing)(erase)
    privacy.command(
        help=t(
            "Donne à la personne tout ce qui est gardé de sa publication.",
            "Give a person all that is kept of their post.",
        )
    )(export)
    privacy.command(
        "rotate-key", help=t("Change la clé des pseudonymes.", "Change the pseudonyms’ key.")
    )(rotate_key)
    privacy.command(
        "forget-keys",
        help=t(
            "Oublie les anciennes clés, quand plus rien de leur temps n’est gardé.",
            "Forget former keys, once nothing of their time is kept.",
        ),
    )(forget_keys)
    privacy.command(help=t("Ce qui a été fait, par qui, quand.", "What was done, by whom, when."))(
        journal
    )
    app.add_typer(privacy, name="privacy")


def erase(address: _Address, author: _Author = False, yes: _Yes = False) -> None:
    """Answer an erasure request; the post's address is enough, nobody is searched by name."""
    from pipeline.cli.home import home, working
    from pipeline.privacy_journal import note
    from pipeline.privacy_requests import erased

    records = _found(address, author=author)
    count = len(records)
    if not yes:
        typer.confirm(t(f"Effacer {count} mention(s) ?", f"Erase {count} mention(s)?"), abort=True)

    async def forget(installation: Installation) -> int:
        now = installation.clock.now()
        gone = await erased(installation.store, records, now, whole_author=author)
        note(home(), now, "erase", mentions=gone, whole_author=author)
        return gone

    gone = working(forget)
    typer.echo(t(f"{gone} effacée(s).", f"{gone} erased."))


def export(
    address: _Address,
    author: _Author = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=t("Fichier à écrire.", "File to write.")),
    ] = None,
) -> None:
    """Answer an access request: everything kept of the post, as JSON."""
    from pipeline.cli.home import home, working
    from pipeline.privacy_journal import note
    from pipeline.privacy_requests import exported

    records = _found(address, author=author)

    async def give(installation: Installation) -> dict[str, Any]:
        given = await exported(installation.store, records)
        now = installation.clock.now()
        note(home(), now, "export", mentions=len(records), whole_author=author)
        return given

    text = json.dumps(working(give), ensure_ascii=False, indent=2)
    if output is None:
        typer.echo(text)
        return
    output.touch(mode=0o600)
    output.write_text(text + "\n", encoding="utf-8")


def _found(address: str, *, author: bool) -> list[Record]:
    from pipeline.cli.exits import NOTHING
    from pipeline.cli.home import working
    from pipeline.privacy_requests import concerned

    async def find(installation: Installation) -> list[Record]:
        return await concerned(installation.store, address, whole_author=author)

    records = working(find)
    if not records:
        typer.echo(t("Aucune mention à cette adresse.", "No mention at this address."), err=True)
        raise typer.Exit(NOTHING)
    return records


def rotate_key(yes: _Yes = False) -> None:
    """Put a new key in use; what was kept under the old one can still be purged by account."""
    from pipeline.cli.home import home
    from pipeline.privacy_journal import note
    from pipeline.secrets_file import rotate_key as rotate
    from vigie.clock import SystemClock

    if not yes:
        typer.confirm(
            t(
                "Les auteurs déjà gardés auront un nouveau pseudonyme. Continuer ?",
                "Authors already kept will have a new pseudonym. Go on?",
            ),
            abort=True,
        )
    rotate(home())
    note(home(), SystemClock().now(), "rotate_key")
    typer.echo(
        t(
            "Nouvelle clé en place. Relancez Vigie pour qu’elle serve.",
            "New key in place. Start Vigie again for it to be used.",
        )
    )


def forget_keys(yes: _Yes = False) -> None:
    """Drop the former keys: accounts kept under them can no longer be purged by name."""
    from pipeline.cli.home import home
    from pipeline.privacy_journal import note
    from pipeline.secrets_file import forget_former_keys
    from vigie.clock import SystemClock

    if not yes:
        typer.confirm(
            t(
                "Ce qui reste de leur temps ne pourra plus être effacé par compte. Continuer ?",
                "What is left of their time can no longer be purged by account. Go on?",
            ),
            abort=True,
        )
    count = forget_former_keys(home())
    note(home(), SystemClock().now(), "forget_former_keys", keys=count)
    typer.echo(t(f"{count} clé(s) oubliée(s).", f"{count} key(s) forgotten."))


def journal(as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False) -> None:
    """Show what was done with people's data on request."""
    from pipeline.cli.home import home
    from pipeline.cli.tables import show
    from pipeline.privacy_journal import read

    show(
        read(home()),
        {
            "at": t("quand", "when"),
            "by": t("qui", "who"),
            "act": t("quoi", "what"),
            "mentions": t("mentions", "mentions"),
        },
        as_json=as_json,
        empty=t("Rien encore.", "Nothing yet."),
    )
