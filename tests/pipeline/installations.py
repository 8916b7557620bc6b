"""Real installations for tests: a folder with settings, a key and a source or two."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from pipeline.secrets_file import make_key
from pipeline.settings import FILE_NAME


def make_installation(home: Path, *blocks: str) -> Path:
    """Write an installation for Trois-Rivières, with these blocks of settings."""
    home.mkdir(exist_ok=True)
    make_key(home)
    head = 'language = "fr"\ntowns = ["trois-rivieres"]\n'
    (home / FILE_NAME).write_text(head + "\n".join(blocks), encoding="utf-8")
    return home


def vigie(*arguments: str | Path, given: bytes = b"", **environment: str) -> Ran:
    """Run the command as a person would, in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        input=given,
        capture_output=True,
        env={**os.environ, "VIGIE_LANG": "fr", **environment},
        timeout=100,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())


class Ran:
    """How a command ended and what it said."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines of a --json output."""
        return [json.loads(line) for line in self.out.splitlines()]
