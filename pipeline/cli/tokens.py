"""The `token` commands: which programs may call the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.door import at_the_door
from pipeline.cli.speaking import Commands
from pipeline.cli.words import t

if TYPE_CHECKING:
    from pipeline.entrance_making import AtTheDoor

token = Commands(no_args_is_help=True, help=t("Les jetons de l’API.", "The tokens of the API."))

_Name = Annotated[str, typer.Argument(help=t("Nom du jeton.", "The token's name."))]


def add_to(app: typer.Typer) -> None:
    """Add `token add|list|revoke`."""
    token.command(
        help=t("Crée un jeton et le montre, cette seule fois.", "Make a token and show it, once.")
    )(add)
    token.command("list", help=t("Liste les jetons.", "List the tokens."))(list_tokens)
    token.command(help=t("Révoque un jeton.", "Revoke a token."))(revoke)
    app.add_typer(token, name="token")


def add(
    name: _Name,
    scope: Annotated[
        list[str] | None,
        typer.Option(help=t("read (par défaut), write, lead", "read (default), write, lead")),
    ] = None,
    town: Annotated[
        list[str] | None,
        typer.Option(
            help=t(
                "Ville qu’il voit (répétable) ; toutes par défaut.",
                "Town that it sees (may be repeated); all by default.",
            )
        ),
    ] = None,
    days: Annotated[
        int,
        typer.Option(
            min=0, max=3650, help=t("Jours de vie (0 : toujours).", "Days (0: for ever).")
        ),
    ] = 365,
) -> None:
    """Make a token; only its hash is kept."""
    from pipeline import account_acts

    async def act(it: AtTheDoor) -> str:
        scopes = scope or ["read"]
        return await account_acts.add_token(it, name, scopes=scopes, towns=town or (), days=days)

    typer.echo(at_the_door(act))
    typer.echo(
        t(
            "Gardez-le en lieu sûr : il ne sera plus montré.",
            "Keep it somewhere safe: it is not shown again.",
        ),
        err=True,
    )


def list_tokens(as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False) -> None:
    """List the tokens that open something, never their secrets."""
    from pipeline.cli.tables import show

    async def read(it: AtTheDoor) -> list[dict[str, Any]]:
        return [
            {
                "name": each.token.name,
                "scopes": ", ".join(each.token.scopes),
                "towns": ", ".join(each.token.towns) or t("toutes", "all"),
                "made_at": each.made_at,
                "ends_at": each.ends_at,
            }
            for each in await it.entrance.tokens.all_of_them()
        ]

    show(
        at_the_door(read),
        {
            "name": t("jeton", "token"),
            "scopes": t("portées", "scopes"),
            "towns": t("villes", "towns"),
            "made_at": t("créé", "made"),
            "ends_at": t("fin", "ends"),
        },
        as_json=as_json,
        empty=t("Aucun jeton.", "No token."),
    )


def revoke(name: _Name) -> None:
    """Make a token open nothing from now on."""
    from pipeline import account_acts
    from pipeline.cli.exits import NOTHING

    async def act(it: AtTheDoor) -> bool:
        return await account_acts.revoke_token(it, name)

    if not at_the_door(act):
        typer.echo(t("Aucun jeton de ce nom.", "No token of this name."), err=True)
        raise typer.Exit(NOTHING)
    typer.echo(t("Jeton révoqué.", "Token revoked."))
