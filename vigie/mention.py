"""A mention: a post, said to be about one town."""

from __future__ import annotations

from hashlib import blake2b

import msgspec

from vigie.post import Post


def mention_id(town: str, source: str, native_id: str) -> str:
    """Return the id that the same post about the same town always gets.

    32 hexadecimal digits of BLAKE2b over the three parts, each preceded by its length, so
    that no two different triples read the same.

    Args:
        town: the profile's slug.
        source: the source's name, unique in the installation.
        native_id: the source's id of the post, or its canonical URL.
    """
    digest = blake2b(digest_size=16)
    for part in (town, source, native_id):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


class Mention(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A post about a town. A post about two towns is two mentions."""

    id: str
    town: str
    post: Post

    @classmethod
    def of(cls, post: Post, town: str) -> Mention:
        """Make the mention of `post` for `town`; the id depends on nothing else."""
        return cls(id=mention_id(town, post.source.name, post.native_id), town=town, post=post)
