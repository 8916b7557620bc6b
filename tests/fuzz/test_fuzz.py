"""The short form of `make fuzz`: the same parsers and inputs each time, and no clock."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz.guard import tried
from tests.fuzz.mutation import mutated
from tests.fuzz.shapes import like
from tests.fuzz.table import targets
from tests.fuzz.target import Target

TARGETS = list(targets())
INPUTS = 120
#: Bytes of an input; those read apart may take a time that grows with the square.
LONGEST, LONGEST_APART = 20_000, 4_000


def is_json(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict | list)
    except ValueError:
        return False


SHAPED = [target for target in TARGETS if is_json(target.seeds[0])]


def names(target: Target) -> str:
    return target.name


def test_each_parser_has_one_row() -> None:
    assert len({target.name for target in TARGETS}) == len(TARGETS) > 40
    assert all(target.seeds for target in TARGETS)


@pytest.mark.parametrize("target", TARGETS, ids=names)
def test_no_bytes_make_a_parser_raise_what_its_contract_does_not_name(target: Target) -> None:
    random = Random(f"court {target.name}")
    for seed in target.seeds:
        assert tried(target, seed) is None
    longest = LONGEST_APART if target.apart else LONGEST
    for _ in range(INPUTS):
        data = mutated(random.choice(target.seeds), random, target.words, target.seeds)[:longest]
        fault = tried(target, data)
        assert fault is None, f"{fault.told}\n{data[:500]!r}"


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=st.data())
@pytest.mark.parametrize("target", SHAPED, ids=names)
def test_json_of_the_right_shape_with_wrong_types_is_read_or_refused(
    target: Target, drawn: st.DataObject
) -> None:
    data = drawn.draw(like(target.seeds[0]))
    fault = tried(target, data)
    assert fault is None, f"{fault.told}\n{data[:500]!r}"
