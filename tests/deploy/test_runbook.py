"""What the runbook and the guide of deployment tell to type exists, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from pipeline.cli.entry import app
from tests.deploy.composition import DEPLOY, ROOT, SERVICES, STAYING, VIGIE, read

PAGES = {name: (ROOT / "docs" / name).read_text("utf-8") for name in ("runbook.md", "deploying.md")}
#: The sub-commands of Compose that the pages use.
VERBS = "ps|logs|stop|restart|run|exec|up|cp|build|down"


def typed(text: str) -> Iterator[str]:
    """Yield what is in code marks, and each line of the blocks that are commands."""
    for language, block in re.findall(r"```(\w*)\n(.*?)```", text, re.DOTALL):
        if language in {"console", "bash"}:
            yield from block.replace("\\\n", " ").splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def vigie_commands() -> list[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for page, text in PAGES.items():
        for line in typed(text):
            # A service's container, for one command of vigie: what it runs is the command.
            plain = re.sub(r"--entrypoint vigie(?: -v \S+)? worker", "vigie", line)
            for words in re.findall(r"(?<!-u )\bvigie ((?:--home|[a-z])[^`#…|;]*)", plain):
                if command := re.sub(r"^--home \S+", "", re.split(r"\s{2,}", words)[0]).strip():
                    found.add((page, command))
    return sorted(found)


def follow(words: list[str]) -> tuple[Any, list[str]]:
    """Return the command that words lead to, and what is left of them."""
    command, rest = typer.main.get_command(app), list(words)
    while rest and hasattr(command, "commands"):
        assert rest[0] in command.commands, f"vigie {' '.join(words)}"
        command = command.commands[rest.pop(0)]
    return command, rest


@pytest.mark.parametrize(("page", "words"), vigie_commands())
def test_a_command_of_the_page_exists_with_its_options(page: str, words: str) -> None:
    command, rest = follow(words.split())
    assert not hasattr(command, "commands"), f"{page}: vigie {words} is not whole"
    known = {option for parameter in command.params for option in parameter.opts}
    for word in rest:
        if word.startswith("--"):
            assert word in known, f"{page}: vigie {words}"


def test_the_pages_tell_of_the_commands_that_running_needs() -> None:
    told = {" ".join(words.split()[:2]) for _, words in vigie_commands()}
    for command in (
        "doctor",
        "sources",
        "topics apply",
        "topics check",
        "index migrate",
        "replay",
        "copy",
        "dead-letters list",
        "dead-letters show",
        "dead-letters replay",
        "dead-letters discard",
        "alerts enable",
        "retention apply",
    ):
        assert any(words == command or words.startswith(f"{command} ") for words in told), command


def test_compose_is_asked_about_services_that_there_are() -> None:
    names = set(SERVICES)
    seen = 0
    for text in PAGES.values():
        for line in typed(text):
            for verb, rest in re.findall(
                rf"(?:dc|compose(?: -\S+ \S+)*) ({VERBS})\b([^`#;|&]*)", line
            ):
                seen += 1
                words = [w for w in rest.split() if re.fullmatch(r"[a-z-]+", w) and w[0] != "-"]
                if verb in {"stop", "restart", "logs"}:
                    assert set(words) <= names, line
                elif verb in {"run", "exec"}:
                    assert next(word for word in words if word != "vigie") in names, line
                for service in re.findall(r"--scale (\w+)=", rest):
                    assert service in VIGIE & STAYING
                for service in re.findall(r"\b(\w+):/", rest if verb == "cp" else ""):
                    assert service in names
    assert seen > 20


def test_files_named_under_deploy_exist() -> None:
    for page, text in PAGES.items():
        for path in re.findall(r"\bdeploy/[\w./*-]+\w", text):
            if path != "deploy/.env":
                assert list(ROOT.glob(path)), f"{page}: {path}"


def test_places_in_containers_are_those_of_the_compose_file() -> None:
    places = {
        mount["target"] for service in SERVICES.values() for mount in service.get("volumes", ())
    }
    for place in re.findall(
        r"(?:collector|elasticsearch|worker):(/[\w/.-]+\w)", "".join(PAGES.values())
    ):
        assert any(place.startswith(known) for known in places), place
    assert "vigie_watch" in "".join(PAGES.values())
    assert "watch" in read()["networks"]


def test_orders_to_setup_are_those_that_it_knows() -> None:
    known = re.findall(
        r"^#   setup\.sh (\S+)", (DEPLOY / "container" / "setup.sh").read_text(), re.MULTILINE
    )
    for text in PAGES.values():
        for line in typed(text):
            for order in re.findall(r"run --rm(?: -T)? setup ([a-z]+)", line):
                assert order in known, line


@pytest.mark.parametrize("page", sorted(PAGES))
def test_every_link_to_a_title_leads_to_one(page: str) -> None:
    for target, anchor in re.findall(r"\]\(([\w./-]*)#([\w-]+)\)", PAGES[page]):
        text = (ROOT / "docs" / target).read_text("utf-8") if target else PAGES[page]
        titles = {
            re.sub(r"[^\w\s-]", "", title.lower()).strip().replace(" ", "-")
            for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        }
        assert anchor in titles, f"{page} → {target}#{anchor}"


def test_the_memory_told_is_the_one_that_is_given() -> None:
    text = PAGES["deploying.md"]
    for name, told in (
        ("collector", "| `vigie collect` | 768 MB |"),
        ("worker", "| `vigie work`, each | 1 GB |"),
        ("web", "| `vigie serve` | 640 MB |"),
        ("kafka", "| Kafka | 1.2 GB (512 MB of heap) |"),
        ("elasticsearch", "| Elasticsearch | 2 GB (1 GB of heap) |"),
        ("kibana", "| Kibana, when wanted | 1.5 GB |"),
    ):
        assert told in text
        number = float(re.findall(r"\| ([\d.]+) (?:MB|GB)", told)[0])
        limit = SERVICES[name]["mem_limit"]
        megabytes = float(limit[:-1]) * (1000 if limit.endswith("g") else 1)
        assert megabytes == number * (1000 if f"{number:g} GB" in told else 1)
