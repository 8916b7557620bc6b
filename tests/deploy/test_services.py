"""Each service of Vigie, started as compose.yaml says, becomes healthy and stops when told to.

No container here: the same command, environment and health check, as processes on this machine,
against a real Kafka and a real Elasticsearch (without their security: `test_setup.py` holds that
part). Ports and names are made the test's own.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from pipeline.secrets_file import make_key
from tests.deploy.composition import DEPLOY, ONCE, SERVICES, STAYS, VIGIE

#: What the image puts in the PATH.
_BIN = Path(sys.executable).parent
_PASSWORD = "tuque pamplemousse escalier"
_SECURITY = re.compile(r"__(USER|PASSWORD_FILE|CA_FILE|SECURITY|MECHANISM)$")


def free_port() -> str:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return str(held.getsockname()[1])


def seconds(text: str) -> float:
    assert text.endswith("s")
    return float(text[:-1])


@dataclass
class Outside:
    """compose.yaml's services of Vigie, run as processes in one home."""

    home: Path
    servers: dict[str, str]
    ports: dict[str, str] = field(
        default_factory=lambda: {port: free_port() for port in ("9464", "8311", "8312")}
    )

    def here(self, text: str) -> str:
        """Return a command or a value with the container's ports and addresses made ours."""
        for inside, ours in self.ports.items():
            text = re.sub(rf"\b{inside}\b", ours, text)
        return text.replace("0.0.0.0", "127.0.0.1")

    def environment(self, name: str) -> dict[str, str]:
        own = {key: value for key, value in os.environ.items() if not key.startswith("VIGIE_")}
        asked = {
            key: self.here(value)
            for key, value in SERVICES[name]["environment"].items()
            if not _SECURITY.search(key) and not key.endswith("__IN_CONTAINER")
        }
        path = f"{_BIN}:{own['PATH']}"
        return own | asked | self.servers | {"VIGIE_HOME": str(self.home), "PATH": path}

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """Start a service as its container would."""
        entry = SERVICES[name].get("entrypoint", ["vigie"])
        if entry == STAYS:
            entry = [entry[0], str(DEPLOY / "container" / Path(entry[1]).name)]
        with (self.home / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [*entry, *SERVICES[name]["command"]],
                env=self.environment(name),
                cwd=self.home,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def healthy(self, name: str) -> bool:
        """Ask a service how it is, by its own health check."""
        check = SERVICES[name]["healthcheck"]
        kind, *command = check["test"]
        assert kind == "CMD"
        done = subprocess.run(
            [self.here(word) for word in command],
            env=self.environment(name),
            timeout=seconds(check["timeout"]),
            capture_output=True,
            check=False,
        )
        return done.returncode == 0

    def log(self, name: str) -> str:
        return (self.home / f"{name}.log").read_text("utf-8", errors="replace")

    def run(self, *words: str) -> str:
        ran = subprocess.run(
            ["vigie", *words],
            env=self.environment("topics"),
            cwd=self.home,
            check=True,
            timeout=60,
            stdout=subprocess.PIPE,
        )
        return ran.stdout.decode()


@pytest.fixture
def outside(tmp_path: Path, kafka_server: str, elasticsearch_url: str) -> Iterator[Outside]:
    shutil.copy(DEPLOY / "example" / "vigie.toml", tmp_path)
    make_key(tmp_path)
    prefix = f"compose-{secrets.token_hex(4)}"
    it = Outside(
        tmp_path,
        {
            "VIGIE_KAFKA__SERVERS": json.dumps([kafka_server]),
            "VIGIE_KAFKA__PREFIX": prefix,
            "VIGIE_KAFKA__PARTITIONS": "4",
            "VIGIE_ELASTICSEARCH__URLS": json.dumps([elasticsearch_url]),
            "VIGIE_ELASTICSEARCH__PREFIX": prefix,
        },
    )
    subprocess.run(
        ["vigie", *SERVICES["topics"]["command"]],
        env=it.environment("topics"),
        cwd=tmp_path,
        check=True,
        timeout=60,
    )
    yield it
    it.run("topics", "remove", "--yes")
    it.run("index", "remove", "--yes")


@pytest.mark.parametrize("name", sorted(VIGIE - ONCE))
def test_a_service_becomes_healthy_then_stops_in_time(outside: Outside, name: str) -> None:
    service = SERVICES[name]
    process = outside.start(name)
    try:
        until = time.monotonic() + seconds(service["healthcheck"]["start_period"])
        while not outside.healthy(name):
            assert process.poll() is None, outside.log(name)
            assert time.monotonic() < until, outside.log(name)
            time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(seconds(service["stop_grace_period"])) == 0, outside.log(name)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_the_topics_may_be_applied_at_every_start(outside: Outside) -> None:
    assert SERVICES["topics"]["command"] == ["topics", "apply"]
    outside.run("topics", "apply")
    outside.run("topics", "check")


def test_the_made_up_posts_go_from_the_drop_folder_to_the_page(outside: Outside) -> None:
    depot = outside.home / "depot"
    depot.mkdir()
    shutil.copy(DEPLOY / "example" / "depot" / "exemples-fictifs.csv", depot)
    site = f"http://127.0.0.1:{outside.ports['8311']}"
    link = outside.run("account", "add", "essai").split()[0]
    running: dict[str, subprocess.Popen[bytes]] = {}
    until = time.monotonic() + 80
    try:
        with closing(Visitor(site, urlsplit(link).path)) as page:
            while "Exemple fictif" not in page.read("/mentions?period=all"):
                assert time.monotonic() < until, "".join(map(outside.log, running))
                for name in ("collector", "worker", "web"):
                    # As Docker does: what ends is started again.
                    if name not in running or running[name].poll() is not None:
                        outside.ports["9464"] = free_port()
                        running[name] = outside.start(name)
                time.sleep(1)
    finally:
        for process in running.values():
            process.send_signal(signal.SIGTERM)
        for process in running.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


class Visitor:
    """Someone with a set-up link, who comes in as soon as the page answers."""

    def __init__(self, site: str, link: str) -> None:
        self._client = httpx.Client(base_url=site, timeout=5)
        self._link = link

    def close(self) -> None:
        self._client.close()

    def read(self, path: str) -> str:
        try:
            answer = self._client.get(path)
            if answer.status_code == 303:
                self._come_in()
                answer = self._client.get(path)
        except httpx.TransportError:
            return ""
        return answer.text

    def _come_in(self) -> None:
        found = re.search(r'name="_token" value="(\w+)"', self._client.get(self._link).text)
        if found:
            chosen = {"password": _PASSWORD, "again": _PASSWORD}
            self._client.post(self._link, data={"_token": found[1], **chosen})


@pytest.mark.parametrize(
    ("ends", "stays"), [(2, True), (4, True), (7, True), (1, False), (9, False)]
)
def test_what_only_a_person_can_mend_is_not_started_again_and_again(
    tmp_path: Path, ends: int, stays: bool
) -> None:
    program = tmp_path / "vigie"
    program.write_text(f"#!/bin/sh\nexit {ends}\n", encoding="utf-8")
    program.chmod(0o755)
    process = subprocess.Popen(
        ["sh", DEPLOY / "container" / "run.sh", "work"],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        if stays:
            assert process.stderr
            assert b"a person must mend it" in process.stderr.readline()
            assert process.poll() is None
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == ends
    finally:
        if process.stderr:
            process.stderr.close()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
