"""The `eval` command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli.extras import extra_missing
from pipeline.cli.words import LANGUAGE, t


def add_to(app: typer.Typer) -> None:
    """Add `eval`."""
    app.command(
        "eval",
        help=t(
            "Mesure les jugements sur des messages étiquetés (docs/quality.md).",
            "Score the judgements on labelled posts (docs/quality.md).",
        ),
    )(evaluate)


def evaluate(
    files: Annotated[
        list[Path], typer.Argument(help=t("Fichiers JSONL étiquetés.", "Labelled JSONL files."))
    ],
    town: Annotated[
        str | None,
        typer.Option(
            help=t("Ville des lignes sans « town ».", "Town of the lines without “town”.")
        ),
    ] = None,
    against: Annotated[
        str,
        typer.Option(
            help=t(
                "Outils comparés : langdetect, vader, textblob, keyword, negative.",
                "Peers: langdetect, vader, textblob, keyword, negative.",
            )
        ),
    ] = "",
    report: Annotated[
        Path | None, typer.Option(help=t("Rapport HTML à écrire.", "HTML report to write."))
    ] = None,
    model: Annotated[Path | None, typer.Option(help=t("Autre modèle.", "Another model."))] = None,
    lexicons: Annotated[
        Path | None, typer.Option(help=t("Lexiques de la ville.", "The town's own lexicons."))
    ] = None,
) -> None:
    """Judge labelled files and print each figure with its 95 % interval."""
    from pipeline.evaluation.answers import answers
    from pipeline.evaluation.figures import figures
    from pipeline.evaluation.peers import peer_answers
    from pipeline.evaluation.table import table
    from pipeline.labelled import Towns, listed_towns

    options: dict[str, Any] = {"model": model, "lexicons": lexicons}
    towns = Towns(listed_towns(_folder(files)), options)
    found = answers(files, towns, default_town=town, progress=_progress)
    columns = {"vigie": figures(found)}
    for name in filter(None, against.split(",")):
        columns[name] = figures(peer_answers(name.strip(), found))
    typer.echo(table(columns, LANGUAGE))
    if report is not None:
        _write(report, columns, found)


def _progress(said: str) -> None:
    typer.echo(said, err=True)


def _folder(files: list[Path]) -> Path:
    """Return the corpus that the files are in, where `towns.toml` is."""
    first = files[0].resolve()
    return next((up for up in first.parents if (up / "towns.toml").is_file()), first.parent)


def _write(path: Path, columns: Any, found: Any) -> None:
    try:
        from pipeline.evaluation.report import report as html
    except ImportError as error:
        raise extra_missing(error, "train") from error
    heading = t("Vigie : qualité des jugements", "Vigie: quality of the judgements")
    path.write_text(html(columns, found, LANGUAGE, heading), encoding="utf-8")
    typer.echo(str(path))
