"""An Elasticsearch that has no room, that refuses single documents, that is cut in mid-answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cluster.conftest import Lived, scene_on
from tests.cluster.form import MENTIONS, sized
from tests.cluster.scenes import Day
from tests.cluster.wobbly import Moods, wobbly
from vigie.record import Record

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(sized(300, 2_400))]

REFUSED = sized(20, 200)


def some_never_edited(day: Day) -> list[Record]:
    edited = {post.native_id for post in day.script.edited}
    kept = day.expected.records.values()
    return [one for one in kept if one.mention.post.native_id not in edited][:REFUSED]


def test_what_elasticsearch_has_no_room_for_waits_and_only_what_it_refuses_is_set_aside(
    kafka_server: str, elasticsearch_url: str, tmp_path: Path, lived: Lived
) -> None:
    day = lived(MENTIONS)
    refused = {one.mention.id: one for one in some_never_edited(day)}
    moods = Moods(refused.keys())
    with (
        wobbly(elasticsearch_url, moods) as proxy,
        scene_on(kafka_server, elasticsearch_url, tmp_path / "home", through=proxy.url) as scene,
    ):
        scene.begin(day, seconds=sized(20, 120))
        recovery = scene.recovery("429 and 503, of bulks and of items, and answers cut")
        scene.crew.start("collect").ready()
        scene.crew.start("work").ready()
        moods.bad = True
        recovery.until_begun()
        scene.until_nearly_heard()
        moods.bad = False
        recovery.over()
        scene.finish(recovery, under_load=False)
        print("[chaos] what went wrong:", dict(moods.counts))
        assert all(moods.counts.values())
        scene.check(day, refused=refused.keys(), letters=scene.store_letters(refused))
