"""The command that gives Kibana our dashboard."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.speaking import Commands
from pipeline.cli.words import LANGUAGE, t

if TYPE_CHECKING:
    from pipeline.kibana_answer import Imported
    from pipeline.kibana_import import Kibana

kibana = Commands(
    no_args_is_help=True,
    help=t("Le tableau de veille dans Kibana.", "The veille dashboard in Kibana."),
)


def add_to(app: typer.Typer) -> None:
    """Add `kibana import`."""
    kibana.callback()(_family)
    kibana.command(
        "import",
        help=t(
            "Donne à Kibana le tableau de veille, ses recherches et sa carte.",
            "Give Kibana the veille dashboard, its searches and its map.",
        ),
    )(import_)
    app.add_typer(kibana, name="kibana")


def _family() -> None:
    """Keep `import` a sub-command although it is alone."""


def import_(
    file: Annotated[
        Path | None,
        typer.Argument(
            help=t("Le fichier à la place de celui de Vigie.", "A file instead of Vigie's own."),
        ),
    ] = None,
    around: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help=t(
                "Date de « avant et après » ; sans elle : il y a 7 jours.",
                "Date of before and after; without it: 7 days ago.",
            ),
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            help=t(
                "Identifiant à laisser tel que dans Kibana (vigie-carte).",
                "Id of what must stay as it is in Kibana (vigie-carte).",
            ),
        ),
    ] = None,
) -> None:
    """Post the saved objects, with the installation's prefix, and tell what was refused."""
    import asyncio

    from pipeline.cli.exits import SOME_BAD
    from pipeline.cli.home import settings
    from pipeline.kibana_import import import_objects
    from pipeline.kibana_objects import prepared, shipped_file
    from pipeline.logs import set_up

    set_up(quiet=True)
    objects = prepared(
        _text(file or shipped_file()),
        prefix=settings().elasticsearch.prefix,
        around=around.date() if around else None,
        keep=keep or (),
    )
    done = asyncio.run(import_objects(_where(), objects))
    _tell(done)
    if done.refused:
        raise typer.Exit(SOME_BAD)


def _where() -> Kibana:
    from pipeline.cli.home import home, settings
    from pipeline.kibana_import import Kibana
    from pipeline.secrets_file import read_secret

    given = settings().kibana
    return Kibana(
        url=given.url,
        space=given.space,
        user=given.user,
        password=read_secret(home(), given.password_file),
        api_key=read_secret(home(), given.api_key_file),
        ca_file=home() / given.ca_file if given.ca_file else None,
    )


def _text(path: Path) -> str:
    from vigie.errors import ConfigurationError
    from vigie.say import Say

    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        what = Say(f"{path} ne peut être lu.", f"{path} cannot be read.")
        raise ConfigurationError([what]) from None


def _tell(done: Imported) -> None:
    from pipeline.cli.tables import printable

    for sentence in done.refused:
        typer.echo(printable(sentence.to(LANGUAGE)), err=True)
    typer.echo(
        t(
            f"{done.taken} objets donnés à Kibana, {len(done.refused)} refusés.",
            f"{done.taken} objects given to Kibana, {len(done.refused)} refused.",
        )
    )
