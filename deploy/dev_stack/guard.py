"""Watch a held stack and take it down when every process that held it is gone."""

from __future__ import annotations

import sys
import time

from deploy.dev_stack import registry

PAUSE = 1.0
"""Seconds between two looks."""


def watch(name: str) -> None:
    """Return once the stack is gone, by us or by its last holder."""
    while registry.read(name) is not None:
        if not registry.holders(name):
            with registry.locked(name):
                # Looked at again under the lock: somebody may just have come in.
                if not registry.holders(name):
                    registry.remove(name)
        time.sleep(PAUSE)


if __name__ == "__main__":
    watch(sys.argv[1])
