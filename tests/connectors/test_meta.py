"""What Facebook and Instagram share: proofs, allowances, errors, lists, settings."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.facebook.settings import FacebookSettings
from connectors.inbox import inbox_of
from connectors.instagram.settings import InstagramSettings
from connectors.meta.errors import GraphRefusal, explain
from connectors.meta.legible import legible
from connectors.meta.listing import moment, read_listing
from connectors.meta.signature import challenge_of, is_signed, proof_of
from connectors.meta.usage import Usage, pause_of, usage_of
from connectors.source_settings import checked
from tests.doubles.meta import signed
from vigie.errors import ConfigurationError
from vigie.outbound import Fetched
from vigie.say import Say

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
DENIED = Say("refusé", "denied")


def refused(code: int, message: str = "", status: int = 400, **others: object) -> GraphRefusal:
    error = {"message": message, "type": "OAuthException", "code": code, **others}
    body = json.dumps({"error": error}).encode()
    refusal = explain(Fetched(status=status, headers={}, body=body, url="x"), NOW, DENIED)
    assert refusal is not None
    return refusal


def test_a_signature_is_over_the_raw_bytes() -> None:
    call = signed(b'{"a": "\xc3\xa9\\u00e9"}')
    header = call.headers["x-hub-signature-256"]
    assert is_signed(call.body, header, "secret-fictif-de-l-application")
    assert is_signed(
        call.body, header.upper().replace("SHA256", "sha256"), "secret-fictif-de-l-application"
    )
    assert not is_signed(
        json.dumps(json.loads(call.body)).encode(), header, "secret-fictif-de-l-application"
    )
    assert not is_signed(call.body, header, "autre")
    assert not is_signed(call.body, header, "")


def test_known_proofs() -> None:
    # RFC 4231, test case 2.
    digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert is_signed(b"what do ya want for nothing?", f"sha256={digest}", "Jefe")
    assert proof_of("what do ya want for nothing?", "Jefe") == digest


def test_an_empty_word_opens_no_door() -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": ""}
    assert challenge_of(query, "") is None


@pytest.mark.parametrize(
    ("headers", "percent", "regain"),
    [
        ({}, 0, None),
        ({"x-app-usage": '{"call_count":28,"total_time":81,"total_cputime":25}'}, 81, None),
        ({"x-page-usage": '{"call_count":12}', "x-app-usage": '{"call_count":7}'}, 12, None),
        (
            {
                "x-business-use-case-usage": '{"1":[{"type":"pages","call_count":100,'
                '"total_cputime":25,"estimated_time_to_regain_access":19}]}'
            },
            100,
            1_140,
        ),
        ({"x-app-usage": "[]", "x-page-usage": "pas du json"}, 0, None),
        ({"x-app-usage": '{"call_count":"99","total_time":true}'}, 0, None),
        ({"x-business-use-case-usage": '{"1":{"call_count":99},"2":[3,null]}'}, 0, None),
        ({"x-app-usage": '{"call_count":99' + " " * 30_000 + "}"}, 0, None),
        ({"x-app-usage": "[" * 9_000}, 0, None),
        ({"x-app-usage": '{"call_count":' + "9" * 400 + "}"}, 1e9, None),
    ],
)
def test_the_fullest_allowance_counts(
    headers: dict[str, str], percent: float, regain: float | None
) -> None:
    assert usage_of(headers) == Usage(percent=percent, regain=regain)


def test_the_pause_grows_with_use_and_an_announced_one_comes_first() -> None:
    assert pause_of(Usage(percent=80)) is None
    assert pause_of(Usage(percent=81)) == pytest.approx(465)
    assert pause_of(Usage(percent=100)) == pause_of(Usage(percent=400)) == 3_600
    assert pause_of(Usage(percent=100, regain=60)) == 60


@pytest.mark.parametrize(
    ("code", "message", "others", "expected"),
    [
        (190, "expired", {"error_subcode": 463}, ("needs_credentials", False, False)),
        (100, "Invalid appsecret_proof provided", {}, ("needs_credentials", False, False)),
        (10, "", {}, ("blocked", False, True)),
        (200, "", {}, ("blocked", False, True)),
        (299, "", {}, ("blocked", False, True)),
        (100, "(#100) Pages Public Content Access requires", {}, ("blocked", False, True)),
        (4, "", {}, ("failing", False, False)),
        (17, "", {}, ("failing", False, False)),
        (32, "", {}, ("failing", False, False)),
        (613, "", {}, ("failing", False, False)),
        (2, "", {"is_transient": True}, ("failing", False, False)),
        (100, "", {"error_subcode": 33}, ("failing", True, True)),
        (100, "Object with ID '1' does not exist", {}, ("failing", True, True)),
        (803, "", {}, ("failing", True, True)),
        (100, "(#100) Tried accessing nonexisting field", {}, ("failing", False, True)),
        (12_345, "", {}, ("failing", False, True)),
    ],
)
def test_each_code_has_its_meaning(
    code: int, message: str, others: dict[str, Any], expected: tuple[str, bool, bool]
) -> None:
    refusal = refused(code, message, **others)
    assert (refusal.state, refusal.gone, refusal.lasting) == expected
    assert refusal.say.fr
    assert refusal.say.en
    assert not message or message not in str(refusal.say)


def test_a_throttled_request_waits_a_quarter_of_an_hour_when_nothing_is_said() -> None:
    assert refused(4).retry_after == 900
    assert refused(190).retry_after is None


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": 3}', b"[" * 9_000, b"\xff"])
def test_an_error_without_a_readable_body_is_told_by_its_status(body: bytes) -> None:
    answer = Fetched(status=503, headers={"retry-after": "120"}, body=body, url="x")
    refusal = explain(answer, NOW, DENIED)
    assert refusal is not None
    assert (refusal.state, refusal.code, refusal.retry_after) == ("failing", None, 120)


def test_an_error_answered_200_is_one_all_the_same() -> None:
    assert refused(190, status=200).state == "needs_credentials"
    good = Fetched(status=200, headers={}, body=b'{"data": []}', url="x")
    assert explain(good, NOW, DENIED) is None


def paged(**paging: object) -> dict[str, str] | None:
    return read_listing(json.dumps({"data": [], "paging": paging}).encode()).onward


def test_the_next_page_is_asked_by_its_cursor_and_never_by_its_address() -> None:
    address = (
        "https://graph.facebook.com/v26.0/1/feed?access_token=REDACTED&until=5&__paging_token=t"
    )
    assert paged(cursors={"after": "abc"}, next=address) == {"after": "abc"}
    assert paged(next=address) == {"until": "5", "__paging_token": "t"}
    assert paged(cursors={"after": "abc"}) is None
    assert paged(next="https://graph.facebook.com/?access_token=REDACTED") is None
    assert paged(next="http://[") is None
    assert paged(cursors=[], next=4) is None
    assert paged(cursors={"after": "a" * 5_000}, next=address) is None


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2021-08-10T18:45:03+0000", "2021-08-10T18:45:03+00:00"),
        ("2021-08-10T14:45:03-0400", "2021-08-10T18:45:03+00:00"),
        (1_449_135_003, "2015-12-03T09:30:03+00:00"),
        (1_449_135_003_000, "2015-12-03T09:30:03+00:00"),
        ("hier", None),
        ("", None),
        (None, None),
        (10**30, None),
        (-(10**30), None),
        ("0001-01-01T00:00:00+2359", None),
    ],
)
def test_dates_are_read_as_meta_writes_them(value: Any, iso: str | None) -> None:
    found = moment(value)
    assert (found.isoformat() if found else None) == iso


def test_an_unreadable_item_keeps_no_name_and_no_token() -> None:
    item = {
        "id": "1",
        "message": "Bonjour",
        "from": {"name": "Nom Fictif"},
        "username": "nom_fictif",
        "comments": {"paging": {"next": "https://x/?access_token=jeton"}},
        "value": {"message": "x", "sender_name": "Nom Fictif", "from": {"name": "Nom Fictif"}},
    }
    kept = legible(json.dumps(item).encode())
    assert json.loads(kept) == {"id": "1", "message": "Bonjour", "value": {"message": "x"}}
    assert legible(b"[1]") == legible(b"\xff") == legible(b"[" * 9_000) == b""


@pytest.mark.parametrize(
    ("name", "inbox"),
    [
        ("Page de la Ville", "page-de-la-ville"),
        ("Évènements — Été 2026 !", "evenements-ete-2026"),
        ("a" * 200, "a" * 80),
    ],
)
def test_an_inbox_is_the_source_s_name_in_an_address(name: str, inbox: str) -> None:
    assert inbox_of(name) == inbox


def test_a_name_in_another_alphabet_has_an_inbox_too() -> None:
    assert inbox_of("ナミュール").isalnum()
    assert inbox_of("ナミュール") != inbox_of("ナミュー")


def test_every_wrong_setting_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        checked(
            FacebookSettings,
            {
                "name": "Page",
                "page_id": "VilleFictive",
                "version": "26",
                "base_url": "graph.facebook.com",
                "inbox": "Page de la Ville",
                "interval": 5,
                "jeton": "x",
            },
        )
    told = str(caught.value)
    for key in ("page_id", "version", "base_url", "inbox", "interval", "jeton"):
        assert f"« {key} »" in told


def test_a_page_and_an_account_are_the_town_s_own_unless_said_otherwise() -> None:
    assert checked(FacebookSettings, {"name": "Page", "page_id": "1"}).own
    assert not checked(FacebookSettings, {"name": "Page", "page_id": "1", "own": False}).own


def test_at_most_thirty_hashtags_each_once() -> None:
    given = {"name": "IG", "account_id": "1", "tags": ["#Neige", "neige", "fête"]}
    assert checked(InstagramSettings, given).hashtags == ("neige", "fête")
    with pytest.raises(ConfigurationError):
        checked(InstagramSettings, {**given, "tags": [f"mot{n}" for n in range(31)]})
    with pytest.raises(ConfigurationError):
        checked(InstagramSettings, {**given, "tags": ["deux mots"]})


@pytest.mark.parametrize(
    ("kind", "model"), [("facebook", FacebookSettings), ("instagram", InstagramSettings)]
)
def test_the_documented_source_can_be_built(kind: str, model: type[Any]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    sources = [one for block in blocks for one in tomllib.loads(block).get("source", [])]
    (given,) = [source for source in sources if source.pop("kind") == kind]
    assert checked(model, given).calls_at.endswith("de-la-ville")
