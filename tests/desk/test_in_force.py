from __future__ import annotations

import pytest
from msgspec.structs import replace

from desk.routing import decide
from tests.desk.examples import MONDAY, TOWN, case, judged
from vigie.in_force import in_force
from vigie.judgement import Judgement, Label, Place
from vigie.query import FIELDS
from vigie.record import Record
from vigie.review import Review


def record(**labels: object) -> Record:
    one = judged(**labels)  # type: ignore[arg-type]
    return Record(
        mention=one.mention,
        judgement=one.judgement,
        decision=decide(one, TOWN, MONDAY),
        first_seen=MONDAY,
    )


ONES = [name for name in FIELDS if name != "uncertain"]


@pytest.mark.parametrize("field", ONES)
def test_every_field_that_can_be_filtered_has_a_value_in_force_or_none(field: str) -> None:
    place = Place(text="x", start=0, end=1, confidence=0.5, id="x", district="centre")
    full = record(service_request=case(), place=place, cluster="c" * 32)
    assert in_force(full, field) is not None
    bare = replace(full, judgement=Judgement())
    assert (in_force(bare, field) is None) is (
        field not in {"town", "source", "kind", "route", "status"}
    )


@pytest.mark.parametrize("field", ["topic", "emergency", "route", "language"])
def test_a_correction_wins_and_is_certain(field: str) -> None:
    corrected = replace(record(), review=Review(mention="m", corrections={field: "corrigé"}))
    assert in_force(corrected, field) == Label("corrigé", 1.0)


def test_what_is_no_case_has_no_category() -> None:
    no = replace(case("ice"), yes=False)
    assert in_force(record(service_request=no), "service_category") is None


def test_the_status_is_the_reviews() -> None:
    assert in_force(record(), "status") == Label("new", 1.0)
    answered = replace(record(), review=Review(mention="m", status="answered"))
    assert in_force(answered, "status") == Label("answered", 1.0)


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        in_force(record(), "humeur")
