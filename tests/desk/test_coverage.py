from __future__ import annotations

from importlib.metadata import entry_points

import pytest

from desk.coverage import Listened, cover
from desk.not_heard import not_heard
from tests.desk.histories import DAY, HOUR, LAST, QUEBEC, local
from vigie.batch import SourceStatus
from vigie.coverage import NotHeard

NOW = local(LAST, 12)


def listened(name: str, kind: str = "feed") -> Listened:
    return Listened(name=name, kind=kind, towns=("ville-fictive",), calendar=QUEBEC)


def status(name: str, state: str = "working") -> SourceStatus:
    asked = NOW - HOUR
    return SourceStatus(
        source=name, state=state, asked_at=asked, next_at=NOW + HOUR, arrived_at=asked, since=asked
    )


def test_sources_are_told_troubled_first_with_what_they_brought() -> None:
    sources = [listened("calme"), listened("Panne"), listened("jamais")]
    statuses = {
        name: status(name, state) for name, state in [("calme", "working"), ("Panne", "failing")]
    }
    tallies = {"calme": {"kept": 3, "homonym": 2, "no_name": 40}}
    covered = cover(sources, statuses, tallies, ["feed"], now=NOW)
    assert [s.name for s in covered.sources] == ["Panne", "jamais", "calme"]
    assert (covered.listened, covered.silent) == (3, 1)
    calm = covered.sources[-1]
    assert (calm.state, calm.kept, calm.set_aside) == ("working", 3, 42)


def test_a_source_that_left_the_settings_is_told_apart_and_not_counted() -> None:
    covered = cover([], {"Ancienne": status("Ancienne", "failing")}, {}, [], now=NOW)
    (one,) = covered.sources
    assert (one.kind, one.state, covered.listened, covered.silent) == ("", "stopped", 0, 0)
    assert "N’est pas dans les réglages" in one.why.fr


def test_an_imported_file_is_never_late() -> None:
    old = SourceStatus(
        source="export", state="working", asked_at=NOW - 90 * DAY, arrived_at=NOW - 90 * DAY
    )
    covered = cover([listened("export", "import")], {"export": old}, {}, ["import"], now=NOW)
    assert covered.sources[0].state == "quiet"


def found(listened: list[str], installed: list[str]) -> dict[str, NotHeard]:
    return {each.id: each for each in not_heard(listened, installed)}


def test_what_could_be_listened_to_and_is_not_says_what_it_takes() -> None:
    missing = found([], ["feed", "bluesky"])
    assert missing["media"].remedy is not None
    assert "vigie source add" in missing["media"].remedy.fr
    assert missing["bluesky"].remedy is not None
    assert missing["youtube"].remedy is None
    assert "ne sait pas encore" in missing["youtube"].why.fr
    assert not {"media", "bluesky"} & found(["feed", "bluesky"], ["feed", "bluesky"]).keys()


def test_x_is_said_to_be_off_and_why_unless_it_is_on() -> None:
    assert "Entreprise" in found([], ["x"])["x"].why.fr
    assert "x" not in found(["x"], ["x"])


def test_every_kind_that_is_listened_to_shortens_the_list() -> None:
    """Files that the team gives are the only sources that nobody could have forgotten."""
    every = {point.name for point in entry_points(group="vigie.connectors")}
    nothing = found([], sorted(every))
    for kind in every - {"import", "drop_folder"}:
        assert len(found([kind], sorted(every))) == len(nothing) - 1, kind


@pytest.mark.parametrize("listened", [[], ["feed", "facebook", "x"]])
def test_what_nobody_can_hear_is_always_told(listened: list[str]) -> None:
    there = found(listened, listened)
    assert {"facebook-groups", "nextdoor", "private", "spoken"} <= there.keys()
    for each in there.values():
        for say in (each.what, each.why, *([each.remedy] if each.remedy else [])):
            assert say.fr.strip()
            assert say.en.strip()
            assert "'" not in say.fr + say.en
