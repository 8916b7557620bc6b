"""The `judge` command."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, BinaryIO, TextIO

import typer

from pipeline.cli.words import LANGUAGE, t
from vigie.say import Say


def add_to(app: typer.Typer) -> None:
    """Add `judge`."""
    app.command(
        help=t(
            "Juge des textes : JSONL en entrée, JSONL en sortie (docs/judge.md).",
            "Judge texts: JSONL in, JSONL out (docs/judge.md).",
        )
    )(judge)


def judge(
    town: Annotated[
        str, typer.Option(help=t("Profil de la ville : nom ou fichier.", "Town profile or file."))
    ],
    source: Annotated[
        Path | None,
        typer.Option("--input", "-i", help=t("Fichier à lire (sinon l’entrée).", "File to read.")),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=t("Fichier à écrire.", "File to write.")),
    ] = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep", help=t("Recopie les clés inconnues.", "Copy unknown keys to the output.")
        ),
    ] = False,
    detector: Annotated[
        str, typer.Option(help=t("Détecteur de langue.", "Language detector."))
    ] = "py3langid",
) -> None:
    """Judge each line; a bad one gives an error in its place and the rest goes on."""
    from pipeline.cli.exits import SOME_BAD
    from pipeline.judge_file import judge_stream
    from pipeline.judge_making import make_judge

    judging = make_judge(town, detector)
    with ExitStack() as files:
        bad = judge_stream(
            judging,
            _input(source, files),
            _output(output, files),
            _complain,
            keep=keep,
            language=LANGUAGE,
        )
    if bad:
        raise typer.Exit(SOME_BAD)


def _input(path: Path | None, files: ExitStack) -> BinaryIO:
    if path is None:
        return sys.stdin.buffer
    try:
        return files.enter_context(path.open("rb"))
    except OSError as error:
        raise _unusable(path, error) from error


def _output(path: Path | None, files: ExitStack) -> TextIO:
    if path is None:
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        return sys.stdout
    try:
        return files.enter_context(path.open("w", encoding="utf-8", errors="replace"))
    except OSError as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: OSError) -> Exception:
    from vigie.errors import ConfigurationError

    return ConfigurationError([Say(f"{path} : {error.strerror}.", f"{path}: {error.strerror}.")])


def _complain(problem: Say) -> None:
    typer.echo(problem.to(LANGUAGE), err=True)
