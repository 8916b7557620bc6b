"""Signed alerts over a real socket, and every way in which a target may answer."""

from __future__ import annotations

import base64
import binascii
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from pipeline.outbound.limits import Limits
from sinks.webhook import WebhookDeliverer, build
from sinks.webhook_answer import TargetGone, retry_after
from sinks.webhook_message import LIMIT, message
from sinks.webhook_secret import decode_secret
from tests.pipeline.outboxes import an_alert
from tests.pipeline.ways_out import way_out
from tests.servers import Exchange, LocalServer
from vigie.clock import Clock, HeldClock, SystemClock
from vigie.context import Context
from vigie.contracts import Deliverer
from vigie.errors import ConfigurationError, Refused, Unavailable
from vigie.outbound import Outbound
from vigie.privacy import Pseudonymiser

OLD = "whsec_" + base64.b64encode(b"ancien secret de 32 octets......").decode()
NEW = "whsec_" + base64.b64encode(b"nouveau secret de 32 octets.....").decode()
MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def context(out: Outbound, home: Path, clock: Clock | None = None) -> Context:
    return Context(
        outbound=out, clock=clock or SystemClock(), pseudonyms=Pseudonymiser(b"k" * 32), home=home
    )


def target(
    out: Outbound, home: Path, url: str, *secrets: str, clock: Clock | None = None
) -> WebhookDeliverer:
    (home / "webhook.secret").write_text("\n".join(secrets or (NEW,)) + "\n")
    values = {"name": "crochet", "url": url, "secret_file": "webhook.secret"}
    return build(values, context(out, home, clock))


async def test_an_alert_arrives_signed_and_readable_by_the_public_verifier(
    server: LocalServer, tmp_path: Path
) -> None:
    url = server.serve("/crochet", "")
    async with way_out(server.url) as out:
        deliverer: Deliverer = target(out, tmp_path, url)
        await deliverer.deliver(an_alert())
    assert deliverer.target == "crochet"
    (got,) = server.received
    content = Webhook(NEW).verify(got.body, got.headers)
    assert (got.method, got.headers["content-type"]) == ("POST", "application/json")
    assert got.headers["webhook-id"] == "alert_a"
    assert (content["type"], content["timestamp"]) == ("mention.alert", "2026-11-23T14:00:00Z")
    assert content["data"]["summary"]["excerpt"] == "Un fil est tombé, ça fait des étincelles!"
    assert content["data"]["mention"] == "mention_a"
    assert "tombé" in got.body.decode()
    assert b'": ' not in got.body
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(got.body.replace(b"911", b"912"), got.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(got.body, got.headers)


async def test_a_second_attempt_has_the_same_id_and_body_and_its_own_time(
    server: LocalServer, tmp_path: Path, clock: HeldClock
) -> None:
    url = server.serve("/", "")
    async with way_out(server.url) as out:
        deliverer = target(out, tmp_path, url, clock=clock)
        await deliverer.deliver(an_alert())
        clock.move(timedelta(minutes=5))
        await deliverer.deliver(an_alert())
    first, second = server.received
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    stamps = [int(r.headers["webhook-timestamp"]) for r in server.received]
    assert stamps == [int(MONDAY.timestamp()), int(MONDAY.timestamp()) + 300]
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


async def test_while_a_secret_is_changed_both_verify(server: LocalServer, tmp_path: Path) -> None:
    url = server.serve("/", "")
    async with way_out(server.url) as out:
        await target(out, tmp_path, url, NEW, "# l’ancien, jusqu’au 30 novembre", OLD).deliver(
            an_alert()
        )
    (got,) = server.received
    assert got.headers["webhook-signature"].count("v1,") == 2
    assert Webhook(NEW).verify(got.body, got.headers) == Webhook(OLD).verify(got.body, got.headers)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_any_2xx_is_a_success(server: LocalServer, tmp_path: Path, status: int) -> None:
    url = server.serve("/", "", status)
    async with way_out(server.url) as out:
        await target(out, tmp_path, url).deliver(an_alert())
    assert len(server.received) == 1


@pytest.mark.parametrize("status", [301, 302, 308, 400, 401, 403, 404, 429, 500, 502, 503, 504])
async def test_any_other_answer_is_tried_again_later(
    server: LocalServer, tmp_path: Path, status: int
) -> None:
    url = server.serve("/cle-abc123", "", status, Location="/ailleurs")
    async with way_out(server.url) as out:
        with pytest.raises(Unavailable) as error:
            await target(out, tmp_path, url + "?sig=abc123").deliver(an_alert())
    assert not isinstance(error.value, Refused)
    assert error.value.retry_after is None
    for sentence in (error.value.say.fr, error.value.say.en):
        assert str(status) in sentence
        assert "127.0.0.1" in sentence
        assert "abc123" not in sentence
    assert [r.path for r in server.received] == ["/cle-abc123?sig=abc123"]


async def test_a_410_says_that_the_target_is_gone(server: LocalServer, tmp_path: Path) -> None:
    url = server.serve("/", "", 410)
    async with way_out(server.url) as out:
        with pytest.raises(TargetGone) as error:
            await target(out, tmp_path, url).deliver(an_alert())
    assert error.value.final


@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_a_wait_that_is_asked_for_is_told_in_both_forms(
    server: LocalServer, tmp_path: Path, clock: HeldClock, status: int
) -> None:
    date = format_datetime(clock.now() + timedelta(minutes=7), usegmt=True)
    waits = []
    async with way_out(server.url) as out:
        for value in ("120", date):
            url = server.serve("/", "", status, Retry_After=value)
            with pytest.raises(Unavailable) as error:
                await target(out, tmp_path, url, clock=clock).deliver(an_alert())
            waits.append(error.value.retry_after)
    assert waits == [120.0, 420.0]


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("0", 0.0),
        ("  30 ", 30.0),
        ("999999999999999999999", 86_400.0),
        ("Mon, 23 Nov 2026 13:00:00 GMT", 0.0),
        ("Monday, 23-Nov-26 14:00:10 GMT", 10.0),
        ("Mon, 23 Nov 2026 09:01:00 -0500", 60.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400.0),
        ("-5", None),
        ("bientôt", None),
        ("١٢", None),
        ("Mon, 99 Nov 2026 25:61:00 GMT", None),
        ("", None),
    ],
)
def test_retry_after_is_read_or_left_aside(value: str, wait: float | None) -> None:
    assert retry_after({"retry-after": value}, MONDAY) == wait


