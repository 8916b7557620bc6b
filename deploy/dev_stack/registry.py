"""The stacks of this account by name: their servers, and the processes that hold each."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from deploy.dev_stack.broker import Broker
from deploy.dev_stack.fetching import cache
from deploy.dev_stack.processes import Running, process
from deploy.dev_stack.search_node import SearchNode

ROOT = Path(__file__).parents[2]


class Servers(msgspec.Struct, frozen=True, kw_only=True):
    """What a stack is made of, as its file says it."""

    broker: Broker | None = None
    search: SearchNode | None = None


@contextmanager
def locked(name: str) -> Iterator[None]:
    """One process at a time changes a stack; the others wait."""
    _folder().mkdir(parents=True, exist_ok=True)
    path = _folder() / f".{name}.lock"
    with _same_file_locked(path):
        yield
        if not (_folder() / name).exists():
            path.unlink()  # while still held: those who wait on it see that it is gone


@contextmanager
def _same_file_locked(path: Path) -> Iterator[None]:
    while True:
        with path.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if path.exists() and path.stat().st_ino == os.fstat(lock.fileno()).st_ino:
                yield
                return


def names() -> list[str]:
    """Return the names of the stacks that were brought up and not yet taken down."""
    return sorted(path.parent.name for path in _folder().glob("*/servers.json"))


def read(name: str) -> Servers | None:
    """Return a stack's servers, started or not; None when there is no such stack."""
    try:
        raw = (_folder() / name / "servers.json").read_bytes()
    except FileNotFoundError:
        return None
    return msgspec.json.decode(raw, type=Servers, dec_hook=lambda kind, value: kind(value))


def write(name: str, servers: Servers) -> None:
    """Write a stack's servers down."""
    (_folder() / name).mkdir(exist_ok=True)
    path = _folder() / name / "servers.json"
    half = path.with_suffix(".half")
    half.write_bytes(msgspec.json.encode(servers, enc_hook=str))
    half.rename(path)


def remove(name: str) -> bool:
    """Kill a stack's servers, delete their data and forget it; say whether there was one."""
    servers = read(name)
    for server in (servers.broker, servers.search) if servers is not None else ():
        if server is not None:
            server.remove()
    shutil.rmtree(_folder() / name, ignore_errors=True)
    return servers is not None


def hold(name: str) -> None:
    """Say that this process uses the stack."""
    folder = _folder() / name / "holders"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / str(os.getpid())).write_bytes(msgspec.json.encode(process(os.getpid())))


def let_go(name: str) -> None:
    """Say that this process uses the stack no more."""
    (_folder() / name / "holders" / str(os.getpid())).unlink(missing_ok=True)


def holders(name: str) -> list[Running] | None:
    """Return the living processes that use a stack; None when it is kept until `down`."""
    folder = _folder() / name / "holders"
    if not folder.is_dir():
        return None
    found = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError, msgspec.DecodeError):
            found.append(msgspec.json.decode(path.read_bytes(), type=Running))
    return [holder for holder in found if process(holder.pid) == holder]


def guard(name: str) -> None:
    """Start the process that takes the stack down should its holders all die."""
    subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "deploy.dev_stack.guard", name],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        start_new_session=True,
    ).returncode = 0  # it outlives us, and no warning is wanted of it


def _folder() -> Path:
    return cache() / "stacks"
