"""The `account` commands: who may come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.door import at_the_door
from pipeline.cli.speaking import Commands
from pipeline.cli.words import t

if TYPE_CHECKING:
    from pipeline.entrance_making import AtTheDoor

account = Commands(no_args_is_help=True, help=t("Les comptes de l’équipe.", "The team's accounts."))

_Name = Annotated[str, typer.Argument(help=t("Nom du compte.", "The account's name."))]
_Role = Annotated[str, typer.Option(help="reader, officer, lead, admin")]
_Towns = Annotated[
    list[str] | None,
    typer.Option(
        "--town",
        help=t(
            "Ville qu’il voit (répétable) ; toutes par défaut.",
            "Town that it sees (may be repeated); all by default.",
        ),
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add `account add|list|link|disable|enable|role|remove`."""
    account.command(help=t("Crée un compte et donne son lien.", "Make an account and its link."))(
        add
    )
    account.command("list", help=t("Liste les comptes.", "List the accounts."))(list_accounts)
    account.command(
        help=t(
            "Donne un nouveau lien pour choisir un mot de passe.",
            "Give a new link to choose a password.",
        )
    )(link)
    account.command(
        help=t(
            "Désactive un compte : il est dehors à l’instant.", "Disable one: it is out at once."
        )
    )(disable)
    account.command(help=t("Réactive un compte.", "Enable an account."))(enable)
    account.command(help=t("Change le rôle, et les villes.", "Change the role, and the towns."))(
        role
    )
    account.command(help=t("Retire un compte.", "Remove an account."))(remove)
    app.add_typer(account, name="account")


def add(
    name: _Name,
    role: _Role = "officer",
    town: _Towns = None,
    display: Annotated[
        str, typer.Option(help=t("Nom que lisent les collègues.", "What colleagues read."))
    ] = "",
) -> None:
    """Make an account; nobody has a password before they have chosen one."""
    from pipeline import account_acts

    async def act(it: AtTheDoor) -> str:
        return await account_acts.add(it, name, role=role, towns=town or (), display=display)

    _give(at_the_door(act))


def list_accounts(as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False) -> None:
    """List every account."""
    from pipeline.cli.tables import show

    async def read(it: AtTheDoor) -> list[dict[str, Any]]:
        found = await it.entrance.accounts.all_of_them()
        return [
            {
                "name": each.name,
                "display": each.display,
                "role": each.role,
                "towns": ", ".join(each.towns) or t("toutes", "all"),
                "disabled": each.disabled,
                "password": bool(each.password),
                "single_sign_on": each.single_sign_on,
                "created": each.created,
            }
            for each in found
        ]

    show(
        at_the_door(read),
        {
            "name": t("compte", "account"),
            "display": t("nom affiché", "name shown"),
            "role": t("rôle", "role"),
            "towns": t("villes", "towns"),
            "disabled": t("désactivé", "disabled"),
            "password": t("mot de passe choisi", "password chosen"),
        },
        as_json=as_json,
        empty=t(
            "Aucun compte. Le premier : vigie account add NOM --role admin",
            "No account. The first one: vigie account add NAME --role admin",
        ),
    )


def link(name: _Name) -> None:
    """Give a new link; the former one opens nothing more."""
    from pipeline import account_acts

    async def act(it: AtTheDoor) -> str:
        return await account_acts.link(it, name)

    _give(at_the_door(act))


def disable(name: _Name) -> None:
    """Disable an account: its sessions end at once."""
    _set_access(name, disabled=True)


def enable(name: _Name) -> None:
    """Let an account in again."""
    _set_access(name, disabled=False)


def role(
    name: _Name,
    role: Annotated[str, typer.Argument(help="reader, officer, lead, admin")],
    town: _Towns = None,
    every_town: Annotated[
        bool, typer.Option("--every-town", help=t("Toutes les villes.", "Every town."))
    ] = False,
) -> None:
    """Change a role; the towns stay unless they are given."""
    from pipeline import account_acts

    towns = () if every_town else town

    async def act(it: AtTheDoor) -> str:
        changed = await account_acts.set_role(it, name, role, towns)
        seen = ", ".join(changed.towns) or t("toutes les villes", "every town")
        return f"{changed.name} · {changed.role} · {seen}"

    typer.echo(at_the_door(act))


def remove(
    name: _Name,
    yes: Annotated[
        bool, typer.Option("--yes", help=t("Sans demander.", "Without asking."))
    ] = False,
) -> None:
    """Forget an account and its sessions; what it did stays in the log of acts."""
    from pipeline import account_acts

    if not yes:
        typer.confirm(t(f"Retirer le compte {name} ?", f"Remove the account {name}?"), abort=True)

    async def act(it: AtTheDoor) -> None:
        await account_acts.remove(it, name)

    at_the_door(act)
    typer.echo(t("Compte retiré.", "Account removed."))


def _set_access(name: str, *, disabled: bool) -> None:
    from pipeline import account_acts

    async def act(it: AtTheDoor) -> None:
        await account_acts.set_access(it, name, disabled=disabled)

    at_the_door(act)
    typer.echo(
        t("Compte désactivé ; il est dehors.", "Account disabled; it is out.")
        if disabled
        else t("Compte réactivé.", "Account enabled.")
    )


def _give(address: str) -> None:
    from pipeline.cli.home import settings

    typer.echo(address)
    typer.echo(
        t(
            "Remettez ce lien à la personne : il sert une fois, pendant 48 heures.",
            "Hand this link to the person: it works once, for 48 hours.",
        ),
        err=True,
    )
    if not settings().web.public_url:
        typer.echo(
            t(
                "Il n’ouvre que sur cette machine ; « web.public_url » nomme le site pour les "
                "autres.",
                "It opens on this machine only; `web.public_url` names the site for others.",
            ),
            err=True,
        )
