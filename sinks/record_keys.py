"""How the stores key what they look up: hashes instead of texts, and texts that can be stored."""

from __future__ import annotations

from hashlib import blake2b

from vigie.mention import mention_id
from vigie.record import Record


def key(text: str) -> int:
    """Return the 64-bit hash under which a text is looked up without being kept."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def ident(*parts: str) -> str:
    """Return 32 hexadecimal digits that stand for these texts, in this order."""
    digest = blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def storable(text: str) -> str:
    """Return a text that stores accept: a lone surrogate is written as « ? », as on the wire."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def answered(record: Record) -> str | None:
    """Return the id of the mention whose text this record repeats, None when it repeats none."""
    return None if record.mention.post.reply_to_text is None else replied_to(record)


def replied_to(record: Record) -> str | None:
    """Return the id of the mention that this record answers, None when it answers none."""
    post = record.mention.post
    if post.in_reply_to is None:
        return None
    return mention_id(record.mention.town, post.source.name, post.in_reply_to)


def doubts(record: Record) -> list[str]:
    """Return the labels still to be checked: a person's correction settles the doubt."""
    review = record.review
    settled = {*review.corrections, *review.consequences} if review else ()
    return [storable(label) for label in record.judgement.uncertain if label not in settled]
