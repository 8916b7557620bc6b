"""Run a program to its end, or keep a server's process group: start it, end it, kill it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from deploy.dev_stack.account import Account
from vigie.errors import ConfigurationError, Unavailable
from vigie.say import Say


def run(command: Sequence[str], *, account: Account | None = None) -> None:
    """Run a program to its end; blocks up to ten minutes.

    Raises:
        ConfigurationError: it failed; its last lines are in the sentence.
    """
    done = subprocess.run(  # noqa: S603 - commands of this package, never a user's words
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        user=_user(account),
        group=_group_of(account),
        extra_groups=None if _user(account) is None else [],
    )
    if done.returncode:
        told = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        name = Path(command[0]).name
        problem = Say(fr=f"{name} a échoué :\n{told}", en=f"{name} failed:\n{told}")
        raise ConfigurationError([problem])


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """A server's process group; `born` tells its leader from a later process of that number."""

    pid: int
    born: str

    def alive(self) -> bool:
        """Say whether any process of the group still runs (a zombie does not)."""
        members = _group(self.pid)
        return bool(members) and members.get(self.pid, self.born) == self.born

    def terminate(self, patience: float = 30) -> None:
        """Ask it to stop, wait up to `patience` seconds, then kill it."""
        self._signal(signal.SIGTERM)
        if not self._gone(patience):
            self.kill()

    def kill(self) -> None:
        """`kill -9` of the whole group; returns once all of it is gone."""
        self._signal(signal.SIGKILL)
        self._gone(10)

    def _signal(self, number: int) -> None:
        if self.alive():
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def _gone(self, patience: float) -> bool:
        until = time.monotonic() + patience
        while self.alive() and time.monotonic() < until:
            time.sleep(0.05)
        return not self.alive()


def launch(
    command: Sequence[str], *, account: Account, environment: Mapping[str, str], log: Path
) -> Running:
    """Start a server in a session of its own, so that it outlives us and dies as one group."""
    with log.open("ab") as output:
        child = subprocess.Popen(  # noqa: S603 - commands of this package
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=log.parent,
            env=dict(environment),
            start_new_session=True,
            user=_user(account),
            group=_group_of(account),
            extra_groups=None if _user(account) is None else [],
        )
    child.returncode = 0  # it outlives us: no warning that it still runs when `child` is freed
    return Running(pid=child.pid, born=_group(child.pid).get(child.pid, ""))


def process(pid: int) -> Running:
    """Return a process of any group as a value to compare later; `born` is "" when it is gone."""
    return Running(pid=pid, born=_stat(Path(f"/proc/{pid}/stat"))[1])


def check_alive(running: Running | None, log: Path, name: str) -> None:
    """Raise when a server that we wait for has ended, with the last lines it wrote.

    Raises:
        Unavailable: it is gone.
    """
    if running is None or not running.alive():
        told = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise Unavailable(Say(fr=f"{name} s'est arrêté :\n{told}", en=f"{name} ended:\n{told}"))


def _group(leader: int) -> dict[int, str]:
    """Return the living processes of a group and when each began."""
    with suppress(ChildProcessError):
        os.waitpid(leader, os.WNOHANG)  # our own dead child must not stay a zombie
    members = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        group, born = _stat(path)
        if group == leader:
            members[int(path.parent.name)] = born
    return members


def _stat(path: Path) -> tuple[int, str]:
    """Return a process's group and when it began (the kernel's ticks); 0 and "" when gone."""
    with suppress(OSError):
        state, _, group, *rest = path.read_text().rpartition(")")[2].split()
        if state != "Z":
            return int(group), rest[16]
    return 0, ""


def _user(account: Account | None) -> int | None:
    """Only root can become somebody else."""
    return account.uid if account is not None and os.geteuid() == 0 else None


def _group_of(account: Account | None) -> int | None:
    return account.gid if account is not None and os.geteuid() == 0 else None
