"""CPU seconds of processes, read from /proc: of a server, of a worker, of ourselves."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def cpu(pid: int) -> float:
    """Return the CPU seconds of a process, all its threads and its ended children included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(n) for n in fields[11:15]) / _TICK


def listener(port: int) -> int:
    """Return the process that listens on a port of this machine.

    Raises:
        LookupError: none that we may look at.
    """
    inodes = {f"socket:[{inode}]" for inode in _listening(port)}
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if str(link.readlink()) in inodes:
                return int(link.parts[2])
    raise LookupError(f"no process listens on {port}")


def _listening(port: int) -> list[str]:
    wanted, found = f"{port:04X}", list[str]()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            columns = line.split()
            if columns[1].rpartition(":")[2] == wanted and columns[3] == "0A":
                found.append(columns[9])
    return found


class Meter:
    """The CPU that named processes spend, and the time that goes by, from its making on."""

    def __init__(self, processes: Mapping[str, int]) -> None:
        self._processes = dict(processes)
        self._before = {name: cpu(pid) for name, pid in self._processes.items()}
        self._started = time.perf_counter()

    def spent(self) -> dict[str, float]:
        """Return CPU seconds by name so far."""
        return {name: cpu(pid) - self._before[name] for name, pid in self._processes.items()}

    def wall(self) -> float:
        """Return seconds gone by."""
        return time.perf_counter() - self._started
