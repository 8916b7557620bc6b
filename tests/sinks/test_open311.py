"""GeoReport v2 as it is written, and as servers really speak it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.outbound.client import HttpOutbound
from pipeline.outbound.limits import Limits
from sinks import open311_answers as answers
from sinks.open311 import Open311Desk
from sinks.open311_client import Failure, Open311Client
from sinks.open311_tree import read_tree
from tests.doubles.open311 import Open311Town
from tests.servers import LocalServer
from vigie.case import Case, CaseMessage, CasePost, Handoff
from vigie.case_contracts import Declined, Held, Later, Sent, Standing, Unsure
from vigie.clock import HeldClock
from vigie.errors import InvalidInput
from vigie.post import Point

TORONTO = ZoneInfo("America/Toronto")
AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
Build = Callable[..., Open311Desk]

SAID = CaseMessage(
    reference="VIGIE-AAAAAAAAAA",
    town="ville-fictive",
    category="pothole",
    title="Nid-de-poule, rue des Forges",
    text="[VIGIE-AAAAAAAAAA] Nid-de-poule, rue des Forges\n« Un trou énorme. »",
    excerpt="Un trou énorme.",
    address="rue des Forges, Ville-Fictive",
    point=Point(lat=46.34321234567, lon=-72.543),
)


def case(**handoff: Any) -> Case:
    return Case(
        reference=SAID.reference,
        town=SAID.town,
        category=SAID.category,
        posts=(CasePost(mention="m", at=AT, excerpt="Un trou énorme."),),
        handoff=Handoff(sent_at=AT, **handoff),
    )


@pytest.fixture
def town() -> Open311Town:
    return Open311Town()


@pytest.fixture
async def outbound(server: LocalServer) -> AsyncIterator[HttpOutbound]:
    host = server.url.removeprefix("http://")
    async with HttpOutbound(
        allowed_hosts=[host], spacing=0, limits=Limits(connect=2, total=5, post=1)
    ) as out:
        yield out


@pytest.fixture
def desk(server: LocalServer, outbound: HttpOutbound, clock: HeldClock, town: Open311Town) -> Build:
    def build(given: dict[str, Any] | None = None, url: str = "", **client: Any) -> Open311Desk:
        client = {"key": lambda: town.key, "zone": TORONTO, **client}
        return Open311Desk(
            Open311Client(url or town.serve(server), outbound, clock, **client),
            clock,
            services={"pothole": "001", "graffiti": "002"},
            given=given or {},
        )

    return build


# What a town is sent


async def test_a_case_is_one_form_post_with_a_place_and_nobody_s_name(
    desk: Build, town: Open311Town
) -> None:
    it = desk()
    assert await it.ready(SAID) is None
    assert await it.hand(SAID) == Sent(request="638344")
    (form,) = town.forms
    assert form == {
        "api_key": ["cle-fictive"],
        "service_code": ["001"],
        "lat": ["46.343212"],
        "long": ["-72.543000"],
        "address_string": ["rue des Forges, Ville-Fictive"],
        "description": [SAID.text],
    }
    assert [path for path in town.asked if "cle-fictive" in path] == []


async def test_the_jurisdiction_goes_with_every_request(desk: Build, town: Open311Town) -> None:
    await desk(jurisdiction="ville.example").hand(SAID)
    assert all("jurisdiction_id=ville.example" in path for path in town.asked if "services" in path)
    assert town.forms[0]["jurisdiction_id"] == ["ville.example"]


@pytest.mark.parametrize("numbers", [True, False])
async def test_a_server_without_xml_is_spoken_to_in_json(
    desk: Build, town: Open311Town, numbers: bool
) -> None:
    town.json_only, town.numbers = True, numbers
    assert await desk().hand(SAID) == Sent(request="638344")
    assert town.asked[-1].endswith("requests.json")


async def test_a_token_is_redeemed_when_the_server_is_ready(desk: Build, town: Open311Town) -> None:
    town.tokens, town.ready_after = True, 3
    it = desk()
    assert await it.hand(SAID) == Sent(token="jeton-638344")
    waiting = case(token="jeton-638344")
    assert await it.redeem(waiting) is None
    assert await it.redeem(waiting) is None
    assert await it.redeem(waiting) == Sent(request="638344")


# What holds a case back


async def test_a_required_attribute_without_a_value_holds_the_case_and_says_which(
    desk: Build, town: Open311Town
) -> None:
    town.services[0]["metadata"] = "true"
    town.questions["001"] = [
        {"variable": "true", "code": "PROF", "datatype": "singlevaluelist", "required": "true",
         "order": 1, "description": "Profondeur",
         "values": [{"key": "1", "name": "Petite"}, {"key": "2", "name": "Grande"}]},
        {"variable": "true", "code": "OU", "datatype": "text", "required": "false", "order": 2,
         "description": "Où"},
        {"variable": "false", "code": "AVIS", "datatype": "text", "required": "true", "order": 3,
         "description": "Lisez ceci"},
    ]  # fmt: skip
    held = await desk().ready(SAID)
    assert isinstance(held, Held)
    assert "PROF (Profondeur)" in held.why.fr
    assert "AVIS" not in held.why.fr
    wrong = await desk({"PROF": "9"}).ready(SAID)
    assert isinstance(wrong, Held)
    assert "PROF (1, 2)" in wrong.why.en
    it = desk({"PROF": "2", "OU": "{place}", "INCONNU": "x"})
    assert await it.ready(SAID) is None
    assert isinstance(await it.hand(SAID), Sent)
    assert town.forms[-1]["attribute[PROF]"] == ["2"]
    assert town.forms[-1]["attribute[OU]"] == [SAID.address]
    assert "attribute[INCONNU]" not in town.forms[-1]


async def test_a_list_of_several_values_is_written_as_the_specification_says(
    desk: Build, town: Open311Town
) -> None:
    town.services[0]["metadata"] = "true"
    town.questions["001"] = [{"code": "COTES", "datatype": "multivaluelist", "required": "true"}]
    await desk({"COTES": ["nord", "sud"]}).hand(SAID)
    assert town.forms[-1]["attribute[COTES][]"] == ["nord", "sud"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"category": "ice"}, "« ice »"),
        ({"point": None, "address": None}, "où"),
    ],
)
async def test_a_case_without_a_service_or_a_place_is_held(
    desk: Build, changes: dict[str, Any], words: str
) -> None:
    from msgspec.structs import replace

    held = await desk().ready(replace(SAID, **changes))
    assert isinstance(held, Held)
    assert words in held.why.fr


async def test_a_service_that_the_town_no_longer_lists_holds_the_case(
    desk: Build, town: Open311Town
) -> None:
    town.services.pop(0)
    held = await desk().ready(SAID)
    assert isinstance(held, Held)
    assert "001" in held.why.fr


async def test_a_server_that_is_away_is_waited_for_before_anything_leaves(
    desk: Build, town: Open311Town
) -> None:
    town.status = 503
    town.headers = {"Retry-After": "120"}
    later = await desk().ready(SAID)
    assert isinstance(later, Later)
    assert later.retry_after == 120
    assert isinstance(await desk(url="http://127.0.0.1:1/v2").ready(SAID), Held)


# What a refusal means


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (400, "description is required", Declined),
        (400, "base is a duplicate", Unsure),
        (401, "key", Held),
        (403, "key", Held),
        (404, "service_code not found", Held),
        (429, "too many", Later),
        (500, "erreur", Unsure),
        (503, "erreur", Unsure),
    ],
)
async def test_what_a_refusal_of_the_post_means(
    desk: Build, town: Open311Town, status: int, error: str, expected: type
) -> None:
    it = desk()
    assert await it.ready(SAID) is None
    town.status, town.error = status, error
    outcome = await it.hand(SAID)
    assert type(outcome) is expected
    assert error in outcome.why.fr  # type: ignore[union-attr]
    assert town.made == []


async def test_a_wrong_key_holds_the_case(desk: Build, town: Open311Town) -> None:
    outcome = await desk(key=lambda: "autre").hand(SAID)
    assert isinstance(outcome, Held)
    assert "autre" not in outcome.why.fr


async def test_a_redirect_of_the_post_is_not_followed(
    desk: Build, town: Open311Town, server: LocalServer
) -> None:
    it = desk()
    assert await it.ready(SAID) is None
    town.status, town.headers = 307, {"Location": server.url + "/ailleurs"}
    assert isinstance(await it.hand(SAID), Held)
    assert len(town.forms) == 1


@pytest.mark.parametrize("then", ["cut", "half", "500", "hang"])
async def test_an_outcome_that_is_unknown_is_found_again_by_its_reference(
    desk: Build, town: Open311Town, then: str
) -> None:
    town.then = then
    it = desk()
    assert isinstance(await it.hand(SAID), Unsure)
    assert len(town.made) == 1
    assert await it.find(case()) == Sent(request="638344")


async def test_what_is_not_there_is_not_found(desk: Build, town: Open311Town) -> None:
    assert await desk().find(case()) is None
    town.then, town.hides = "cut", True
    await desk().hand(SAID)
    assert await desk().find(case()) is None
    town.status = 500
    assert isinstance(await desk().find(case()), Later)


async def test_a_busy_town_is_asked_about_a_shorter_while(desk: Build, town: Open311Town) -> None:
    it = desk()
    await it.hand(SAID)
    town.made = [{**town.made[0], "description": "autre"} for _ in range(50)]
    town.asked.clear()
    assert await it.find(case()) is None
    assert len(town.asked) == 2


# What becomes of it


async def test_statuses_are_asked_for_fifty_at_a_time(desk: Build, town: Open311Town) -> None:
    it = desk()
    for _ in range(120):
        await it.hand(SAID)
    town.close(7)
    town.made[8]["status"] = "en réflexion"
    town.asked.clear()
    told = await it.standings([case(request=row["service_request_id"]) for row in town.made])
    assert len(town.asked) == 3
    assert len(told) == 120
    assert told[7] == Standing(request="638351", status="closed", notes="Réparé.")
    assert told[8].status is None
    assert {each.status for each in told[9:]} == {"open"}
    town.status = 500
    assert await it.standings([case(request="638344")]) == []


# Recorded bodies


def parsed(payloads: Path, name: str) -> tuple[int, int, int]:
    body = (payloads / "open311" / name).read_bytes()
    if body.startswith(b"HTTP/"):
        body = body.partition(b"\n\n")[2]
    tree = read_tree(body)
    return (
        len(answers.services(tree)),
        len(answers.attributes(tree)),
        len(answers.requests(tree, TORONTO)),
    )


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("open311status-requests_many.xml", (0, 0, 2)),
        ("open311status-requests_single.xml", (0, 0, 1)),
        ("open311status-service_list.json", (3, 0, 0)),
        ("open311status-service_requests.json", (0, 0, 2)),
        ("open311status-services_giessen.xml", (8, 0, 0)),
        ("spec-json-errors.json", (0, 0, 0)),
        ("spec-json-request-from-token.json", (0, 0, 1)),
        ("spec-json-service-definition.json", (0, 1, 0)),
        ("spec-json-service-list.json", (3, 0, 0)),
        ("spec-json-service-request-post.json", (0, 0, 1)),
        ("spec-json-service-request.json", (0, 0, 1)),
        ("spec-json-service-requests.json", (0, 0, 2)),
        ("spec-xml-errors.xml", (0, 0, 0)),
        ("spec-xml-request-from-token.xml", (0, 0, 1)),
        ("spec-xml-service-definition.xml", (0, 1, 0)),
        ("spec-xml-service-list.xml", (3, 0, 0)),
        ("spec-xml-service-request-post.xml", (0, 0, 1)),
        ("spec-xml-service-request.xml", (0, 0, 1)),
        ("spec-xml-service-requests.xml", (0, 0, 2)),
    ],
)
def test_recorded_bodies_are_read(payloads: Path, name: str, counts: tuple[int, int, int]) -> None:
    assert parsed(payloads, name) == counts


def read(payloads: Path, name: str) -> Any:
    return read_tree((payloads / "open311" / name).read_bytes())


@pytest.mark.parametrize("kind", ["xml", "json"])
def test_the_two_formats_of_the_specification_say_the_same(payloads: Path, kind: str) -> None:
    tree = read(payloads, f"spec-{kind}-service-list.{kind}")
    first, *_ = answers.services(tree)
    assert (first.code, first.name, first.metadata) == ("001", "Cans left out 24x7", True)
    assert first.keywords == ("lorem", "ipsum", "dolor")
    (question,) = answers.attributes(read(payloads, f"spec-{kind}-service-definition.{kind}"))
    assert (question.code, question.required, question.datatype) == (
        "WHISHETN", True, "singlevaluelist",
    )  # fmt: skip
    assert question.values == {"123": "Ford", "124": "Chrysler"}
    one = answers.requests(read(payloads, f"spec-{kind}-service-request.{kind}"))[0]
    assert (one.id, one.status, one.notes, one.code) == (
        "638344", "closed", "Duplicate request.", "006",
    )  # fmt: skip
    assert one.requested_at == datetime(2010, 4, 14, 14, 37, 38, tzinfo=UTC)


def test_the_errors_of_the_specification_are_one_sentence(payloads: Path) -> None:
    assert answers.errors(read(payloads, "spec-xml-errors.xml")) == (
        "403 Invalid api_key received -- can't proceed with create_request."
    )


def test_a_moment_without_a_zone_is_the_town_s(town: Open311Town) -> None:
    bare = answers.moment("2026-11-23T09:00:00", TORONTO)
    assert bare == AT
    assert answers.moment("", TORONTO) is None
    assert answers.moment("0001-01-01T00:00:00+14:00", TORONTO) is None


# Hostile bodies

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "&a%d;&a%d;">' % (n, n - 1, n - 1) for n in range(1, 40))
    + b"]><services>&a39;</services>"
)


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b"<a>" * 5_000,
        b"<s>" + b"<a/>" * 300_000 + b"</s>",
        b"[" * 100_000,
        b"\x00\xff\xfe",
        b"<services><service>",
        b'<?xml version="1.0" encoding="cp99999"?><a/>',
    ],
    ids=["bomb", "outside", "deep", "many", "deep json", "noise", "cut", "encoding"],
)
def test_a_hostile_body_is_refused_quickly(body: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_tree(body)


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_tree_or_a_refusal(body: bytes) -> None:
    try:
        tree = read_tree(body)
    except InvalidInput:
        return
    answers.services(tree)
    answers.attributes(tree)
    answers.requests(tree)
    answers.errors(tree)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["service_code", "service_name", "token", "code", "datatype", "order"]
                )
                | st.text(max_size=4),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read(value: Any) -> None:
    import json

    body = json.dumps([value]).encode()
    tree = read_tree(body)
    answers.services(tree)
    answers.attributes(tree)
    answers.requests(tree)
    answers.errors(tree)


async def test_an_answer_that_is_no_georeport_is_a_failure_and_no_exception(
    outbound: HttpOutbound, server: LocalServer, clock: HeldClock
) -> None:
    for path in ("services", "requests"):
        server.serve(f"/v2/{path}.xml", "<html><body>Bienvenue")
    client = Open311Client(server.url + "/v2", outbound, clock, zone=TORONTO)
    assert isinstance(await client.services(), Failure)
    made = await client.post([])
    assert isinstance(made, Failure)
    assert made.status is None


async def test_a_hand_over_that_is_cancelled_ends_at_once(desk: Build, town: Open311Town) -> None:
    town.then = "hang"
    task = asyncio.create_task(desk().hand(SAID))
    await asyncio.to_thread(town.accepted.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 0.5)
