"""Commands about towns' profiles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.speaking import Commands
from pipeline.cli.words import LANGUAGE, t

town = Commands(no_args_is_help=True, help=t("Les profils des villes.", "Town profiles."))


def add_to(app: typer.Typer) -> None:
    """Add `town list|check|gazetteer`."""
    town.command("list", help=t("Profils disponibles.", "Profiles at hand."))(list_towns)
    town.command(
        help=t(
            "Vérifie un profil ; dit le fichier, la clé et le remède.",
            "Check a profile; tells file, key and remedy.",
        )
    )(check)
    town.command(
        help=t(
            "Lit un gazetier (CSV, GeoJSON) et l’écrit dans notre forme.",
            "Read a gazetteer (CSV, GeoJSON) and write it in our form.",
        )
    )(gazetteer)
    app.add_typer(town, name="town")


def list_towns() -> None:
    """List the profiles of the installation and those shipped."""
    from pipeline.cli.home import home
    from towns.loading import available

    for name, path in sorted(available(home()).items()):
        typer.echo(f"{name}\t{path}")


def check(
    file: Annotated[Path, typer.Argument(help=t("Profil : fichier ou nom.", "File or name."))],
) -> None:
    """Check a profile and everything that it names."""
    from pipeline.assembly import load_town
    from pipeline.cli.home import home

    profile = load_town(str(file), home())
    typer.echo(
        t(
            f"{profile.name} : profil en ordre, {len(profile.gazetteer)} lieux,"
            f" {len(profile.templates)} gabarits.",
            f"{profile.name}: profile in order, {len(profile.gazetteer)} places,"
            f" {len(profile.templates)} templates.",
        )
    )


def gazetteer(
    file: Annotated[Path, typer.Argument(help=t("CSV ou GeoJSON.", "CSV or GeoJSON."))],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=t("Fichier à écrire.", "File to write."))
    ] = None,
) -> None:
    """Turn a list of streets and places into the profile's gazetteer."""
    from pipeline.cli.exits import SOME_BAD
    from towns.gazetteer import read_gazetteer, write_csv
    from vigie.errors import ConfigurationError
    from vigie.say import Say

    try:
        spots, problems = read_gazetteer(file.read_bytes(), file.name)
    except OSError as error:
        raise ConfigurationError(
            [Say(f"{file} : {error.strerror}.", f"{file}: {error.strerror}.")]
        ) from error
    text = write_csv(spots)
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
    for problem in problems:
        typer.echo(problem.to(LANGUAGE), err=True)
    typer.echo(t(f"{len(spots)} lieux.", f"{len(spots)} places."), err=True)
    if problems:
        raise typer.Exit(SOME_BAD)
