"""The `train` command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.extras import extra_missing
from pipeline.cli.words import LANGUAGE, t


def add_to(app: typer.Typer) -> None:
    """Add `train`."""
    app.command(
        help=t(
            "Entraîne le modèle sur des messages étiquetés (docs/quality.md).",
            "Train the model on labelled posts (docs/quality.md).",
        )
    )(train)


def train(
    corpus: Annotated[
        Path,
        typer.Option(
            help=t(
                "Dossier du corpus : slices/*.jsonl et towns.toml.",
                "The corpus's folder: slices/*.jsonl and towns.toml.",
            )
        ),
    ] = Path("corpus"),
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help=t("Fichier du modèle.", "The model's file.")),
    ] = Path("posts.npz"),
    record: Annotated[
        Path | None,
        typer.Option(
            help=t(
                "Écrit les chiffres de validation croisée (JSON).",
                "Write the cross-validated figures (JSON).",
            )
        ),
    ] = None,
    lexicons: Annotated[
        Path | None,
        typer.Option(help=t("Lexiques de la ville.", "The town's own lexicons.")),
    ] = None,
) -> None:
    """Read, cross-validate, fit and write; what each label is worth is told at the end."""
    try:
        from pipeline.corpus_files import files_for
        from pipeline.labelled import Towns, listed_towns
        from pipeline.training.examples import read_examples
        from pipeline.training.making import make
        from pipeline.training.places import fit_places
        from pipeline.training.telling import recorded, told
    except ImportError as error:
        raise extra_missing(error, "train") from error
    towns = Towns(listed_towns(corpus), {"lexicons": lexicons} if lexicons else {})
    files = files_for(corpus, "train")
    places = fit_places(files, towns, progress=_progress)
    examples = read_examples(files, towns, finders=places.without, progress=_progress)
    made = make(examples, places.whole, _progress)
    made.weights.save(output)
    if record is not None:
        record.write_text(recorded(made, examples), "utf-8")
    typer.echo(told(made, examples, LANGUAGE))
    typer.echo(f"{output} · {made.weights.version}")


def _progress(said: str) -> None:
    typer.echo(said, err=True)
