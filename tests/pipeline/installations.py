"""Real installations for tests: a folder with settings, a key and a source or two."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

import structlog
from typer.testing import CliRunner

# Named here so that their language can be changed: commands import them as they run.
from pipeline.cli import source_words, tables  # noqa: F401
from pipeline.cli.entry import app
from pipeline.cli.exits import code_of, sentences
from pipeline.secrets_file import make_key
from pipeline.settings import FILE_NAME
from vigie.errors import VigieError


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


def vigie_here(*arguments: str | Path, language: str = "fr", **environment: str) -> Ran:
    """Run the command in this very process, which takes no second to start."""
    given = {"VIGIE_HOME": os.environ.get("VIGIE_HOME", ""), **environment}
    said = [m for name, m in sys.modules.items() if name.startswith("pipeline.cli.")]
    with ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, given))
        # The command chooses where logs go, which is closed once it has run.
        stack.callback(structlog.reset_defaults)
        for module in said:
            if hasattr(module, "LANGUAGE"):
                stack.enter_context(mock.patch.object(module, "LANGUAGE", language))
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if isinstance(result.exception, VigieError):
            told = "\n".join(sentences(result.exception))
            return Ran(code_of(result.exception), result.stdout, result.stderr + told)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


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
