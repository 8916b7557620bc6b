"""What `vigie doctor` looks at in the distributed mode: Elasticsearch's health, Kafka's topics."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pipeline.finding import Finding, bad, well
from pipeline.opening_store import elastic_settings
from pipeline.settings import Settings
from vigie.errors import Unavailable


async def cluster_findings(home: Path, settings: Settings) -> list[Finding]:
    """Look without changing anything; nothing where the store is a file.

    Raises:
        ConfigurationError: an account or certificates that are refused.
    """
    if settings.store.kind == "sqlite":
        return []
    return [*await _elasticsearch(home, settings), *await _kafka(home, settings)]


async def _elasticsearch(home: Path, settings: Settings) -> list[Finding]:
    from sinks.elasticsearch import health

    try:
        found = await health.examine(elastic_settings(home, settings.elasticsearch))
    except Unavailable as error:
        return [bad(error.say.fr, error.say.en)]
    seen = f"{found.status}, {found.mentions} mentions"
    tell = bad if found.status == "red" else well
    seen = f"{found.version}, {found.status}, {found.mentions} mentions"
    findings = [
        tell(
            f"Elasticsearch {seen} ; nœuds : {found.nodes} ; fragments sans nœud :"
            f" {found.unassigned}.",
            f"Elasticsearch {seen}; nodes: {found.nodes}; unassigned shards: {found.unassigned}.",
        )
    ]
    if found.mapping not in (None, found.ours):
        findings.append(
            bad(
                f"Les index sont à la forme {found.mapping}, cette version veut {found.ours} :"
                " « vigie index migrate ».",
                f"The indices have mapping {found.mapping}, this version wants {found.ours}:"
                " `vigie index migrate`.",
            )
        )
    return findings


async def _kafka(home: Path, settings: Settings) -> list[Finding]:
    from pipeline.distributed import topic_admin
    from pipeline.distributed.connection import Kafka

    try:
        kafka = Kafka.of(settings.kafka, home)
        found = await asyncio.to_thread(topic_admin.check, kafka)
    except Unavailable as error:
        return [bad(error.say.fr, error.say.en)]
    findings = [
        bad(
            f"Le sujet {name} manque : « vigie topics apply ».",
            f"The topic {name} is missing: `vigie topics apply`.",
        )
        for name in found.missing
    ]
    findings += [bad(difference.fr, difference.en) for difference in found.differences]
    return findings or [
        well("Kafka répond, ses sujets sont en ordre.", "Kafka answers, its topics are in order.")
    ]
