"""The examples of docs/sources.md for forums and sitemaps are settings that can be used."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from connectors.discourse.settings import DiscourseSettings
from connectors.phpbb.settings import PhpbbSettings
from connectors.sitemap.settings import SitemapSettings
from connectors.source_settings import SourceModel
from vigie.context import Context

PAGE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8")
MODELS: dict[str, type[SourceModel]] = {
    "discourse": DiscourseSettings,
    "phpbb": PhpbbSettings,
    "sitemap": SitemapSettings,
}
SHARED = {"name", *SourceModel.model_fields}


def section(kind: str) -> str:
    return PAGE.partition(f"\n## `{kind}`\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("kind", MODELS)
def test_the_example_of_each_kind_is_built(kind: str, context: Context) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", section(kind), re.DOTALL)
    (source,) = tomllib.loads(block)["source"]
    assert source.pop("kind") == kind
    (point,) = entry_points(group="vigie.connectors", name=kind)
    if source.get("search"):
        source["words"] = ["Trois-Rivières"]  # the towns' own, where there is a town
    assert point.load()(source, context).name == source["name"]


@pytest.mark.parametrize("kind", MODELS)
def test_every_setting_of_each_kind_is_described(kind: str) -> None:
    cells = re.findall(r"^\| (`.+?`) \| .+? \| .+? \|", section(kind), re.MULTILINE)
    described = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert described == set(MODELS[kind].model_fields) - SHARED
