"""Where a server lives: a folder of its own, programs that its account can read, a port."""

from __future__ import annotations

import os
import random
import shutil
import socket
import tempfile
from pathlib import Path

from deploy.dev_stack.account import Account
from vigie.errors import Unavailable
from vigie.say import Say

HOST = "127.0.0.1"


def run_folder(name: str, account: Account) -> Path:
    """Make a folder of the system's temporary one, that the account alone can open."""
    folder = Path(tempfile.mkdtemp(prefix=f"vigie-dev-stack-{name}-"))
    account.take(folder)
    return folder


def subfolder(folder: Path, name: str, account: Account) -> Path:
    """Make a folder inside that the account may write in; nothing when it is there already."""
    made = folder / name
    made.mkdir(exist_ok=True)
    account.take(made)
    return made


def write(path: Path, text: str, account: Account) -> Path:
    """Write one of a server's settings files, readable by its account alone."""
    path.write_text(text)
    path.chmod(0o600)
    account.take(path)
    return path


def give(source: Path, target: Path, account: Account) -> None:
    """Copy a folder of files (keys, certificates) for the account alone."""
    subfolder(target.parent, target.name, account)
    for path in source.iterdir():
        write(target / path.name, path.read_text(), account)


def link(source: Path, target: Path) -> None:
    """Give a folder's files a second place, under a path that the account can walk.

    The cache is usually in a home that other accounts cannot enter. Hard links cost nothing;
    across file systems the files are copied.
    """
    shutil.copytree(source, target, copy_function=_link_or_copy)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def free_port() -> int:
    """Return a loopback port that nothing listens on.

    Below the kernel's range of outgoing ports (32768 and above): while a server is down, a
    client that keeps trying must not be given that very port for its own end, which would
    connect it to itself and keep the server from coming back.
    """
    for _ in range(200):
        port = random.randrange(20_000, 32_000)  # noqa: S311 - a port, not a secret
        with socket.socket() as attempt:
            try:
                attempt.bind((HOST, port))
            except OSError:
                continue
            return port
    raise Unavailable(Say(fr="Aucun port libre trouvé.", en="No free port was found."))
