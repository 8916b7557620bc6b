"""`vigie source preview`: show what an address would bring, keeping nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.adding import GIVEN, KIND
from pipeline.cli.words import LANGUAGE, t

if TYPE_CHECKING:
    from pipeline.previewing import Seen, Shown


def preview(
    address: Annotated[
        str, typer.Argument(help=t("Adresse d’une page ou d’un fil.", "Address of a page or feed."))
    ],
    limit: Annotated[int, typer.Option(help=t("Combien en montrer.", "How many."))] = 10,
    kind: Annotated[str | None, KIND] = None,
    given: Annotated[list[str] | None, GIVEN] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """Show what a source would bring before it is added."""
    from pipeline.cli.exits import NOTHING
    from pipeline.cli.home import home
    from pipeline.given_settings import read_given
    from pipeline.previewing import preview_address

    work = preview_address(
        address,
        home(),
        limit=limit,
        language=LANGUAGE,
        kind=kind,
        given=read_given(given or ()),
    )
    seen = asyncio.run(work)
    if seen.shown is None:
        raise _not_shown(seen, as_json=as_json)
    if not as_json:
        _tell_found(seen)
    _show(seen.shown, as_json=as_json)
    if not seen.shown.rows:
        raise typer.Exit(NOTHING)


def _show(shown: Shown, *, as_json: bool) -> None:
    from pipeline.cli.source_words import totals
    from pipeline.cli.tables import show

    show(
        shown.rows,
        {
            "published": t("publié", "published"),
            "about": t("villes", "towns"),
            "title": t("titre", "title"),
            "why": t("pourquoi", "why"),
        },
        as_json=as_json,
        empty=shown.note or t("Rien à lire à cette adresse.", "Nothing to read at this address."),
    )
    if shown.rows and not as_json:
        typer.echo(totals(shown))


def _tell_found(seen: Seen) -> None:
    from pipeline.cli.source_words import tell_found

    if seen.chosen is not None:
        tell_found(seen.looked, seen.chosen)


def _not_shown(seen: Seen, *, as_json: bool) -> typer.Exit:
    """Say why nothing can be shown; return what ends the command."""
    from pipeline.cli.exits import NOTHING
    from pipeline.cli.source_words import nothing, say, tell_found

    if seen.chosen is None:
        return nothing(seen.looked)
    if not as_json:
        tell_found(seen.looked, seen.chosen)
    say(
        t(
            "Elle ne se lit pas sans ce que son genre demande : « vigie source add » le dit.",
            "It cannot be read without what its kind asks for: `vigie source add` tells.",
        ),
        err=True,
    )
    return typer.Exit(NOTHING)
