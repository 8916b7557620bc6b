"""The demonstration, running, and Debian's Chromium to look at it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The demonstration's address, its first posts judged.

    One for all the modules: each leaves what it made in a state that the others can do with.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "demo", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "VIGIE_LANG": "fr"},
    )
    assert process.stdout
    found = next(
        match.group()
        for line in process.stdout
        if (match := re.search(r"http://127\.0\.0\.1:\d+/", line))
    )
    deadline = time.monotonic() + 90
    # The emergency comes a few seconds after the rest.
    while not all(word in _read(f"{found}mentions") for word in ("Nid-de-poule", "URGENT")):
        assert time.monotonic() < deadline, "no mention within a minute and a half"
        time.sleep(0.3)
    yield found
    process.send_signal(signal.SIGINT)
    process.wait(timeout=20)
    process.stdout.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, closed with each module: Playwright's loop would run on under others' tests."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def _read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        body: bytes = answer.read()
        return body.decode()
