"""The `source` commands: show what an address would bring, and add it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.words import LANGUAGE, t

if TYPE_CHECKING:
    from connectors.preview import Preview
    from connectors.recognised import Recognised
    from pipeline.adding_source import Added
    from vigie.say import Say


def source_commands(source: typer.Typer) -> None:
    """Add `source preview` and `source add`."""
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

    seen = asyncio.run(preview_address(url, home(), limit))
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
        typer.echo(_totals(found))
    if not seen.rows:
        raise typer.Exit(NOTHING)


def add(
    address: Annotated[
        str,
        typer.Argument(
            help=t(
                "Adresse d’une page, d’un fil, d’un forum, d’un compte ou d’une boîte (imaps://).",
                "Address of a page, a feed, a forum, an account or a mailbox (imaps://).",
            )
        ),
    ],
    name: Annotated[str, typer.Option(help=t("Nom de la source.", "The source’s name."))],
    kind: Annotated[
        str | None,
        typer.Option(help=t("Le genre voulu, s’il y en a plusieurs.", "Which kind, of several.")),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=t("Montre sans rien écrire.", "Only show."))
    ] = False,
) -> None:
    """Add a source to the settings, after trying it and checking that they stay right."""
    from pipeline.adding_source import look, save, tried, written
    from pipeline.cli.home import home, settings

    settings()
    looked = asyncio.run(look(home(), address))
    chosen = _chosen(looked.found, kind)
    _tell_others(looked.found, chosen)
    if chosen is None or not chosen.kind:
        raise _nothing(chosen, looked.refusal)
    added = asyncio.run(tried(home(), written(chosen, name), limit=3))
    typer.echo(added.block)
    _tell_secrets(added)
    if chosen.note:
        typer.echo(chosen.note.to(LANGUAGE))
    if added.shown is not None:
        _tell_preview(added.shown)
    if dry_run:
        return
    save(home(), added)
    typer.echo(t(f"« {name} » sera lue.", f"“{name}” will be read."))


def _chosen(found: Sequence[Recognised], kind: str | None) -> Recognised | None:
    return next((each for each in found if kind is None or each.kind == kind), None)


def _nothing(chosen: Recognised | None, refusal: Say | None) -> typer.Exit:
    """Say why there is nothing to add; return what ends the command."""
    from pipeline.cli.exits import NOTHING

    why = chosen.note if chosen else refusal
    nothing = t("Rien ne s’écoute à cette adresse.", "Nothing to listen to at this address.")
    typer.echo(why.to(LANGUAGE) if why else nothing, err=True)
    return typer.Exit(NOTHING)


def _tell_others(found: Sequence[Recognised], chosen: Recognised | None) -> None:
    from pipeline.cli.tables import printable

    others = [each for each in found if each is not chosen and each.kind]
    if others:
        typer.echo(t("On y trouve aussi :", "There is also:"))
    for each in others:
        where = each.settings.get("url", "")
        typer.echo(printable(f"  {each.kind}  {where}  {each.title}"))


def _tell_secrets(added: Added) -> None:
    for need, file in added.missing:
        lead = (
            t("Il faut", "Needed") if need.required else t("Il serait bon d’avoir", "Better with")
        )
        typer.echo(f"{lead} : {need.where.to(LANGUAGE)}.")
        typer.echo(
            t(
                f"  Écrivez-le dans {file} (chmod 600), jamais dans vigie.toml ;"
                " puis « vigie doctor ».",
                f"  Write it in {file} (chmod 600), never in vigie.toml; then `vigie doctor`.",
            )
        )


def _tell_preview(shown: Preview) -> None:
    from pipeline.cli.tables import printable

    for post in shown.posts:
        when = post.published_at.isoformat(timespec="minutes")
        typer.echo(printable(f"  {when}  {post.title or post.text[:80]}"))
    typer.echo(_totals(shown))


def _totals(found: Preview) -> str:
    return t(
        f"{found.total} en tout, {found.rejected} illisibles. {found.note or ''}",
        f"{found.total} in all, {found.rejected} unreadable. {found.note or ''}",
    )
