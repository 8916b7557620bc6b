"""Commands of the distributed mode: topics, collectors, workers, indices."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from pipeline.cli.speaking import Commands
from pipeline.cli.words import LANGUAGE, t

if TYPE_CHECKING:
    from pipeline.distributed.connection import Kafka
    from pipeline.distributed.ending import Ended
    from pipeline.distributed.installed import Installed
    from pipeline.distributed.topic_admin import Examined
    from pipeline.installation import Installation

topics = Commands(no_args_is_help=True, help=t("Les sujets de Kafka.", "Kafka's topics."))
index = Commands(
    no_args_is_help=True, help=t("Les index d’Elasticsearch.", "Elasticsearch's indices.")
)

_LOG_JSON = typer.Option("--log-json", help=t("Journal en JSON.", "Log as JSON."))
_QUIET = typer.Option("--quiet", help=t("Avertissements seulement.", "Warnings only."))
_YES = typer.Option("--yes", help=t("Sans demander.", "Without asking."))


def add_to(app: typer.Typer) -> None:
    """Add `collect`, `work`, `topics apply|check|remove` and `index migrate|remove`."""
    app.command(
        help=t(
            "Mode distribué : écoute sa part des sources et dépose sur Kafka.",
            "Distributed mode: listen to its share of the sources, put on Kafka.",
        )
    )(collect)
    app.command(
        help=t(
            "Mode distribué : juge, range dans Elasticsearch, alerte et livre.",
            "Distributed mode: judge, keep in Elasticsearch, alert and deliver.",
        )
    )(work)
    topics.command(help=t("Crée les sujets qui manquent.", "Make the topics that are missing."))(
        apply
    )
    topics.command(
        help=t("Compare les sujets à ce qu’ils doivent être.", "Compare topics with the table.")
    )(check)
    topics.command("remove", help=t("Supprime les sujets.", "Delete the topics."))(remove_topics)
    index.command(
        help=t(
            "Passe les index à la forme de cette version, sans arrêter l’écoute.",
            "Pass the indices to this version's mapping, while Vigie goes on.",
        )
    )(migrate)
    index.command("remove", help=t("Supprime les index.", "Delete the indices."))(remove_indices)
    app.add_typer(topics, name="topics")
    app.add_typer(index, name="index")


def collect(
    log_json: Annotated[bool, _LOG_JSON] = False, quiet: Annotated[bool, _QUIET] = False
) -> None:
    """Run a collector until it is told to stop."""

    async def run(it: Installation, kafka: Kafka, stop: asyncio.Event) -> Ended:
        from pipeline.distributed import running
        from pipeline.distributed.collector import CollectPlan

        plan = CollectPlan(**it.settings.collect.model_dump())
        # That several processes may share the store is checked when it starts.
        installed, inbound = cast("Installed", it), it.settings.inbound
        return await running.collect(installed, kafka, plan, stop, inbound)

    _until_stopped(run, log_json, quiet)


def work(
    log_json: Annotated[bool, _LOG_JSON] = False, quiet: Annotated[bool, _QUIET] = False
) -> None:
    """Run a worker until it is told to stop."""

    async def run(it: Installation, kafka: Kafka, stop: asyncio.Event) -> Ended:
        from pipeline.distributed import running
        from pipeline.distributed.app import Plan

        plan = Plan(**it.settings.work.model_dump())
        return await running.work(cast("Installed", it), kafka, plan, stop)

    _until_stopped(run, log_json, quiet)


def _until_stopped(run: Any, log_json: bool, quiet: bool) -> None:
    from pipeline.cli.home import home, settings
    from pipeline.distributed.connection import Kafka
    from pipeline.distributed.ending import Ended
    from pipeline.logs import set_up
    from pipeline.serving import assembled

    set_up(quiet=quiet, as_json=log_json)

    async def main() -> Ended:
        stop, asked = asyncio.Event(), settings()
        async with assembled(home(), asked, stop, at_once=False) as installation:
            if installation is None:
                return Ended()
            ended: Ended = await run(installation, Kafka.of(asked.kafka, home()), stop)
            return ended

    ended = asyncio.run(main())
    if ended.say:
        typer.echo(f"vigie : {ended.say.to(LANGUAGE)}", err=True)
    raise typer.Exit(ended.code)


def apply() -> None:
    """Make what is missing; what is there is never changed."""
    from pipeline.distributed import topic_admin

    _tell_topics(topic_admin.apply(_kafka()))


def check() -> None:
    """Compare without changing anything."""
    from pipeline.distributed import topic_admin

    _tell_topics(topic_admin.check(_kafka()))


def _kafka() -> Kafka:
    from pipeline.cli.home import home, settings
    from pipeline.distributed.connection import Kafka

    return Kafka.of(settings().kafka, home())


def _tell_topics(found: Examined) -> None:
    from pipeline.cli.exits import SETTINGS

    for name in found.made:
        typer.echo(t(f"créé : {name}", f"made: {name}"))
    for name in found.missing:
        typer.echo(t(f"manque : {name} (« vigie topics apply »)", f"missing: {name}"), err=True)
    for difference in found.differences:
        typer.echo(difference.to(LANGUAGE), err=True)
    if not found.fit:
        raise typer.Exit(SETTINGS)
    typer.echo(t("Les sujets sont en ordre.", "The topics are in order."))


def remove_topics(yes: Annotated[bool, _YES] = False) -> None:
    """Delete the topics of this installation, and what they hold."""
    from pipeline.distributed import topic_admin

    kafka = _kafka()
    _confirm(yes, f"{kafka.prefix}.*")
    for name in topic_admin.remove(kafka):
        typer.echo(t(f"supprimé : {name}", f"deleted: {name}"))


def migrate() -> None:
    """Copy everything to indices of the new mapping, then pass to them in one step."""
    from pipeline.cli.home import home, settings
    from pipeline.opening_store import elastic_settings
    from sinks.elasticsearch.migration import migrate as pass_over
    from vigie.clock import SystemClock

    def tell(copied: int) -> None:
        typer.echo(f"… {copied}", err=True)

    asked = elastic_settings(home(), settings().elasticsearch)
    done = asyncio.run(pass_over(asked, SystemClock(), progress=tell))
    typer.echo(
        t(
            f"Forme {done.before} → {done.after} ; {done.mentions} mentions.",
            f"Mapping {done.before} → {done.after}; {done.mentions} mentions.",
        )
    )


def remove_indices(yes: Annotated[bool, _YES] = False) -> None:
    """Delete every index of this installation, for good."""
    from pipeline.cli.home import home, settings
    from pipeline.opening_store import elastic_settings
    from sinks.elasticsearch.removing import remove

    asked = elastic_settings(home(), settings().elasticsearch)
    _confirm(yes, f"{asked.prefix}-*")
    for name in asyncio.run(remove(asked)):
        typer.echo(t(f"supprimé : {name}", f"deleted: {name}"))


def _confirm(yes: bool, what: str) -> None:
    if not yes:
        question = t(
            f"Supprimer {what} et tout ce qui s’y trouve ?", f"Delete {what} and all it holds?"
        )
        typer.confirm(question, abort=True)