@given(st.text(max_size=40))
def test_any_text_for_retry_after_is_a_wait_of_a_day_at_most_or_none(value: str) -> None:
    wait = retry_after({"retry-after": value}, MONDAY)
    assert wait is None or 0 <= wait <= 86_400


async def test_a_private_address_is_refused_for_good(server: LocalServer, tmp_path: Path) -> None:
    async with way_out() as out:
        with pytest.raises(Refused) as error:
            await target(out, tmp_path, server.url + "/?sig=abc123").deliver(an_alert())
    assert error.value.final
    assert not isinstance(error.value, TargetGone)
    assert "abc123" not in str(error.value)
    assert server.received == []


async def test_silence_and_endless_answers_are_tried_again(
    server: LocalServer, tmp_path: Path
) -> None:
    def endless(exchange: Exchange) -> None:
        exchange.send_response(200)
        exchange.end_headers()
        while True:
            exchange.wfile.write(b"x" * 10_000)

    def nothing(exchange: Exchange) -> None:
        exchange.connection.settimeout(10)
        exchange.connection.recv(1)

    server.routes.update({"/sans-fin": endless, "/rien": nothing})
    async with way_out(server.url, limits=Limits(post=0.5)) as out:
        for path in ("/sans-fin", "/rien"):
            with pytest.raises(Unavailable) as error:
                await target(out, tmp_path, server.url + path).deliver(an_alert())
            assert not isinstance(error.value, Refused)


LONG = st.text(min_size=0, max_size=300).flatmap(
    lambda text: st.sampled_from([text, text * 100, "é\n\x00“" * 9000, "\ud800" * 9000])
)


@settings(max_examples=60)
@given(LONG, LONG, LONG, LONG)
def test_a_body_is_always_json_under_20_kb_with_its_ids(
    excerpt: str, title: str, reason: str, advice: str
) -> None:
    summary = {"topic": "snow", "excerpt": excerpt}
    alert = an_alert(title=title, reason=reason, advice=advice, summary=summary)
    body = message(alert)
    data = json.loads(body)["data"]
    assert len(body) < LIMIT == 20_000
    assert (data["id"], data["mention"], data["rule"]) == ("alert_a", "mention_a", "emergency")


def test_the_excerpt_is_cut_before_anything_else() -> None:
    summary = {"excerpt": "La neige s’accumule. " * 5000, "topic": "snow"}
    data = json.loads(message(an_alert(summary=summary)))["data"]
    assert data["summary"]["excerpt"].startswith("La neige")
    assert data["summary"]["excerpt"].endswith("…")
    assert data["summary"]["topic"] == "snow"
    assert data["reason"] == an_alert().reason
    assert data["advice"] == an_alert().advice


