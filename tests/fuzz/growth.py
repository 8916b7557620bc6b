"""Does a parser's time grow with its input, or with its square?"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tests.fuzz.guard import seconds
from tests.fuzz.target import Target

#: A doubled input may take so many times as long; twice is linear, four times is quadratic.
STEEPEST = 3.0
#: Times below this, in seconds of CPU, are mostly what is done once.
TELLING = 0.02

_FIRST = 4_096
_AGAIN = 3
_OPENED = (
    *((b"[", b"]"), (b'{"a":', b"}"), (b"<div>", b"</div>"), (b"<a>", b""), (b"(", b")")),
    *(
        (b"<!--", b""),
        (b"<![CDATA[", b""),
        (b'"', b""),
        (b"<!", b">"),
        (b"<a b=", b">"),
        (b"&", b""),
    ),
    *((b"--x\r\n\r\n", b""), (b"=?utf-8?q?", b"?="), (b"\r\n ", b""), (b"<script>", b"</script>")),
)

_TEXT = re.compile(rb"[^<>\"{}\[\]]{12,}")
_DIGIT = re.compile(rb"(\d)")

#: Target and input → seconds of CPU.
Measure = Callable[[Target, bytes], float]


@dataclass(frozen=True, slots=True)
class Family:
    """Inputs alike of any length: a beginning, the same unit again and again, an end.

    With `numbered`, each unit holds a number of its own in place of its first digit.
    """

    before: bytes
    unit: bytes
    after: bytes
    closing: bytes = b""
    numbered: bool = False

    def of(self, size: int) -> bytes:
        """Return the one of about so many bytes."""
        times = max(1, (size - len(self.before) - len(self.after)) // max(1, self._length))
        if self.numbered:
            start, _, end = _DIGIT.split(self.unit, 1)
            units = b"".join(b"%s%d%s" % (start, n, end) for n in range(times))
        else:
            units = self.unit * times
        return self.before + units + self.closing * times + self.after

    @property
    def _length(self) -> int:
        return len(self.unit) + len(self.closing) + (4 if self.numbered else 0)


@dataclass(frozen=True, slots=True)
class Steep:
    """A family over which a parser's time grows too fast; the sizes and the seconds measured."""

    family: Family
    sizes: tuple[int, int]
    times: tuple[float, float]

    @property
    def told(self) -> str:
        """For a person."""
        (small, large), (less, more) = self.sizes, self.times
        unit = self.family.unit[:40]
        return f"{small} bytes {less:.3f} s, {large} bytes {more:.3f} s, of {unit!r}"


def family(seed: bytes, words: Sequence[bytes], random: Random) -> Family:
    """Return a family: a stretch of the seed, a word, an opening or a character repeated."""
    start = _place(seed, random)
    end = min(len(seed), start + random.choice((1, 8, 40, 200, 1_000)))
    before, after = seed[:start], seed[start:]
    what = random.randrange(7)
    if what in {0, 1}:
        opening, closing = random.choice(_OPENED)
        return Family(before, opening, after, closing)
    if what in {5, 6}:
        return Family(before, random.choice(words), after)
    if what == 2:
        return Family(
            before, random.choice((b"a", b" ", b"0", b"\n", b"\xc3\xa9", b"<", b"\\")), after
        )
    unit = seed[start:end] or b"0"
    return Family(before, unit, seed[end:], numbered=what == 3 and bool(_DIGIT.search(unit)))


def _place(seed: bytes, random: Random) -> int:
    """Return a place of a seed, as often as not within one of its texts."""
    texts = [text.span() for text in _TEXT.finditer(seed)] if random.random() < 0.6 else []
    return random.randint(*random.choice(texts)) if texts else random.randint(0, len(seed))


def steep(target: Target, alike: Family, measure: Measure = seconds) -> Steep | None:
    """Return where the time over a family grows too fast, None where it does not.

    The size is doubled until the time tells something, then twice more; a growth that is too
    fast is measured again, each time the quickest counting.
    """
    size = _FIRST
    gc.collect()
    gc.disable()
    try:
        least = measure(target, alike.of(size))
        while size * 2 <= target.most:
            more = measure(target, alike.of(size * 2))
            if least >= TELLING and more > STEEPEST * least:
                least, more = _confirmed(target, alike, size, measure)
                if least >= TELLING and more > STEEPEST * least:
                    return Steep(alike, (size, size * 2), (least, more))
            size, least = size * 2, more
            if least > 50 * TELLING:
                return None
        return None
    finally:
        gc.enable()


def _confirmed(target: Target, alike: Family, size: int, measure: Measure) -> tuple[float, float]:
    small = min(measure(target, alike.of(size)) for _ in range(_AGAIN))
    return small, min(measure(target, alike.of(size * 2)) for _ in range(_AGAIN))
