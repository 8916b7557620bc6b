"""The connector of docs/write-a-connector.md, built and installed as a newcomer would."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.installations import make_installation, vigie
from tests.servers import LocalServer

PAGE = (Path(__file__).parents[2] / "docs" / "write-a-connector.md").read_text("utf-8")
NOTICES = [
    {
        "id": "avis-1",
        "texte": "Avis d’ébullition à Trois-Rivières, secteur Pointe-du-Lac.",
        "date": "2026-11-20T08:00:00-05:00",
    },
    {"id": "avis-2", "texte": 4},
    {
        "id": "avis-3",
        "texte": "Avis levé à Trois-Rivières.",
        "date": "2026-11-21T08:00:00-05:00",
    },
]


def block(after: str) -> str:
    found = re.search(rf"`{re.escape(after)}`\n\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    assert found, after
    return found.group(1)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Where the plug-in of the page is installed."""
    source, target = tmp_path / "vigie-avis", tmp_path / "installes"
    source.mkdir()
    (source / "pyproject.toml").write_text(block("pyproject.toml"), "utf-8")
    (source / "vigie_avis.py").write_text(block("vigie_avis.py"), "utf-8")
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    options = ["--no-build-isolation", "--target", str(target), str(source)]
    subprocess.run([*install, *options], check=True, capture_output=True, timeout=100)
    return target


def test_the_plug_in_of_the_page_is_heard_like_any_other(
    installed: Path, tmp_path: Path, server: LocalServer
) -> None:
    url = server.serve("/avis.json", json.dumps(NOTICES))
    home = make_installation(
        tmp_path / "ici",
        f'[network]\nallowed_hosts = ["{server.url.removeprefix("http://")}"]\nspacing = 0',
        f'[[source]]\nkind = "avis"\nname = "Avis"\nurl = "{url}"',
    )
    path = os.pathsep.join([str(installed), os.environ.get("PYTHONPATH", "")])
    ran = vigie("--home", home, "run", "--once", PYTHONPATH=path)
    assert ran.code == 0, ran.err
    found = vigie("--home", home, "search", "--json", PYTHONPATH=path).rows
    assert len(found) == 2
    (letter,) = vigie("--home", home, "dead-letters", "list", "--json", PYTHONPATH=path).rows
    assert letter["where"] == "avis 2"


def test_the_connector_holds_in_thirty_lines_beside_its_imports() -> None:
    code = block("vigie_avis.py")
    lines = [line for line in code.splitlines() if line and "import " not in line]
    assert len(lines) <= 33
    assert len([line for line in lines if not line.startswith(("class", "def"))]) <= 30
