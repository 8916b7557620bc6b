"""`python -m deploy.dev_stack up|down|status|fetch`: the dev stack from a shell."""

from __future__ import annotations

import argparse
import sys

from deploy.dev_stack import fetching, registry, stack
from deploy.dev_stack.registry import Servers
from pipeline.cli.words import LANGUAGE, t
from vigie.errors import VigieError

NOTHING = t("Rien ne tourne.", "Nothing is up.")


def main() -> int:
    """Do what the command line says; 0 when done, 1 when it cannot be."""
    parser = argparse.ArgumentParser(
        prog="deploy.dev_stack",
        description=t(
            "Kafka et Elasticsearch pour de vrai, sans Docker, sur cette machine seulement",
            "A real Kafka and Elasticsearch without Docker, on this machine alone",
        ),
    )
    parser.add_argument("what", choices=["up", "down", "status", "fetch"])
    parser.add_argument("--name", default="default")
    told = parser.parse_args()
    actions = {"up": _up, "down": _down, "status": _status, "fetch": _fetch}
    try:
        actions[told.what](told.name)
    except VigieError as error:
        print(error.say.to(LANGUAGE), file=sys.stderr)
        return 1
    return 0


def _up(name: str) -> None:
    """Print the addresses as a shell reads them: `eval "$(python -m deploy.dev_stack up)"`."""
    wait = t(
        "Démarrage (une minute ou deux la première fois)…",
        "Starting (a minute or two the first time)…",
    )
    print(wait, file=sys.stderr)
    print(_addresses(stack.up(name).servers))


def _down(name: str) -> None:
    """Take down the named stack, and those that died with their holders."""
    orphans = [other for other in registry.names() if registry.holders(other) == []]
    gone = [each for each in {name, *orphans} if stack.down(each)]
    if gone:
        print(t("Arrêté et effacé :", "Stopped and deleted:"), ", ".join(sorted(gone)))
    else:
        print(NOTHING)


def _status(_: str) -> None:
    names = registry.names()
    for name in names:
        servers = registry.read(name)
        if servers is not None:
            print(f"# {name}\n{_addresses(servers)}")
            _print_states(servers)
    if not names:
        print(NOTHING)


def _fetch(_: str) -> None:
    """Fetch and build everything, so that a later `up` only starts."""
    for folder in (fetching.kafka(), fetching.elasticsearch(), fetching.analysis_plugin()):
        print(folder)


def _addresses(servers: Servers) -> str:
    lines = []
    if servers.broker is not None:
        lines.append(f"export VIGIE_TEST_KAFKA={servers.broker.server}")
    if servers.search is not None:
        lines.append(f"export VIGIE_TEST_ELASTICSEARCH={servers.search.url}")
    return "\n".join(lines)


def _print_states(servers: Servers) -> None:
    for server in (servers.broker, servers.search):
        if server is not None:
            state = "up" if server.answers() else "starting" if server.alive() else "stopped"
            print(f"# {server.product}: {state}, {server.folder}")


if __name__ == "__main__":
    sys.exit(main())
