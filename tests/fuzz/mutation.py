"""Bytes → bytes nobody would send: the same ones for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from tests.fuzz.json_mutation import mutated_json

#: Longest input made here; longer ones are the growth check's.
MOST = 65_536

_NUMBERS = (b"0", b"-0", b"1e400", b"-1", b"2147483648", b"9223372036854775808", b"9" * 5_000)
_PAIRS = (
    *((b"[", b"]"), (b'{"a":', b"}"), (b"(", b")"), (b"<div>", b"</div>"), (b"<b>", b"")),
    *((b"<!--", b"-->"), (b'"', b""), (b"[CDATA[", b"]]>"), (b"<a b='", b"'>"), (b"&", b";")),
)
_ENCODINGS = (
    "utf-16",
    "utf-16-be",
    "utf-32",
    "latin-1",
    "utf-7",
    "utf-8-sig",
    "cp037",
    "shift_jis",
)

Mutation = Callable[[bytes, Random, Sequence[bytes], Sequence[bytes]], bytes]


def mutated(
    parent: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]
) -> bytes:
    """Return a parent changed one to five times.

    Args:
        parent: what is changed.
        random: the only chance there is.
        words: of its language.
        others: what may be spliced into it.
    """
    made = parent
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 5))):
        made = random.choice(_MUTATIONS)(made, random, words, others)[:MOST]
    return made


def _place(data: bytes, random: Random) -> int:
    return random.randint(0, len(data))


def _stretch(data: bytes, random: Random, longest: int = 400) -> tuple[int, int]:
    start = _place(data, random)
    return start, min(len(data), start + random.randint(0, random.choice((4, 40, longest))))


def _flip(data: bytes, random: Random, *_: Sequence[bytes]) -> bytes:
    made = bytearray(data or b"\x00")
    for _time in range(random.randint(1, 4)):
        made[random.randrange(len(made))] ^= 1 << random.randrange(8)
    return bytes(made)


def _overwrite(data: bytes, random: Random, *_: Sequence[bytes]) -> bytes:
    start, end = _stretch(data, random, 8)
    return data[:start] + random.randbytes(end - start) + data[end:]


def _cut(data: bytes, random: Random, *_: Sequence[bytes]) -> bytes:
    return data[: _place(data, random)]


def _drop(data: bytes, random: Random, *_: Sequence[bytes]) -> bytes:
    start, end = _stretch(data, random)
    return data[:start] + data[end:]


def _repeat(data: bytes, random: Random, *_: Sequence[bytes]) -> bytes:
    start, end = _stretch(data, random)
    return data[:end] + data[start:end] * random.choice((1, 2, 9, 100)) + data[end:]


def _word(data: bytes, random: Random, words: Sequence[bytes], *_: Sequence[bytes]) -> bytes:
    start, end = _stretch(data, random, 12)
    end = start if random.random() < 0.5 else end
    return data[:start] + random.choice(words) + data[end:]


def _known(data: bytes, random: Random, words: Sequence[bytes], *_: Sequence[bytes]) -> bytes:
    """Put one of the language's words in place of another."""
    there = [word for word in words if word in data]
    if not there:
        return _word(data, random, words)
    return data.replace(random.choice(there), random.choice(words), random.choice((1, -1)))


def _run(data: bytes, random: Random, words: Sequence[bytes], *_: Sequence[bytes]) -> bytes:
    at = _place(data, random)
    word = random.choice((random.choice(words), random.randbytes(1), b" ", b"\n", b"a"))
    return data[:at] + word * random.choice((50, 1_000, 4_000)) + data[at:]


def _nest(data: bytes, random: Random, *_: Sequence[bytes]) -> bytes:
    start, end = _stretch(data, random)
    before, after = random.choice(_PAIRS)
    times = random.choice((3, 100, 1_500))
    return data[:start] + before * times + data[start:end] + after * times + data[end:]


def _number(data: bytes, random: Random, *_: Sequence[bytes]) -> bytes:
    digits = [place for place, byte in enumerate(data) if 48 <= byte <= 57]
    if not digits:
        return _flip(data, random)
    start = end = random.choice(digits)
    while end < len(data) and 48 <= data[end] <= 57:
        end += 1
    return data[:start] + random.choice(_NUMBERS) + data[end:]


def _splice(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    del words
    other = random.choice(others)
    start, end = _stretch(other, random, 4_000)
    at = _place(data, random)
    rest = data[at:] if random.random() < 0.5 else b""
    return data[:at] + other[start:end] + rest


def _recode(data: bytes, random: Random, *_: Sequence[bytes]) -> bytes:
    """Write all of it, or a stretch, in another encoding."""
    start, end = (0, len(data)) if random.random() < 0.5 else _stretch(data, random)
    text = data[start:end].decode("utf-8", "replace")
    return data[:start] + text.encode(random.choice(_ENCODINGS), "replace") + data[end:]


def _json(data: bytes, random: Random, *_: Sequence[bytes]) -> bytes:
    return mutated_json(data, random) or _flip(data, random)


_MUTATIONS: tuple[Mutation, ...] = (
    *(_flip, _overwrite, _cut, _drop, _repeat, _word, _word, _known, _run, _nest, _number),
    *(_splice, _recode, _json, _json, _json, _json),
)
