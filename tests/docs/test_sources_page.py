"""docs/sources.md tells of every kind, and what `vigie source add` prints is what it shows."""

from __future__ import annotations

import re
import shlex
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.doubles.discourse import DiscourseForum
from tests.doubles.web_pages import discourse
from tests.pipeline.installations import make_installation, vigie_here
from tests.servers import LocalServer

PAGE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8")
COLUMNS = ["kind", "brings", "needs", "costs", "forbids", "cannot tell"]


def ours() -> set[str]:
    points = entry_points(group="vigie.connectors")
    return {point.name for point in points if point.dist and point.dist.name == "vigie"}


def table() -> dict[str, list[str]]:
    """Return the rows of the table of kinds: kind → its cells, the link of its section first."""
    section = PAGE.partition("\n## The kinds\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert rows[0] == COLUMNS
    return {row[0].partition("]")[0].strip("[`"): row for row in rows[2:]}


def test_every_kind_has_its_row_whole() -> None:
    rows = table()
    assert set(rows) >= ours()
    assert all(len(row) == len(COLUMNS) and all(row) for row in rows.values())


def test_every_kind_has_its_section_where_its_row_leads() -> None:
    headings = re.findall(r"^## (.*`.*)$", PAGE, re.MULTILINE)
    anchors = {heading.replace("`", "").replace(" ", "-"): heading for heading in headings}
    for kind, row in table().items():
        anchor = row[0].rpartition("(#")[2].rstrip(")")
        assert f"`{kind}`" in anchors[anchor], kind
    named = {kind for heading in headings for kind in re.findall(r"`(\w+)`", heading)}
    assert named == set(table())


def shown() -> list[tuple[list[str], str]]:
    """Return the examples of `vigie source add`: arguments, and what is printed."""
    blocks = re.findall(r"```console\n\$ vigie (source add .*)\n((?s:.*?))```", PAGE)
    return [(shlex.split(command), printed) for command, printed in blocks]


@pytest.mark.parametrize("example", shown(), ids=lambda example: example[0][2])
def test_what_source_add_prints_is_what_the_page_shows(
    example: tuple[list[str], str], tmp_path: Path, server: LocalServer
) -> None:
    forum = DiscourseForum(server)
    forum.publish("Belle journée pour la pêche au lac.")
    forum.publish("Un trou rue des Forges à Trois-Rivières.")
    server.serve("/t/rue-des-forges/7", discourse(server.url))
    network = '[network]\nallowed_hosts = ["127.0.0.1"]\nspacing = 0'
    home = make_installation(tmp_path / "ici", network)
    command, printed = example
    arguments = [argument.replace("https://forum.example", server.url) for argument in command]
    ran = vigie_here("--home", home, *arguments, language="en")
    assert ran.code == 0, ran.err
    assert ran.out.replace(server.url, "https://forum.example") == printed


def test_there_are_examples() -> None:
    assert len(shown()) == 2
