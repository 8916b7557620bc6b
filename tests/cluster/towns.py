"""Installations on the cluster, driven by the real commands as an operator drives them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.first_settings import quoted
from tests.cluster.scripts import PLUGIN, SOURCE
from tests.pipeline.installations import make_installation

_SCRIPT = "script.jsonl"
_SOURCE = (
    f'[web]\nport = 0\n[[source]]\nkind = "scripted"\nname = {quoted(SOURCE)}\n'
    f"file = {quoted(_SCRIPT)}\n"
)
_RULES = """
[[target]]
kind = "webhook"
name = "bureau"
url = "https://bureau.example/alertes"
secret_file = "secrets/webhook.secret"
[[rule]]
name = "cas pour le 311"
when.service_request = true
"""


class TownHome:
    """One installation; every command runs in a process of its own."""

    def __init__(self, home: Path, *blocks: str) -> None:
        self.home = make_installation(home, *blocks, _SOURCE, _RULES)
        secret = home / "secrets" / "webhook.secret"
        secret.write_text("whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" * 2, encoding="ascii")
        secret.chmod(0o600)

    @property
    def script(self) -> Path:
        """The file that the scripted source plays."""
        return self.home / _SCRIPT

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of `vigie …` in this installation."""
        return [sys.executable, "-m", "pipeline", "--home", str(self.home), *arguments]

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which the test's plug-in is found."""
        return {**os.environ, "PYTHONPATH": str(PLUGIN), "VIGIE_LANG": "en"}

    def run(self, *arguments: str, code: int = 0, **environment: str) -> str:
        """Run a command to its end and return what it printed."""
        ran = subprocess.run(
            self.command(*arguments),
            capture_output=True,
            text=True,
            env={**self.environment, **environment},
            timeout=200,
            check=False,
        )
        assert ran.returncode == code, ran.stderr
        return ran.stdout

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command; its log goes to a file of the installation's folder."""
        log = self.home / f"{arguments[0]}-{time.monotonic_ns()}.log"
        with log.open("wb") as out:
            return subprocess.Popen(
                self.command(*arguments), stdout=out, stderr=out, env=self.environment
            )

    @contextmanager
    def running(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """Keep a command going; at the end it is told to stop, and must."""
        process = self.start(*arguments)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(30)

    def exported(self) -> list[dict[str, Any]]:
        """Return every mention kept, as `vigie export` gives them."""
        return [json.loads(line) for line in self.run("export").splitlines()]


def on_cluster(
    home: Path, kafka: str, elasticsearch: str, prefix: str, **kafka_keys: Any
) -> TownHome:
    """Make an installation on the servers of the test, under a prefix of its own."""
    keys = {"partitions": 6, **kafka_keys}
    return TownHome(
        home,
        f'[store]\nkind = "elasticsearch"\n[elasticsearch]\nurls = [{quoted(elasticsearch)}]\n'
        f"prefix = {quoted(prefix)}\nrefresh_seconds = 0.5\n",
        f"[kafka]\nservers = [{quoted(kafka)}]\nprefix = {quoted(prefix)}\n"
        + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items()),
    )
