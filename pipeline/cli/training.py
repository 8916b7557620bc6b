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
    with_corrections: Annotated[
        Path | None,
        typer.Option(
            help=t(
                "Corrections à ajouter (« vigie corrections export ») : le modèle n’est adopté "
                "que s’il est meilleur.",
                "Corrections to add (“vigie corrections export”): the model is adopted only if "
                "it is better.",
            )
        ),
    ] = None,
    back: Annotated[
        bool,
        typer.Option(
            "--put-back",
            help=t("Remet le modèle d’avant.", "Put the model before this one back."),
        ),
    ] = False,
) -> None:
    """Read, cross-validate, fit and write; what each label is worth is told at the end."""
    try:
        from pipeline.training.command import Wanted, put_back, run
    except ImportError as error:
        raise extra_missing(error, "train") from error
    if back:
        typer.echo(put_back(output).to(LANGUAGE))
        return
    wanted = Wanted(corpus, output, record, lexicons, with_corrections)
    outcome = run(wanted, LANGUAGE, _progress)
    typer.echo(outcome.told)
    if not outcome.adopted:
        raise typer.Exit(1)


def _progress(said: str) -> None:
    typer.echo(said, err=True)