def test_a_short_alert_is_not_touched() -> None:
    data = json.loads(message(an_alert()))["data"]
    assert data["summary"] == an_alert().summary
    assert data["url"] == an_alert().url


def test_a_summary_with_too_many_entries_still_fits() -> None:
    alert = an_alert(summary={f"k{n}": "v" * 30 for n in range(800)}, url="http://h/" + "a" * 9999)
    assert len(message(alert)) < LIMIT


async def test_secrets_come_from_the_environment_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: LocalServer
) -> None:
    monkeypatch.setenv("VEILLE_SECRET", f"{NEW} {OLD}")
    url = server.serve("/", "")
    values = {"name": "crochet", "url": url, "secret_env": "VEILLE_SECRET"}
    async with way_out(server.url) as out:
        await build(values, context(out, tmp_path)).deliver(an_alert())
    (got,) = server.received
    assert Webhook(OLD).verify(got.body, got.headers)


SHORT_SECRET = "whsec_" + base64.b64encode(b"trop court").decode()
LONG_SECRET = "whsec_" + base64.b64encode(b"x" * 65).decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"secret_file": "absent.secret"}, "absent.secret"),
        ({"secret_file": []}, "secret_env"),
        ({"secret_file": 12}, "secret_file"),
        ({"secret_env": "VARIABLE_ABSENTE"}, "$VARIABLE_ABSENTE"),
        ({"url": "crochet.example/alertes"}, "url"),
        ({"url": "ftp://crochet.example/"}, "url"),
        ({"url": "https://crochet.example:port/"}, "url"),
        ({"url": "https://usager:passe@crochet.example/"}, "mot de passe"),
        ({"url": None}, "url"),
        ({"name": ""}, "name"),
        ({"secret": NEW}, "« secret »"),
        ({"secret_file": "court"}, "24"),
        ({"secret_file": "long"}, "64"),
        ({"secret_file": "nu"}, "whsec_"),
        ({"secret_file": "accents"}, "base64"),
        ({"secret_file": "vide"}, "aucun secret"),
        ({"secret_file": "binaire"}, "binaire"),
        ({"secret_file": "."}, "ne peut pas être lu"),
    ],
)
async def test_a_wrong_setting_is_named_with_its_target(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    files = {
        "bon": NEW,
        "court": SHORT_SECRET,
        "long": LONG_SECRET,
        "nu": NEW.removeprefix("whsec_"),
        "accents": "whsec_éééé",
        "vide": "# rien\n\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "binaire").write_bytes(b"\xff\xfe\x00")
    values = {"name": "crochet", "url": "https://c.example/", "secret_file": "bon", **change}
    async with way_out() as out:
        with pytest.raises(ConfigurationError) as error:
            build(values, context(out, tmp_path))
    (problem,) = error.value.problems
    assert said in problem.fr.replace("\N{NO-BREAK SPACE}", " ")
    assert problem.en != problem.fr
    told = problem.fr + problem.en
    assert "passe@" not in told
    assert not any(secret.removeprefix("whsec_") in told for secret in (NEW, SHORT_SECRET))


async def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    values = {"url": "nulle part", "secret_file": ["a", "b"], "couleur": "bleu"}
    async with way_out() as out:
        with pytest.raises(ConfigurationError) as error:
            build(values, context(out, tmp_path))
    assert len(error.value.problems) == 5


@given(st.binary(min_size=24, max_size=64), st.booleans())
def test_a_sound_secret_is_read_padded_or_not(key: bytes, padded: bool) -> None:
    text = base64.b64encode(key).decode()
    assert decode_secret("whsec_" + (text if padded else text.rstrip("=")) + "\n", "x") == key


@given(st.text(max_size=80))
def test_any_text_that_is_no_secret_is_an_error_naming_where_it_was_read(text: str) -> None:
    with suppress(binascii.Error, ValueError):
        assume(not 24 <= len(base64.b64decode(text.encode("ascii") + b"==")) <= 64)
    with pytest.raises(ConfigurationError, match=r"webhook\.secret") as error:
        decode_secret("whsec_" + text, "webhook.secret")
    assert error.value.__cause__ is None


def test_an_alert_about_a_source_says_so_in_its_type() -> None:
    body = json.loads(message(an_alert(mention="", source="Le Fil", town="")))
    assert body["type"] == "source.alert"
    assert (body["data"]["source"], body["data"]["mention"]) == ("Le Fil", "")
    assert json.loads(message(an_alert()))["data"]["source"] is None
