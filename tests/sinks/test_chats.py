"""Slack, Teams, Mattermost and ntfy over real sockets: what they show, what they answer."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from email.utils import format_datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.outbound.limits import Limits
from sinks import mattermost, slack, teams
from sinks.alert_message import message_of
from sinks.chat import encoded
from sinks.ntfy import root_of, topic_of
from sinks.webhook_answer import TargetGone
from tests.doubles.chats import Mattermost, Ntfy, Slack, Teams, answering, path_of
from tests.pipeline.outboxes import an_alert
from tests.pipeline.ways_out import way_out
from tests.servers import Exchange, LocalServer
from vigie.clock import Clock, SystemClock
from vigie.clock import HeldClock as Held
from vigie.context import Context
from vigie.contracts import Deliverer
from vigie.errors import ConfigurationError, Refused, Unavailable
from vigie.privacy import Pseudonymiser

KINDS = ["slack", "teams", "mattermost", "ntfy"]
DOUBLES: dict[str, Any] = {
    "slack": Slack,
    "teams": Teams,
    "mattermost": Mattermost,
    "ntfy": Ntfy,
}
HOSTILE = "<!channel> & @channel **gras** [ici](http://mal.example) <script>"


def context(out: Any, home: Path, clock: Clock | None = None) -> Context:
    return Context(
        outbound=out, clock=clock or SystemClock(), pseudonyms=Pseudonymiser(b"k" * 32), home=home
    )


def make(kind: str, given: Context, address: str, **more: Any) -> Deliverer:
    file = given.home / "adresse"
    file.write_text(address + "\n")
    file.chmod(0o600)
    (point,) = entry_points(group="vigie.deliverers", name=kind)
    made: Deliverer = point.load()({"name": "équipe", "url_file": "adresse", **more}, given)
    return made


@pytest.mark.parametrize("kind", KINDS)
async def test_an_alert_is_shown_with_what_to_do_and_a_button(
    server: LocalServer, tmp_path: Path, kind: str
) -> None:
    chat = DOUBLES[kind](server)
    async with way_out(server.url) as out:
        said = await make(kind, context(out, tmp_path), chat.url).deliver(an_alert())
    (shown,) = chat.shown
    text = encoded(shown).decode()
    for part in ("Fil électrique tombé", "Appelez le 911.", "Danger immédiat", "Ouvrir"):
        assert part in text
    assert '"http://127.0.0.1:8311/mentions/a"' in text
    assert "mention_a" not in text
    assert (said is not None) == (kind == "teams")
    (got,) = server.received
    assert got.headers["content-type"] == "application/json"


async def test_slack_is_called_by_nobody_and_reads_no_markup(
    server: LocalServer, tmp_path: Path
) -> None:
    chat = Slack(server)
    alert = an_alert(
        title=HOSTILE,
        reason=HOSTILE * 200,
        advice=HOSTILE * 200,
        summary={"excerpt": HOSTILE * 200, "topic": HOSTILE},
    )
    async with way_out(server.url) as out:
        await make("slack", context(out, tmp_path), chat.url).deliver(alert)
    assert b"<" not in server.received[0].body
    (shown,) = chat.shown
    assert shown["blocks"][0]["text"]["text"].startswith("Urgent · &lt;!channel&gt; &amp; ")
    assert shown["text"].startswith("Urgent · &lt;!channel")


async def test_teams_is_never_sure_and_says_so(server: LocalServer, tmp_path: Path) -> None:
    chat = Teams(server)
    async with way_out(server.url) as out:
        said = await make("teams", context(out, tmp_path), chat.url).deliver(an_alert())
        server.serve(path_of(chat.url), "1", 200)
        sure = await make("teams", context(out, tmp_path), chat.url).deliver(an_alert())
        server.serve(path_of(chat.url), "Webhook message delivery failed with error: 429", 200)
        with pytest.raises(Unavailable):
            await make("teams", context(out, tmp_path), chat.url).deliver(an_alert())
    assert said is teams.UNCONFIRMED
    assert sure is None
    assert (len(chat.shown), chat.failed) == (1, 0)
    assert all(r.path.endswith("sig=secret-sig") for r in server.received)


async def test_mattermost_calls_nobody_and_may_name_a_channel(
    server: LocalServer, tmp_path: Path
) -> None:
    chat = Mattermost(server)
    alert = an_alert(title=HOSTILE, reason=HOSTILE, summary={"excerpt": HOSTILE})
    async with way_out(server.url) as out:
        made = make("mattermost", context(out, tmp_path), chat.url, channel="veille")
        await made.deliver(alert)
    (shown,) = chat.shown
    assert shown["channel"] == "veille"
    assert "@channel" not in encoded({k: shown[k] for k in ("attachments",)}).decode().replace(
        shown["attachments"][0]["fallback"], ""
    )
    assert "[ici](" not in shown["attachments"][0]["text"]


async def test_ntfy_gives_its_token_and_its_topic_apart(
    server: LocalServer, tmp_path: Path
) -> None:
    chat = Ntfy(server, token="tk_fictif")
    (tmp_path / "jeton").write_text("tk_fictif")
    (tmp_path / "jeton").chmod(0o600)
    async with way_out(server.url) as out:
        made = make("ntfy", context(out, tmp_path), chat.url, token_file="jeton")
        await made.deliver(an_alert())
        with pytest.raises(Unavailable):
            await make("ntfy", context(out, tmp_path), chat.url).deliver(an_alert())
    (shown,) = chat.shown
    assert (shown["topic"], shown["priority"], shown["tags"]) == (
        "alertes-k3j9",
        5,
        ["rotating_light"],
    )
    assert shown["actions"] == [
        {"action": "view", "label": "Ouvrir", "url": "http://127.0.0.1:8311/mentions/a"}
    ]
    assert server.received[0].path == "/"


def test_a_topic_stands_at_the_end_of_its_address() -> None:
    assert (root_of("https://n.example/a"), topic_of("https://n.example/a")) == (
        "https://n.example/",
        "a",
    )
    assert root_of("https://n.example:8/sous/a/") == "https://n.example:8/sous/"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, "no_service"),
        (404, ""),
        (410, "channel_is_archived"),
        (403, "no_team"),
        (400, "channel_not_found"),
    ],
)
async def test_a_slack_webhook_that_is_no_more_stops_its_target(
    server: LocalServer, tmp_path: Path, status: int, body: str
) -> None:
    async with way_out(server.url) as out:
        url = server.serve("/services/x", body, status)
        with pytest.raises(TargetGone):
            await make("slack", context(out, tmp_path), url).deliver(an_alert())


async def test_a_message_that_slack_does_not_understand_is_given_up_alone(
    server: LocalServer, tmp_path: Path
) -> None:
    async with way_out(server.url) as out:
        url = server.serve("/services/x", "invalid_payload", 400)
        with pytest.raises(Refused) as error:
            await make("slack", context(out, tmp_path), url).deliver(an_alert())
    assert error.value.final
    assert not isinstance(error.value, TargetGone)
    assert "invalid_payload" in error.value.say.fr


@pytest.mark.parametrize(("status", "body"), [(200, "<html>Bienvenue"), (204, ""), (500, "ok")])
async def test_only_ok_is_a_success_for_slack(
    server: LocalServer, tmp_path: Path, status: int, body: str
) -> None:
    async with way_out(server.url) as out:
        url = server.serve("/services/x", body, status)
        with pytest.raises(Unavailable) as error:
            await make("slack", context(out, tmp_path), url).deliver(an_alert())
    assert not isinstance(error.value, Refused)
    assert "Bienvenue" not in str(error.value.say)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_wait_that_is_asked_for_is_told(
    server: LocalServer, tmp_path: Path, clock: Held, kind: str
) -> None:
    date = format_datetime(clock.now() + timedelta(minutes=7), usegmt=True)
    waits = []
    chat = DOUBLES[kind](server)
    path = "/" if kind == "ntfy" else path_of(chat.url)
    async with way_out(server.url) as out:
        for value in ("30", date):
            server.routes[path] = answering(429, b"slow down", Retry_After=value)
            with pytest.raises(Unavailable) as error:
                await make(kind, context(out, tmp_path, clock), chat.url).deliver(an_alert())
            waits.append(error.value.retry_after)
    assert waits == [30, 420]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 403, 500, 503])
async def test_any_other_answer_is_tried_again_and_tells_no_secret(
    server: LocalServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    status: int,
) -> None:
    caplog.set_level(logging.DEBUG)
    url = server.url + "/cle-abc123/sujet-abc123"
    location = "http://169.254.169.254/latest"
    for path in ("/cle-abc123/sujet-abc123", "/cle-abc123/"):
        server.routes[path] = answering(status, b"abc123", Location=location)
    async with way_out(server.url) as out:
        with pytest.raises(Unavailable) as error:
            await make(kind, context(out, tmp_path), url).deliver(an_alert())
    assert not isinstance(error.value, TargetGone)
    assert len(server.received) == 1
    assert "abc123" not in error.value.say.fr + error.value.say.en + caplog.text


@pytest.mark.parametrize("kind", ["teams", "mattermost", "ntfy"])
async def test_a_410_stops_the_others_too(server: LocalServer, tmp_path: Path, kind: str) -> None:
    chat = DOUBLES[kind](server)
    server.routes["/" if kind == "ntfy" else path_of(chat.url)] = answering(410)
    async with way_out(server.url) as out:
        with pytest.raises(TargetGone):
            await make(kind, context(out, tmp_path), chat.url).deliver(an_alert())


def hanging(exchange: Exchange) -> None:
    exchange.connection.settimeout(10)
    exchange.connection.recv(1)


def slow_drip(exchange: Exchange) -> None:
    exchange.send_response(200)
    exchange.send_header("Content-Length", "1000")
    exchange.end_headers()
    for _ in range(100):
        exchange.wfile.write(b"o")
        time.sleep(0.02)


def cut_in_mid_body(exchange: Exchange) -> None:
    exchange.send_response(200)
    exchange.send_header("Content-Length", "1000")
    exchange.end_headers()
    exchange.wfile.write(b"ok")
    exchange.close_connection = True


def too_late(exchange: Exchange) -> None:
    time.sleep(0.6)
    exchange.reply(b"ok")


@pytest.mark.parametrize("kind", ["slack", "mattermost"])
@pytest.mark.parametrize("rude", [hanging, slow_drip, cut_in_mid_body, too_late])
async def test_a_rude_server_is_left_in_time_and_tried_again(
    server: LocalServer, tmp_path: Path, kind: str, rude: Any
) -> None:
    server.routes["/x/y"] = rude
    async with way_out(server.url, limits=Limits(post=0.3)) as out:
        with pytest.raises(Unavailable) as error:
            await make(kind, context(out, tmp_path), server.url + "/x/y").deliver(an_alert())
    assert not isinstance(error.value, Refused)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_private_address_is_refused_for_good(
    server: LocalServer, tmp_path: Path, kind: str
) -> None:
    async with way_out() as out:
        with pytest.raises(Refused) as error:
            await make(kind, context(out, tmp_path), server.url + "/a/b").deliver(an_alert())
    assert error.value.final
    assert server.received == []


async def test_an_address_that_is_changed_needs_no_restart(
    server: LocalServer, tmp_path: Path
) -> None:
    chat = Slack(server)
    async with way_out(server.url) as out:
        made = make("slack", context(out, tmp_path), server.url + "/autre")
        (tmp_path / "adresse").write_text(chat.url)
        await made.deliver(an_alert())
        (tmp_path / "adresse").unlink()
        with pytest.raises(ConfigurationError, match="adresse manque"):
            await made.deliver(an_alert())


@pytest.mark.parametrize("kind", [*KINDS, "apprise"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url_file": "absent"}, "absent manque"),
        ({"url_file": None}, "url_env"),
        ({"url_file": None, "url_env": "VIDE"}, "VIDE"),
        ({"url": "https://hooks.example/abc123"}, "clé inconnue"),
        ({"name": ""}, "« name »"),
    ],
)
async def test_a_wrong_setting_is_named(
    tmp_path: Path, kind: str, change: dict[str, Any], said: str
) -> None:
    async with way_out() as out:
        with pytest.raises(ConfigurationError) as error:
            make(kind, context(out, tmp_path), "https://h.example/abc123/t", **change)
    told = error.value.say.fr + error.value.say.en
    assert said in told
    assert "abc123" not in told


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "url",
    [
        "abc123",
        "ftp://h.example/abc123",
        "https://u:abc123@h.example/",
        "https://h.example:x/abc123",
    ],
)
async def test_an_address_that_is_none_is_not_repeated(tmp_path: Path, kind: str, url: str) -> None:
    async with way_out() as out:
        with pytest.raises(ConfigurationError) as error:
            make(kind, context(out, tmp_path), url)
    assert "abc123" not in error.value.say.fr + error.value.say.en


ANY = st.text(max_size=60).flatmap(
    lambda text: st.sampled_from([text, text * 60, "&<>@é*" * 900 + text, "\ud800\n" + text * 9])
)


@settings(max_examples=50, deadline=None)
@given(ANY, ANY, ANY)
def test_any_alert_is_within_the_limits_of_each_chat(title: str, said: str, excerpt: str) -> None:
    summary = {"excerpt": excerpt, **{f"{n}{title[:9]}": said for n in range(20)}}
    alert = an_alert(title=title, reason=said, advice=said, rule=title, summary=summary)
    message = message_of(alert, "fr")
    posted = encoded(slack.form(alert, message))
    assert Slack(LocalServer("")).wrong(posted) == ""
    assert len(encoded(teams.form(alert, message))) <= teams.LIMIT
    assert Mattermost.length(mattermost.form(alert, message)) <= 16_383
