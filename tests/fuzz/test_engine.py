"""The fuzzer finds what is planted, keeps it, gives it again, and says when a time grows."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.fuzz import __main__ as command
from tests.fuzz.crashers import Crashers, name_in, smaller
from tests.fuzz.edges import Edges
from tests.fuzz.growth import Family, family, steep
from tests.fuzz.guard import tried
from tests.fuzz.json_mutation import mutated_json
from tests.fuzz.mutation import MOST, mutated
from tests.fuzz.session import Session
from tests.fuzz.target import JSON, Target
from vigie.errors import InvalidInput
from vigie.say import Say

SEED = b'{"id": 12, "text": "Trois-Rivi\xc3\xa8res", "list": [{"a": 1}, {"a": "b"}]}'


def planted(data: bytes) -> None:
    """Raise what is allowed for most bytes, and for some what is not."""
    if b"\x00" in data:
        raise ZeroDivisionError
    raise InvalidInput(Say("non", "no"))


PLANTED = Target(name="plante", run=planted, seeds=(b"graine\x01", b"autre \x02"))


@pytest.fixture
def crashers(tmp_path: Path) -> Crashers:
    return Crashers(tmp_path / "found")


def test_what_is_planted_is_found_made_small_kept_and_given_again(
    crashers: Crashers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    session = Session(PLANTED, crashers, Random(1), told.append)
    tally = session.run(0.6)
    ((kind, path),) = tally.faults.items()
    assert kind.startswith("ZeroDivisionError at test_engine.py")
    assert (tally.failed, path.read_bytes(), name_in(path)) == (True, b"\x00", "plante")
    assert str(path) in told[0]
    monkeypatch.setattr(command, "targets", lambda: [PLANTED])
    assert command._replay(path, {"plante": PLANTED}, "") == 1
    assert "ZeroDivisionError" in capsys.readouterr().out


def test_the_same_seed_makes_the_same_inputs() -> None:
    def made(seed: int) -> list[bytes]:
        random = Random(seed)
        return [mutated(SEED, random, JSON, (SEED,)) for _ in range(200)]

    assert made(7) == made(7) != made(8)
    assert len(set(made(7))) > 150
    assert all(len(data) <= MOST for data in made(7))


def test_json_is_changed_where_it_stands_and_other_bytes_are_not_json() -> None:
    random = Random(3)
    made = [mutated_json(SEED, random) for _ in range(300)]
    assert any(data and b"NaN" in data for data in made)
    assert any(data and b"9" * 5_000 in data for data in made)
    assert mutated_json(b"\xff", random) is None


def test_an_input_that_ended_the_process_is_kept_by_the_next_run(tmp_path: Path) -> None:
    child = os.fork()
    if not child:
        Crashers(tmp_path).hold("plante", b"fatal")
        os._exit(1)
    os.waitpid(child, 0)
    after = Crashers(tmp_path)
    left = after.left_over()
    assert left is not None
    assert (name_in(left), left.read_bytes()) == ("plante", b"fatal")
    assert after.left_over() is None


def test_a_run_that_a_person_stops_leaves_nothing_in_hand(tmp_path: Path) -> None:
    def stopped(data: bytes) -> None:
        raise KeyboardInterrupt

    target = Target(name="stop", run=stopped, seeds=(b"x",))
    with pytest.raises(KeyboardInterrupt):
        Session(target, Crashers(tmp_path), Random(1), print).run(5)
    assert Crashers(tmp_path).left_over() is None


def test_an_input_is_cut_down_to_what_fails() -> None:
    assert smaller(b"a" * 100 + b"!" + b"b" * 100, lambda data: b"!" in data) == b"!"


def test_a_parser_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.guard.PATIENCE", 0.05)

    def endless(data: bytes) -> None:
        while data:
            try:
                int("x")
            except Exception:  # noqa: BLE001 - as a parser might
                continue

    fault = tried(Target(name="sans fin", run=endless, seeds=(b"x",)), b"x")
    assert fault is not None
    assert fault.kind.startswith("Hung")


def test_only_new_ways_through_the_parsers_are_new() -> None:
    from connectors.table.dates import parse_moment
    from vigie.clock import SystemClock

    zone = SystemClock().now().tzinfo
    assert zone is not None
    edges = Edges()
    assert edges.fresh(lambda: parse_moment("2026-11-23", zone))
    assert not edges.fresh(lambda: parse_moment("2026-11-24", zone))
    assert edges.fresh(lambda: parse_moment("1795400000", zone))
    assert not edges.fresh(lambda: "".join(map(str, range(3))))


@pytest.mark.parametrize(
    ("cost", "is_steep"),
    [
        (lambda size: size * 1e-6, False),
        (lambda size: size * 1e-6 + 5, False),
        (lambda size: size**2 * 1e-11, True),
        (lambda size: size * 1e-6 * (5 if size > 100_000 else 1), True),
        (lambda size: min(size, 60_000) ** 2 * 1e-12, False),
    ],
    ids=["linear", "slow to begin", "quadratic", "a step", "quadratic and bounded"],
)
def test_a_time_that_grows_with_the_square_is_told(
    cost: Callable[[int], float], is_steep: bool
) -> None:
    target = Target(name="x", run=len, seeds=(b"x",), most=1_000_000)
    found = steep(target, Family(b"<", b"a", b">"), lambda _, data: cost(len(data)))
    assert (found is not None) == is_steep
    if found is not None:
        assert found.times[1] > 3 * found.times[0]
        assert "bytes" in found.told


def test_one_slow_measure_among_others_is_no_growth() -> None:
    measured: list[int] = []

    def once(target: Target, data: bytes) -> float:
        del target
        measured.append(len(data))
        late = len(data) > 50_000 and len(measured) < 8
        return len(data) * 1e-6 * (4 if late else 1)

    target = Target(name="x", run=len, seeds=(b"x",))
    assert steep(target, Family(b"", b"a", b""), once) is None
    assert len(measured) > 8


def test_families_are_alike_and_of_the_size_asked_for() -> None:
    random = Random(5)
    made = [family(SEED, JSON, random) for _ in range(100)]
    for alike in made:
        assert abs(len(alike.of(100_000)) - 100_000) < 60_000
    assert any(alike.numbered for alike in made)
    numbered = Family(b"[", b'"0",', b"]", numbered=True)
    assert numbered.of(60).startswith(b'["0","1","2",')
