"""The stories most told: what the same words were repeated about, and how often."""

from __future__ import annotations

from typing import Final, NamedTuple

from webapp.mentions.asked import Asked
from webapp.trends.scene import Scene

_MOST: Final = 10
_LONGEST: Final = 140


class Story(NamedTuple):
    """One story: how it begins, where it is read, how many times it was told."""

    said: str
    address: str
    mentions: str
    every: str
    told: int


async def stories(scene: Scene) -> list[Story]:
    """Return the stories told at least twice, most told first."""
    store, r = scene.site.store, scene.reader
    found = (await store.count(scene.bound, ("cluster",))).facets["cluster"]
    told = [bucket for bucket in found if bucket.value and bucket.count > 1][: 2 * _MOST]
    records = await store.many([bucket.value for bucket in told])
    shown = []
    for bucket in told:
        record = records.get(bucket.value)
        if record is None or (scene.site.actor and not scene.site.actor.sees(record.mention.town)):
            continue
        post = record.mention.post
        every = Asked(words=f"cluster:{bucket.value}", period="all").address
        said = _cut(post.title or post.text)
        count = r.count("mentions", bucket.count)
        shown.append(Story(said, f"/mention/{bucket.value}", count, every, bucket.count))
    return shown[:_MOST]


def _cut(text: str) -> str:
    squeezed = " ".join(text.split())
    return squeezed if len(squeezed) <= _LONGEST else squeezed[: _LONGEST - 1].rstrip() + "…"
