"""The documentation says what the program does, no less and no more."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from docs.generate import documents
from pipeline.cli.entry import app
from pipeline.cli.exits import EXITS
from pipeline.settings import Settings
from vigie.metrics import METRICS

ROOT = Path(__file__).parents[2]


def rows(page: str) -> dict[str, str]:
    """Return the first two cells of each table row of a page, code marks removed."""
    found = re.findall(
        r"^\| (.+?) \| (.+?) \|", (ROOT / "docs" / page).read_text("utf-8"), re.MULTILINE
    )
    return {first.strip("`"): second for first, second in found}


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    named = ("cluster", "languages", "targets", "train")
    every = [*project["dependencies"], *(each for name in named for each in extras[name])]
    declared = {re.split(r"[><=]", name)[0] for name in every}
    assert set(rows("dependencies.md")) - {"package", "---"} == declared


def test_every_metric_is_described() -> None:
    assert {name: rows("metrics.md").get(name) for name in METRICS} == METRICS


def keys(model: type[BaseModel], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        part = field.annotation
        if isinstance(part, type) and issubclass(part, BaseModel):
            found |= keys(part, f"{prefix}{name}.")
        else:
            found.add(prefix + name)
    return found


def test_every_setting_is_described() -> None:
    assert set(rows("settings.md")) - {"key", "---"} == keys(Settings)


@pytest.mark.parametrize("path", sorted(documents()), ids=lambda path: path.name)
def test_the_schemas_in_the_documentation_are_those_of_the_wire(path: Path) -> None:
    assert path.read_text("utf-8") == documents()[path], "run: make docs"


PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_inside_the_house_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} → {target}"


def commands() -> set[str]:
    found: set[str] = set()
    for command in app.registered_commands:
        assert command.callback
        found.add(f"vigie {command.name or command.callback.__name__}")
    for group in app.registered_groups:
        assert group.typer_instance
        for command in group.typer_instance.registered_commands:
            assert command.callback
            found.add(f"vigie {group.name} {command.name or command.callback.__name__}")
    return found


def test_every_command_is_described() -> None:
    described = {name for name in rows("cli.md") if name.startswith("vigie ")}
    assert described == commands()


def test_every_exit_code_is_described() -> None:
    table = rows("cli.md")
    assert {table.get(str(code)) for code in EXITS} == {said[1] for said in EXITS.values()}


@pytest.mark.parametrize("page", ["README.md", "README.fr.md"])
def test_the_judge_command_of_the_readme_works_as_written(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("$ echo"))
    command = line.removeprefix("$ ").replace("vigie judge", f"{sys.executable} -m pipeline judge")
    run = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, check=True, cwd=ROOT
    )
    answer = json.loads(run.stdout)
    assert answer["relevant"]
    assert answer["service_category"] == "pothole"
    assert answer["route"] == "invite_311"
    assert answer["place"]["text"] == "Forges et Royale"


def test_the_two_readmes_show_the_same_commands() -> None:
    def shown(page: str) -> list[str]:
        lines = (ROOT / page).read_text("utf-8").splitlines()
        return [line.split("#")[0].strip() for line in lines if line.startswith("$ ")]

    assert shown("README.md") == shown("README.fr.md")
