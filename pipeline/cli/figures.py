"""The `figures` command: followers, reach, reactions and replies of the town's own accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.words import t

if TYPE_CHECKING:
    from pipeline.installation import Installation


def add_to(app: typer.Typer) -> None:
    """Add `figures`."""
    app.command(
        help=t(
            "Chiffres des comptes de la ville : abonnés, portée, réactions, réponses.",
            "Figures of the town’s own accounts: followers, reach, reactions, replies.",
        )
    )(figures)


def figures(as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False) -> None:
    """Show the last figures of each account, one a day, as its API tells them."""
    from pipeline.cli.home import working
    from pipeline.cli.tables import show

    async def read(installation: Installation) -> list[dict[str, Any]]:
        statuses = await installation.store.sources()
        return [
            {
                "source": status.source,
                "account": one.account,
                "day": one.at.date().isoformat(),
                "followers": one.followers,
                "reach": one.reach,
                "reactions": one.reactions,
                "replies": one.replies,
                "posts": one.posts,
            }
            for status in statuses.values()
            for one in status.figures
        ]

    show(
        working(read),
        {
            "account": t("compte", "account"),
            "day": t("jour", "day"),
            "followers": t("abonnés", "followers"),
            "reach": t("portée", "reach"),
            "reactions": t("réactions", "reactions"),
            "replies": t("réponses", "replies"),
            "posts": t("publications", "posts"),
        },
        as_json=as_json,
        empty=t(
            "Aucun compte de la ville ne donne de chiffres (Facebook, Instagram, YouTube).",
            "No account of the town gives figures (Facebook, Instagram, YouTube).",
        ),
    )
