"""The command about the health of sources."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.words import LANGUAGE, t

if TYPE_CHECKING:
    from pipeline.installation import Installation
    from vigie.coverage import Coverage, CoveredSource, NotHeard


def add_to(app: typer.Typer) -> None:
    """Add `sources`."""
    app.command(
        help=t(
            "État de chaque source : ce qu’elle apporte, quand, et son silence.",
            "The state of each source: what it brings, when, and its silence.",
        )
    )(sources)


def sources(
    coverage: Annotated[
        bool,
        typer.Option(
            "--coverage",
            help=t(
                "Dit aussi les trous, et ce que Vigie n’entend pas.",
                "Tell the holes too, and what Vigie does not hear.",
            ),
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """Tell how each source is."""
    from pipeline.cli.home import working
    from pipeline.cli.tables import show
    from pipeline.source_watch import SourceWatch
    from vigie.coverage import plain

    async def read(installation: Installation) -> Coverage:
        return await SourceWatch(installation).coverage()

    covered = working(read)
    if coverage and as_json:
        typer.echo(json.dumps(plain(covered, LANGUAGE), ensure_ascii=False))
        return
    show(
        [_row(source, as_json) for source in covered.sources],
        {
            "source": t("source", "source"),
            "state": t("état", "state"),
            "heard": t("dernier apport", "last brought"),
            "usual": t("d’habitude", "usually"),
            "kept": t("gardés", "kept"),
            "dropped": t("écartés", "set aside"),
            "why": t("pourquoi", "why"),
        },
        as_json=as_json,
        empty=t(
            "Aucune source : « vigie source add ADRESSE --name NOM ».",
            "No source: `vigie source add ADDRESS --name NAME`.",
        ),
    )
    if coverage:
        _tell_the_rest(covered)


def _row(source: CoveredSource, as_json: bool) -> dict[str, Any]:
    from vigie.source_watch import SOURCE_STATES

    why = source.why.to(LANGUAGE)
    return {
        "source": source.name,
        "kind": source.kind,
        "state": source.state if as_json else SOURCE_STATES[source.state].to(LANGUAGE),
        "since": _iso(source.since),
        "asked": _iso(source.asked_at),
        "heard": _iso(source.arrived_at),
        "usual": source.usual.to(LANGUAGE),
        "kept": source.kept,
        "dropped": source.set_aside,
        "outcomes": source.outcomes,
        "failures": source.failures,
        "missed": len(source.missed),
        "note": source.note,
        "why": why if as_json or not source.note else f"{why} {source.note}",
    }


def _tell_the_rest(covered: Coverage) -> None:
    from pipeline.cli.tables import printable, show
    from vigie.durations import length

    def gap(hole: Any) -> str:
        return length(hole.until - hole.since).to(LANGUAGE) if hole.since else "—"

    typer.echo()
    show(
        [
            {"source": s.name, "at": _iso(h.at), "gap": gap(h), "posts": h.posts or None}
            for s in covered.sources
            for h in s.missed
        ],
        {
            "source": t("trou de la source", "hole of the source"),
            "at": t("constaté le", "noticed"),
            "gap": t("durée", "length"),
            "posts": t("publications perdues", "posts lost"),
        },
        as_json=False,
        empty=t("Aucun trou connu.", "No known hole."),
    )
    typer.echo(t("\nCe que Vigie n’entend pas :", "\nWhat Vigie does not hear:"))
    for each in covered.not_heard:
        typer.echo(printable(_said(each)))


def _said(each: NotHeard) -> str:
    what, why = each.what.to(LANGUAGE), each.why.to(LANGUAGE)
    remedy = f" {each.remedy.to(LANGUAGE)}" if each.remedy else ""
    return t(f"- {what} : {why}{remedy}", f"- {what}: {why}{remedy}")


def _iso(moment: Any) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None
