"""Bluesky's settings: what is accepted, and every mistake told at once."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from connectors.bluesky.connector import build
from connectors.bluesky.settings import BlueskySettings
from connectors.source_settings import checked
from tests.connectors.api_context import api_context
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import ConfigurationError

DOCUMENTED = Path(__file__).parents[2] / "docs" / "sources.md"


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


def problems(settings: dict[str, Any], context: Context) -> str:
    with pytest.raises(ConfigurationError) as refused:
        build(settings, context)
    return refused.value.say.fr


def test_a_name_is_all_that_is_needed() -> None:
    settings = checked(BlueskySettings, {"name": "Bluesky"})
    assert len(settings.asked) == 4
    assert all(host.startswith("wss://jetstream") for host in settings.asked)
    assert len(checked(BlueskySettings, {"name": "B", "wire": "v2"}).asked) == 2


def test_every_mistake_is_told_at_once(context: Context) -> None:
    wrong = {"name": "Bluesky", "own": True, "hosts": ["https://x"], "wire": "v3", "clé": 1}
    told = problems(wrong, context)
    for key in ("own", "hosts", "wire", "clé"):
        assert f"« {key}" in told


@pytest.mark.parametrize("content", [None, b"", b"<html>", b"\x37\xa4\x30\xec" * 300_000])
def test_a_dictionary_that_cannot_be_used_is_told_when_starting(
    context: Context, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "v1.zdict").write_bytes(content)
    told = problems({"name": "Bluesky", "dictionary": "v1.zdict"}, context)
    assert "« dictionary » : " in told
    assert "v1.zdict" in told


def test_the_documented_example_is_accepted(context: Context) -> None:
    section = DOCUMENTED.read_text("utf-8").split("## `bluesky`")[1]
    (source,) = tomllib.loads(section.split("```toml")[1].split("```")[0])["source"]
    assert source.pop("kind") == "bluesky"
    assert build(source, context).name == source["name"]
