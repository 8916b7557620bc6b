"""What deploy/compose.yaml says, read as Compose reads it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).parents[2]
DEPLOY: Final = ROOT / "deploy"
COMPOSE: Final = DEPLOY / "compose.yaml"
KIBANA: Final = DEPLOY / "compose.kibana.yaml"


def read(path: Path = COMPOSE) -> dict[str, Any]:
    """Return the file with its variables replaced by their defaults, anchors merged."""
    text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", path.read_text("utf-8"))
    whole: dict[str, Any] = yaml.safe_load(text)
    return whole


SERVICES: Final[dict[str, dict[str, Any]]] = read()["services"]
#: Services that end by themselves, and those that run until told to stop.
ONCE: Final = frozenset(
    name for name, service in SERVICES.items() if str(service["restart"]).startswith("on-failure")
)
STAYING: Final = frozenset(SERVICES) - ONCE
#: What the image starts when a service says nothing else, and what a service that stays says.
STAYS: Final = ["/bin/sh", "/usr/local/share/vigie/run.sh"]
#: Services that run a command of `vigie`.
VIGIE: Final = frozenset(
    name
    for name, service in SERVICES.items()
    if service["image"].startswith("vigie:") and service.get("entrypoint", STAYS) == STAYS
)


def volumes(name: str) -> dict[str, dict[str, Any]]:
    """Return a service's mounts by their place in the container."""
    return {mount["target"]: mount for mount in SERVICES[name].get("volumes", ())}


def give(home: Path, name: str) -> dict[str, str]:
    """Return this process's environment with that of a service, at home in `home`."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("VIGIE_")}
    return own | SERVICES[name].get("environment", {}) | {"VIGIE_HOME": str(home)}
