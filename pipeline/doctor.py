"""Looks at an installation from every side and says what is well and what to mend."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from pipeline.assembly import assemble, load_towns
from pipeline.doctor_cluster import cluster_findings
from pipeline.doctor_sources import source_findings
from pipeline.finding import Finding, bad, ill, well
from pipeline.installation import Installation
from pipeline.settings import Settings, read
from vigie.clock import SystemClock
from vigie.errors import ConfigurationError
from vigie.sizes import size

#: Below this, a week of reading and the journal of SQLite may not fit.
_LEAST_FREE = 500_000_000


async def examine(home: Path, language: str) -> list[Finding]:
    """Look at everything that running needs; nothing is changed but the store's migrations.

    Each source is tried with its credentials (see `pipeline.doctor_sources`).

    Args:
        home: the installation's folder.
        language: of what the sources say.
    """
    try:
        settings = read(home)
    except ConfigurationError as error:
        return ill(error)
    findings = [well(f"{home} : réglages lus.", f"{home}: settings read.")]
    findings += machine_findings(home, settings)
    findings += _port(settings)
    try:
        findings += _towns(home, settings)
        async with assemble(home, settings, SystemClock()) as installation:
            findings += [well("Base ouverte et à jour.", "Store open and up to date.")]
            findings += await cluster_findings(home, settings)
            findings += await source_findings(installation, language)
            findings += [finding async for finding in target_findings(installation)]
    except ConfigurationError as error:
        findings += ill(error)
    return findings


def machine_findings(home: Path, settings: Settings) -> Iterator[Finding]:
    """Tell whether the machine has what running needs."""
    free = shutil.disk_usage(home).free
    room = size(free)
    if free < _LEAST_FREE:
        yield bad(
            f"Disque presque plein : {room.fr} libres. Libérez de la place.",
            f"Disk nearly full: {room.en} free. Make room.",
        )
    else:
        yield well(f"Disque : {room.fr} libres.", f"Disk: {room.en} free.")
    if settings.store.kind == "sqlite" and not _has_fts5():
        yield bad(
            "SQLite est compilé sans FTS5 ; installez le Python de votre distribution.",
            "SQLite is built without FTS5; install your distribution's Python.",
        )


def _port(settings: Settings) -> Iterator[Finding]:
    if _in_use(settings.web.host, settings.web.port):
        yield bad(
            f"Le port {settings.web.port} est déjà pris (Vigie tourne peut-être déjà) ;"
            " changez « web.port » ou arrêtez l’autre programme.",
            f"Port {settings.web.port} is taken (Vigie may be running already);"
            " change web.port or stop the other program.",
        )


def _has_fts5() -> bool:
    connection = sqlite3.connect(":memory:")
    try:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    finally:
        connection.close()
    return "ENABLE_FTS5" in options


def _in_use(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        return port != 0 and probe.connect_ex((host, port)) == 0


def _towns(home: Path, settings: Settings) -> list[Finding]:
    return [
        well(f"Profil « {town.name} » en ordre.", f"Profile “{town.name}” in order.")
        for town in load_towns(home, settings)
    ]


async def target_findings(installation: Installation) -> AsyncIterator[Finding]:
    """Tell of each target of alerts whether it still takes them."""
    disabled = await installation.store.disabled_targets()
    for name in installation.deliverers:
        if name in disabled:
            yield bad(
                f"Cible « {name} » arrêtée : {disabled[name]}. « vigie alerts enable {name} ».",
                f"Target “{name}” stopped: {disabled[name]}. `vigie alerts enable {name}`.",
            )
        else:
            yield well(f"Cible « {name} » prête.", f"Target “{name}” ready.")
    if not installation.deliverers:
        yield well(
            "Aucune cible d’alerte : les alertes ne quittent pas la page.",
            "No alert target: alerts do not leave the page.",
        )
