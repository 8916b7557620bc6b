from __future__ import annotations

from importlib.metadata import entry_points
from typing import Any

import pytest

from connectors.feed.connector import FeedConnector, build
from connectors.feed.settings import FeedSettings, check
from vigie.context import Context
from vigie.contracts import Connector
from vigie.errors import ConfigurationError

GOOD: dict[str, Any] = {"name": "Courrier", "url": "https://courrier.example/fil"}


def test_the_least_is_a_name_and_an_address() -> None:
    assert check(GOOD) == FeedSettings(name="Courrier", url="https://courrier.example/fil")


def test_every_key_is_read() -> None:
    whole = {**GOOD, "own": True, "article_language": "fr", "interval": 900}
    assert check(whole) == FeedSettings(
        name="Courrier",
        url="https://courrier.example/fil",
        own=True,
        article_language="fr",
        interval=900,
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", ""),
        ("name", 3),
        ("url", "courrier.example/fil"),
        ("url", "file:///etc/passwd"),
        ("url", "https://"),
        ("url", None),
        ("own", "oui"),
        ("article_language", "français"),
        ("article_language", "FR"),
        ("article_language", ["fr"]),
        ("interval", 0),
        ("interval", -1),
        ("interval", True),
        ("interval", "10"),
        ("interval", 86_401),
        ("intervale", 600),
    ],
)
def test_a_wrong_key_is_named(key: str, value: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check({**GOOD, key: value})
    (problem,) = caught.value.problems
    assert key in problem.fr
    assert key in problem.en


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        check({"url": "zut", "own": 1, "interval": 0, "couleur": "bleu", "article_language": "x"})
    assert len(caught.value.problems) == 6


def test_the_connector_is_built_by_its_entry_point(context: Context) -> None:
    (point,) = entry_points(group="vigie.connectors", name="feed")
    assert point.load() is build
    connector: Connector = build(GOOD, context)
    assert isinstance(connector, FeedConnector)
    assert connector.name == "Courrier"


def test_who_speaks_may_be_said_and_is_checked() -> None:
    settings = {"name": "Journal", "url": "https://journal.example/rss"}
    assert check({**settings, "role": "press"}).role == "press"
    with pytest.raises(ConfigurationError, match="role"):
        check({**settings, "role": "roi"})
    with pytest.raises(ConfigurationError, match="every"):
        check({**settings, "every": 0})
