"""Commands that show alerts: the list of deliveries, and one alert whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.words import t

if TYPE_CHECKING:
    from pipeline.installation import Installation
    from vigie.alert import Delivery

_STATES = {
    "pending": t("en attente", "waiting"),
    "sent": t("envoyée", "sent"),
    "dead": t("abandonnée", "given up"),
    "dropped": t("retirée", "dropped"),
}
# Filters look through so many of the newest deliveries.
_LOOKED_AT = 10_000


def list_alerts(
    state: Annotated[
        str | None,
        typer.Option(help="pending, sent, dead, dropped"),
    ] = None,
    target: Annotated[
        str | None, typer.Option(help=t("D’une cible seulement.", "Of one target only."))
    ] = None,
    rule: Annotated[
        str | None, typer.Option(help=t("D’une règle seulement.", "Of one rule only."))
    ] = None,
    town: Annotated[
        str | None, typer.Option(help=t("D’une ville seulement.", "Of one town only."))
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """List deliveries, newest alert first."""
    from pipeline.cli.home import working
    from pipeline.cli.tables import show as show_table

    _check_state(state)
    wanted = {"target": target, "rule": rule, "town": town}

    async def read(installation: Installation) -> list[dict[str, Any]]:
        looked_at = _LOOKED_AT if any(wanted.values()) else limit
        rows = map(_row, await installation.store.deliveries(looked_at, state))
        return [row for row in rows if all(v in (None, row[k]) for k, v in wanted.items())][:limit]

    show_table(
        working(read),
        {
            "raised_at": t("levée", "raised"),
            "rule": t("règle", "rule"),
            "target": t("cible", "target"),
            "state": t("état", "state"),
            "attempts": t("essais", "tries"),
            "title": t("titre", "title"),
            "id": "id",
            "last_error": t("remarque", "remark"),
        },
        as_json=as_json,
        empty=t("Aucune alerte.", "No alert."),
    )


def _check_state(state: str | None) -> None:
    if state is not None and state not in _STATES:
        raise typer.BadParameter(", ".join(_STATES), param_hint="--state")


def show(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """Show one alert as its targets get it, and what became of each delivery."""
    from pipeline.cli.exits import NOTHING
    from pipeline.cli.home import working

    async def read(installation: Installation) -> list[Delivery]:
        found = await installation.store.deliveries(_LOOKED_AT)
        return [delivery for delivery in found if delivery.alert.id == id_]

    found = working(read)
    if not found:
        typer.echo(t("Rien de tel.", "No such thing."), err=True)
        raise typer.Exit(NOTHING)
    if as_json:
        _print_json(found)
    else:
        _print(found)


def _print_json(found: list[Delivery]) -> None:
    import json

    import msgspec

    for delivery in found:
        typer.echo(json.dumps(msgspec.to_builtins(delivery), ensure_ascii=False))


def _print(found: list[Delivery]) -> None:
    from pipeline.cli.tables import printable
    from pipeline.cli.words import LANGUAGE
    from sinks.alert_message import message_of, plain_text

    typer.echo(printable(plain_text(message_of(found[0].alert, LANGUAGE))))
    for delivery in sorted(found, key=lambda each: each.target):
        typer.echo(printable(_became(delivery)))


def _became(delivery: Delivery) -> str:
    when = delivery.settled_at or delivery.due_at
    tries = t(f"{delivery.attempts} essais", f"{delivery.attempts} tries")
    parts = [_STATES.get(delivery.state, delivery.state), tries, when.isoformat(timespec="seconds")]
    said = f" – {delivery.last_error}" if delivery.last_error else ""
    return f"{delivery.target}{t(' :', ':')} {', '.join(parts)}{said}"


def _row(delivery: Delivery) -> dict[str, Any]:
    alert = delivery.alert
    return {
        "raised_at": alert.raised_at.isoformat(timespec="minutes"),
        "rule": alert.rule,
        "town": alert.town,
        "target": delivery.target,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "title": alert.title,
        "id": alert.id,
        "mention": alert.mention,
        "source": alert.source,
        "last_error": delivery.last_error,
    }
