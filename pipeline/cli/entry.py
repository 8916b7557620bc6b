"""The `vigie` command: its sub-commands, and how it ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import (
    accounts,
    alerts,
    cases,
    cluster,
    corrections,
    dead_letters,
    evaluating,
    figures,
    history,
    installing,
    judge,
    kibana,
    listening,
    practising,
    privacy,
    reading,
    reports,
    retention,
    sources,
    tokens,
    town,
    training,
)
from pipeline.cli.exits import code_of, sentences
from pipeline.cli.home import choose_home
from pipeline.cli.speaking import Commands
from pipeline.cli.words import t
from vigie.errors import VigieError

app = Commands(
    name="vigie",
    help=t(
        "Vigie : le poste d’écoute de l’équipe des communications d’une ville.",
        "Vigie: the listening post of a town's communications team.",
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        import vigie

        typer.echo(vigie.__version__)
        raise typer.Exit


@app.callback()
def _options(
    home: Annotated[
        Path | None,
        typer.Option(
            "--home",
            envvar="VIGIE_HOME",
            help=t(
                "Dossier de l’installation (par défaut : le dossier courant).",
                "The installation's folder (the current one by default).",
            ),
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help=t("Version.", "Version.")),
    ] = False,
) -> None:
    del version
    choose_home(home)


installing.add_to(app)
listening.add_to(app)
sources.add_to(app)
judge.add_to(app)
evaluating.add_to(app)
training.add_to(app)
corrections.add_to(app)
reading.add_to(app)
alerts.add_to(app)
cases.add_to(app)
reports.add_to(app)
dead_letters.add_to(app)
privacy.add_to(app)
figures.add_to(app)
retention.add_to(app)
town.add_to(app)
accounts.add_to(app)
tokens.add_to(app)
cluster.add_to(app)
history.add_to(app)
kibana.add_to(app)
practising.add_to(app)


def main() -> None:
    """Run the command line; every error that Vigie raises on purpose ends as a sentence."""
    try:
        app()
    except VigieError as error:
        for sentence in sentences(error):
            sys.stderr.write(f"vigie : {sentence}\n")
        sys.exit(code_of(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read us (head, less) has seen enough.
        sys.stderr.close()
        sys.exit(0)
