"""Any HTTP service: a town's own form, which no alert's text can change."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinks.alert_message import message_of
from sinks.http_target import HttpDeliverer, build
from sinks.http_template import (
    PLACEHOLDERS,
    as_form,
    as_header,
    as_json,
    filled,
    values_of,
    wrong_placeholders,
)
from sinks.webhook_answer import TargetGone
from tests.pipeline.outboxes import an_alert
from tests.pipeline.ways_out import way_out
from tests.servers import LocalServer
from tests.sinks.test_chats import context
from vigie.errors import ConfigurationError, Refused, Unavailable


def target(out: Any, home: Path, url: str | None, **more: Any) -> HttpDeliverer:
    (home / "cle").write_text("cle-fictive")
    (home / "cle").chmod(0o600)
    return build({"name": "outil", "url": url, **more}, context(out, home))


async def test_a_json_body_keeps_its_structure_and_its_texts_are_filled(
    server: LocalServer, tmp_path: Path
) -> None:
    url = server.serve("/tickets", "", 201)
    body = {
        "title": "[{severity}] {title}",
        "fields": {"link": "{link}", "n": 3, "tags": ["vigie", "{rule}"]},
        "braces": "{{title}}",
    }
    async with way_out(server.url) as out:
        made = target(
            out,
            tmp_path,
            url,
            json=body,
            headers={"X-Api-Key": "{secret}", "X-Title": "{title}"},
            secret_file="cle",
        )
        assert await made.deliver(an_alert(title='Une "citation"\r\nX-Mal: 1 é ’')) is None
    (got,) = server.received
    assert json.loads(got.body) == {
        "title": '[urgent] Une "citation" X-Mal: 1 é ’',
        "fields": {
            "link": "http://127.0.0.1:8311/mentions/a",
            "n": 3,
            "tags": ["vigie", "emergency"],
        },
        "braces": "{title}",
    }
    assert (got.method, got.headers["x-api-key"]) == ("POST", "cle-fictive")
    assert got.headers["x-title"] == 'Une "citation" X-Mal: 1 é ?'
    assert "x-mal" not in got.headers
    assert got.headers["idempotency-key"] == "alert_a"


async def test_a_form_a_text_and_a_put(server: LocalServer, tmp_path: Path) -> None:
    (tmp_path / "adresse").write_text(server.url + "/f?cle=abc123")
    (tmp_path / "adresse").chmod(0o600)
    server.serve("/f", "")
    server.serve("/t", "")
    async with way_out(server.url) as out:
        form = {"m": "{short}&x=1"}
        hidden = target(out, tmp_path, None, url_file="adresse", form=form)
        await hidden.deliver(an_alert())
        put = target(out, tmp_path, server.url + "/t", method="PUT", text="{excerpt} – {town}")
        await put.deliver(an_alert())
        await target(out, tmp_path, server.url + "/t").deliver(an_alert())
    posted, text, default = server.received
    assert posted.path == "/f?cle=abc123"
    assert list(parse_qs(posted.body.decode())) == ["m"]
    assert (text.method, text.body.decode()) == (
        "PUT",
        "Un fil est tombé, ça fait des étincelles! – ville-fictive",
    )
    assert default.headers["content-type"] == "text/plain; charset=utf-8"
    assert "À faire" in default.body.decode()


@pytest.mark.parametrize(
    ("status", "error"),
    [(410, TargetGone), (302, Unavailable), (404, Unavailable), (500, Unavailable)],
)
async def test_answers_mean_what_they_mean_to_a_webhook(
    server: LocalServer, tmp_path: Path, status: int, error: type[Exception]
) -> None:
    url = server.serve("/x", "", status, Location="http://169.254.169.254/")
    async with way_out(server.url) as out:
        with pytest.raises(error) as raised:
            await target(out, tmp_path, url).deliver(an_alert())
    assert type(raised.value) is error
    assert len(server.received) == 1


async def test_a_private_address_is_refused_for_good(server: LocalServer, tmp_path: Path) -> None:
    async with way_out() as out:
        with pytest.raises(Refused):
            await target(out, tmp_path, server.url + "/x").deliver(an_alert())
    assert server.received == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"json": {"a": "{inconnu}"}}, "{inconnu}"),
        ({"json": {"a": "{title.__class__}"}}, "title.__class__"),
        ({"json": {"a": "{title!r}"}}, "ne peut pas être rempli"),
        ({"json": {"a": "{title:>9999999}"}}, "ne peut pas être rempli"),
        ({"json": {"a": "{"}}, "ne peut pas être rempli"),
        ({"text": "{secret}"}, "{secret}"),
        ({"form": {"a": 3}}, "form.a"),
        ({"headers": {"Host": "x"}}, "Host"),
        ({"headers": {"X-A\r\nB": "x"}}, "ne peut pas être donné"),
        ({"headers": {"X-A": "{secret}"}}, "secret_file"),
        ({"headers": {"X-A": "{secret}"}, "secret_file": "absent"}, "absent"),
        ({"url_env": "X"}, "une fois"),
        ({"url": None}, "une fois"),
        ({"text": "a", "form": {"a": "b"}}, "un seul corps"),
        ({"method": "DELETE"}, "POST"),
        ({"url": "https://u:p@h.example/"}, "nom d’utilisateur"),
    ],
)
async def test_a_wrong_setting_is_named(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    values = {"url": "https://h.example/x", **change}
    async with way_out() as out:
        with pytest.raises(ConfigurationError) as error:
            target(out, tmp_path, **values)
    assert said in error.value.say.fr
    assert error.value.say.fr != error.value.say.en


def test_a_structure_without_end_is_refused() -> None:
    deep: dict[str, Any] = {}
    deep["a"] = deep
    assert wrong_placeholders(deep)


ANY = st.text(max_size=80)


@settings(max_examples=80, deadline=None)
@given(ANY, ANY)
def test_a_value_never_becomes_structure_nor_a_placeholder(title: str, said: str) -> None:
    alert = an_alert(title=title + "{id}{{", reason=said, summary={"excerpt": said})
    values = values_of(alert, message_of(alert, "fr"))
    assert set(values) == set(PLACEHOLDERS)
    body = json.loads(as_json({"a": "{title}|{reason}", "b": ["{excerpt}"]}, values))
    assert body["a"].startswith(values["title"])
    assert set(body) == {"a", "b"}
    assert list(parse_qs(as_form({"a": "x{title}"}, values).decode())) == ["a"]
    header = as_header("{title} {text}", values)
    assert header.isprintable()
    header.encode("latin-1")
    assert filled("{{{id}}}", values) == "{alert_a}"


PAGE = Path(__file__).parents[2] / "docs" / "alerts.md"


def test_the_page_names_every_placeholder() -> None:
    text = PAGE.read_text("utf-8")
    (named,) = re.findall(r"Between\nbraces: (.*?); `secret` in headers", text, re.DOTALL)
    assert set(re.findall(r"`(\w+)`", named)) == set(PLACEHOLDERS)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Apprise's own
async def test_every_target_of_the_page_can_be_written_so(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    targets = [t for block in blocks for t in tomllib.loads(block).get("target", [])]
    kinds = {point.name: point for point in entry_points(group="vigie.deliverers")}
    assert sorted(t["kind"] for t in targets) == sorted(kinds)
    secrets = {"webhook.secret": "whsec_" + "A" * 40, "apprise.url": "json://h.example/x"}
    (tmp_path / "secrets").mkdir()
    async with way_out() as out:
        for one in targets:
            for file in (one[key] for key in one if key.endswith("_file")):
                path = tmp_path / file
                path.write_text(secrets.get(path.name, "https://h.example/sujet"))
                path.chmod(0o600)
            settings = {name: value for name, value in one.items() if name != "kind"}
            made = kinds[one["kind"]].load()(settings, context(out, tmp_path))
            assert made.target == one["name"]
