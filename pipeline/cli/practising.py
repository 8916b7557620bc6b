"""Commands to try and to practise: the sample, the drill."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.words import t

if TYPE_CHECKING:
    from pipeline.installation import Installation

Town = Annotated[
    str | None,
    typer.Option(help=t("Ville (par défaut : la première).", "Town (the first by default).")),
]


def add_to(app: typer.Typer) -> None:
    """Add `sample load`, `sample remove` and `drill`."""
    group = typer.Typer(
        help=t("Un exemple pour essayer les pages.", "A sample to try the pages with."),
        no_args_is_help=True,
    )
    group.command(help=t("Charge l’exemple.", "Load the sample."))(load)
    group.command(help=t("Retire tout l’exemple.", "Remove the whole sample."))(remove)
    app.add_typer(group, name="sample")
    app.command(
        help=t(
            "Joue une crise fictive sur une copie, pour s’exercer.",
            "Play a made-up crisis on a copy, to practise.",
        )
    )(drill)


def load(town: Town = None) -> None:
    """Add made-up mentions, from which no alert leaves."""
    from pipeline.cli.home import working

    async def loading(installation: Installation) -> int:
        from pipeline.sample import SampleWeek

        return await SampleWeek(installation).load(town or installation.towns[0].slug)

    count = working(loading)
    typer.echo(
        t(
            f"Exemple chargé : {count} mentions. « vigie sample remove » le retire tout entier.",
            f"Sample loaded: {count} mentions. `vigie sample remove` takes all of it away.",
        )
    )


def remove(town: Town = None) -> None:
    """Erase every made-up mention."""
    from pipeline.cli.home import working

    async def removing(installation: Installation) -> int:
        from pipeline.sample import SampleWeek

        return await SampleWeek(installation).remove(town or installation.towns[0].slug)

    count = working(removing)
    typer.echo(t(f"Exemple retiré : {count} mentions.", f"Sample removed: {count} mentions."))


def drill(
    port: Annotated[int, typer.Option(help=t("Port de la page.", "The page's port."))] = 8312,
    seconds: Annotated[
        int,
        typer.Option(
            help=t("S’arrête après ce temps (0 : jamais).", "Stop after this time (0: never).")
        ),
    ] = 0,
    speed: Annotated[
        float,
        typer.Option(
            min=1,
            max=600,
            help=t("Combien de fois plus vite que la réalité.", "How much faster than real time."),
        ),
    ] = 12,
) -> None:
    """Play a water-main break on a Friday night with this installation's town."""
    from pipeline.cli.home import home
    from pipeline.demo.drill_playing import play

    asyncio.run(play(home(), port=port, seconds=seconds, speed=speed))
