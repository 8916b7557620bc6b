"""Commands that search what was heard and take it away."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.words import LANGUAGE, t

if TYPE_CHECKING:
    from pipeline.installation import Installation
    from vigie.query import Found, Query

Since = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help=t("Depuis (UTC).", "Since (UTC).")),
]
Until = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"],
        help=t("Jusqu’à (UTC, exclu).", "Until (UTC, excluded)."),
    ),
]
Words = Annotated[
    str,
    typer.Argument(
        help=t(
            'Mots, "phrase", ET/OU/SAUF, sujet:déneigement…',
            'Words, "phrase", AND/OR/NOT, topic:snow…',
        )
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add `search` and `export`."""
    app.command(help=t("Cherche dans les mentions.", "Search the mentions."))(search)
    app.command(
        help=t(
            "Exporte des mentions : JSONL, ou CSV sans danger pour un tableur.",
            "Export mentions: JSONL, or CSV safe for a spreadsheet.",
        )
    )(export)


def search(
    words: Words = "",
    since: Since = None,
    until: Until = None,
    order: Annotated[
        str, typer.Option(help=t("newest, oldest ou best", "newest, oldest or best"))
    ] = "newest",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    after: Annotated[
        str | None, typer.Option(help=t("Suite d’une page.", "The page after."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """Search what was heard."""
    from pipeline.apart import apart
    from pipeline.cli.home import working
    from pipeline.cli.tables import show
    from pipeline.exporting import row

    query = query_of(words, since, until, order=order, limit=limit, after=after)

    async def read(installation: Installation) -> Found:
        found: Found = await apart(installation.store, installation.themes).search(query)
        return found

    found = working(read)
    show(
        [row(hit.record) for hit in found.hits],
        {
            "published_at": t("publié", "published"),
            "source": "source",
            "route": "route",
            "topic": t("sujet", "topic"),
            "sentiment": t("ton", "tone"),
            "text": t("texte", "text"),
        },
        as_json=as_json,
        empty=t("Rien ne répond à cette recherche.", "Nothing answers this search."),
    )
    if not as_json:
        typer.echo(t(f"{found.total} en tout.", f"{found.total} in all."))
        if found.next:
            typer.echo(t(f"Suite : --after {found.next}", f"Next: --after {found.next}"))


def export(
    words: Words = "",
    since: Since = None,
    until: Until = None,
    kind: Annotated[str, typer.Option("--format", help="jsonl, csv")] = "jsonl",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=t("Fichier (sinon la sortie).", "File (else stdout).")),
    ] = None,
) -> None:
    """Export what a search finds, pseudonymised, oldest first."""
    from pipeline.apart import apart
    from pipeline.cli.home import working
    from pipeline.exporting import write_export

    query = query_of(words, since, until, order="oldest", limit=500, after=None)

    async def write(installation: Installation) -> int:
        mentions = apart(installation.store, installation.themes)
        return await write_export(mentions, query, kind, output, LANGUAGE)

    count = working(write)
    typer.echo(t(f"{count} mentions exportées.", f"{count} mentions exported."), err=True)


def query_of(words: str, since: datetime | None, until: datetime | None, **others: Any) -> Query:
    """Return the query that the words of a command line ask for; days are those of UTC."""
    from datetime import UTC

    from vigie.query import Query
    from vigie.query_syntax import parse

    def aware(at: datetime | None) -> datetime | None:
        return at.replace(tzinfo=UTC) if at else None

    return Query(where=parse(words), since=aware(since), until=aware(until), **others)
