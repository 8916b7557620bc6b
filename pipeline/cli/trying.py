"""The `alerts dry-run` command: what rules would have told, before they are turned on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.words import t

if TYPE_CHECKING:
    from pipeline.installation import Installation
    from pipeline.trying_rules import Trial

_EXAMPLES = 3


def dry_run(
    rule: Annotated[
        str | None,
        typer.Argument(help=t("Nom de la règle ; toutes par défaut.", "The rule; all by default.")),
    ] = None,
    days: Annotated[
        int, typer.Option(min=1, max=730, help=t("Jours d’historique.", "Days of history."))
    ] = 90,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """Tell what rules would have sent over history; sends nothing."""
    from pipeline.cli.home import working
    from pipeline.cli.tables import show

    async def attempt(installation: Installation) -> list[Trial]:
        from pipeline.number_rules import NumberRules
        from pipeline.trying_rules import try_rules

        stages = installation.intake.stages
        return await try_rules(
            installation.store,
            stages.towns.values(),
            _chosen(installation, rule),
            NumberRules(installation.store, stages.towns, stages.watch),
            now=installation.clock.now(),
            days=days,
        )

    trials = working(attempt)
    if as_json:
        show([_row(one, days) for one in trials], {}, as_json=True, empty="")
    else:
        for one in trials:
            tell(one, days)


def _chosen(installation: Installation, name: str | None) -> list[Any]:
    from vigie.errors import ConfigurationError
    from vigie.say import Say

    every = installation.intake.stages.watch.rules  # the team's own among them
    rules = [one for one in every if name in {None, one.name}]
    if not rules:
        listed = ", ".join(one.name for one in every)
        raise ConfigurationError(
            [
                Say(
                    f"aucune règle ne s’appelle « {name} » ; il y a : {listed}.",
                    f"no rule is called “{name}”; there are: {listed}.",
                )
            ]
        )
    return rules


def _row(trial: Trial, days: int) -> dict[str, Any]:
    return {
        "rule": trial.rule.name,
        "days": days,
        "alerts": len(trial.alerts),
        "weeks": dict(trial.weeks()),
        "examples": [
            {"raised_at": alert.raised_at, "title": alert.title, "reason": alert.reason}
            for alert in _examples(trial)
        ],
    }


def tell(trial: Trial, days: int) -> None:
    """Print what a rule would have sent: how many, each week, and the newest few."""
    from pipeline.cli.tables import printable

    count = len(trial.alerts)
    plural = "s" if count > 1 else ""
    typer.echo(
        t(
            f"« {trial.rule.name} » : {count} alerte{plural} en {days} jours.",
            f"“{trial.rule.name}”: {count} alert{plural} in {days} days.",
        )
    )
    for monday, number in trial.weeks():
        typer.echo(t(f"  semaine du {monday} : {number}", f"  week of {monday}: {number}"))
    for alert in _examples(trial):
        moment = alert.raised_at.isoformat(sep=" ", timespec="minutes")
        typer.echo(printable(f"  {moment}  {alert.title}\n    {alert.reason}"))


def _examples(trial: Trial) -> list[Any]:
    """The newest."""
    return list(trial.alerts[: -_EXAMPLES - 1 : -1])
