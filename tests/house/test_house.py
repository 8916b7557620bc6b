"""The house keeps its shape: floors, doors, sizes and names."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import vigie

ROOT = Path(__file__).parents[2]
ROOMS = ("vigie", "connectors", "enrichers", "desk", "sinks", "towns", "webapp", "pipeline")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
WINGS = frozenset(ROOMS) - {"vigie", "pipeline"}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = frozenset(map(module_name, MODULES))


def imported(path: Path) -> set[str]:
    """Return the names of the modules that a file imports, whole."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= inner & NAMES or {node.module}
    return names


def test_the_import_graph_has_three_floors() -> None:
    floor = {"vigie": 0, **dict.fromkeys(WINGS, 1), "pipeline": 2}
    for path in MODULES:
        room = module_name(path).split(".")[0]
        for other in {name.split(".")[0] for name in imported(path)} & set(ROOMS) - {room}:
            assert floor[other] < floor[room], f"{path} imports {other}"


def test_the_import_graph_has_no_circle() -> None:
    graph = {module_name(path): imported(path) & NAMES for path in MODULES}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " → ".join((*above[above.index(name) :], name))
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*above, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


def test_the_face_of_the_ground_shows_what_it_says() -> None:
    assert sorted(vigie.__all__) == vigie.__all__
    assert all(hasattr(vigie, name) for name in vigie.__all__)


def test_importing_the_ground_loads_no_third_party_but_msgspec() -> None:
    program = (
        "import sys; import msgspec; before = set(sys.modules); import vigie;"
        "print(' '.join({n.split('.')[0] for n in set(sys.modules) - before}"
        " - set(sys.stdlib_module_names) - {'vigie', 'msgspec'}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stdout.strip() == ""


def test_asking_for_help_loads_nothing_heavy() -> None:
    program = (
        "import sys; import pipeline.cli.entry;"
        "print(' '.join(sorted({n.split('.')[0] for n in sys.modules}"
        " & {'spacy', 'py3langid', 'fastapi', 'httpx', 'pydantic', 'feedparser', 'sqlite3'})))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stdout.strip() == ""


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (
            "vigie.connectors",
            [
                "bluesky",
                "discourse",
                "drop_folder",
                "facebook",
                "feed",
                "import",
                "inbound",
                "instagram",
                "lemmy",
                "mailbox",
                "mastodon",
                "phpbb",
                "reddit",
                "sitemap",
                "x",
                "youtube",
            ],
        ),
        (
            "vigie.enrichers",
            [
                "author_role",
                "conduct",
                "emergency",
                "intent",
                "language",
                "media_request",
                "owner",
                "place",
                "sentiment",
                "service_request",
                "topic",
                "weighing",
            ],
        ),
        (
            "vigie.deliverers",
            ["apprise", "email", "http", "mattermost", "ntfy", "slack", "teams", "webhook"],
        ),
    ],
)
def test_the_built_in_parts_come_by_the_same_doors_as_plug_ins(
    group: str, expected: list[str]
) -> None:
    ours = [
        point for point in entry_points(group=group) if point.dist and point.dist.name == "vigie"
    ]
    assert sorted(point.name for point in ours) == expected
    assert all(callable(point.load()) for point in ours)


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_is_small_and_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a module says its one responsibility"
    assert text.count("\n") <= 250, "past 250 lines a module is split"
    assert path.stem not in {"utils", "helpers", "manager", "base", "core", "common"}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = [n for n in node.body if not isinstance(n, ast.Expr)]
            size = (node.end_lineno or 0) - (body[0].lineno if body else node.lineno) + 1
            assert size <= 45, f"{node.name} has {size} lines"
