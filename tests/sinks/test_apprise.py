"""Apprise's services: real requests to a local server, and what is never told."""

from __future__ import annotations

import builtins
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from sinks.alert_message import message_of
from sinks.apprise_target import hosts_of, notify, plugin_of
from tests.pipeline.outboxes import an_alert
from tests.pipeline.ways_out import way_out
from tests.servers import LocalServer
from tests.sinks.test_chats import context, make
from vigie.errors import ConfigurationError, Refused, Unavailable

# Apprise's modules are written for older Pythons too.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def address(server: LocalServer, path: str = "/abc123") -> str:
    return server.url.replace("http://", "json://") + path


async def test_an_alert_is_sent_whole(server: LocalServer, tmp_path: Path) -> None:
    server.serve("/abc123", "")
    async with way_out(server.url) as out:
        await make("apprise", context(out, tmp_path), address(server)).deliver(an_alert())
    (got,) = [r for r in server.received if r.method == "POST"]
    posted = json.loads(got.body)
    assert posted["title"] == "Urgent · Fil électrique tombé dans la rue du Moulin"
    assert "Appelez le 911." in posted["message"]


@pytest.mark.parametrize("status", [302, 400, 500])
async def test_a_failure_is_tried_again_and_tells_nothing(
    server: LocalServer, tmp_path: Path, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    server.serve("/abc123", "", status, Location=server.url + "/ailleurs")
    async with way_out(server.url) as out:
        with pytest.raises(Unavailable) as error:
            await make("apprise", context(out, tmp_path), address(server)).deliver(an_alert())
    assert not isinstance(error.value, Refused)
    assert "abc123" not in error.value.say.fr + caplog.text
    assert [r.path for r in server.received] == ["/abc123"]


async def test_a_private_host_is_refused_before_apprise_asks_anything(
    server: LocalServer, tmp_path: Path
) -> None:
    async with way_out() as out:
        with pytest.raises(Refused) as error:
            await make("apprise", context(out, tmp_path), address(server)).deliver(an_alert())
    assert error.value.final
    assert server.received == []


def test_a_service_at_an_address_of_its_own_has_no_host_to_check() -> None:
    telegram = plugin_of("x", "tgram://123456789:abcdefg_hijklmnop/12315544/")
    assert hosts_of(telegram) == []
    assert hosts_of(plugin_of("x", "jsons://h.example/x")) == [("h.example", 443)]
    assert hosts_of(plugin_of("x", "json://h.example:81/x")) == [("h.example", 81)]


def test_a_telephone_gets_the_short_text() -> None:
    sms = plugin_of("x", "clicksend://user:pass@18005554321")
    sent: list[dict[str, Any]] = []
    sms.notify = lambda **said: sent.append(said) or True  # type: ignore[method-assign]
    assert sms.body_maxlen < 1_000
    assert notify(sms, message_of(an_alert(), "fr"))
    (said,) = sent
    assert len(said["body"]) <= 300
    assert "Appelez le 911." in said["body"]


@pytest.mark.parametrize("url", ["abc123", "nulle-part://abc123", "tgram://abc123", "json://"])
async def test_an_address_that_apprise_does_not_know_is_not_repeated(
    tmp_path: Path, url: str
) -> None:
    async with way_out() as out:
        with pytest.raises(ConfigurationError, match="connaît Apprise") as error:
            make("apprise", context(out, tmp_path), url)
    assert "abc123" not in error.value.say.en


def test_without_the_extra_it_is_said_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *more: Any) -> Any:
        if name == "apprise":
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ConfigurationError, match=r"vigie\[targets\]"):
        plugin_of("x", "json://h.example")
