"""How a table's bytes are read as characters: its byte order mark, its codec, its newline."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO, Final, NamedTuple

import charset_normalizer

#: Bytes looked at around the first character that is not ASCII.
_WINDOW: Final = 1 << 16

# The longer marks first: UTF-32's little-endian mark begins with UTF-16's.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Without a mark, these names leave the byte order open: Windows' is the common one.
_ORDERS: Final = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}
_NOT_FOR_FILES: Final = frozenset({"idna", "punycode", "undefined", "mbcs", "oem", "utf-7"})

_HIGH: Final = re.compile(rb"[\x80-\xff]")
_SEQUENCE: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# How likely a character is in French, to compare readings of the same bytes.
_WEIGHTS: Final = {
    **dict.fromkeys("àâçéèêëîïôùûœ", 4),
    **dict.fromkeys("äöüß", 3),
    **dict.fromkeys("ÀÂÇÉÈÊËÎÏÔÙÛŒ", 2),
    **dict.fromkeys("«»’‘“”–—…€°\u00a0", 1),
}
_USUAL: Final = ("cp1252", "mac_roman", "cp850")  # Windows, old Macintosh, DOS


class Encoding(NamedTuple):
    """What the bytes are.

    Attributes:
        codec: Python's name of it, without byte order mark; "ascii" while no byte of the file
            tells more, which an appended line may change.
        mark: length of the byte order mark, in bytes.
        newline: the bytes that end a line.
    """

    codec: str
    mark: int
    newline: bytes

    def decode(self, data: bytes) -> str:
        """Return the characters; raises `UnicodeDecodeError`, naming no text."""
        return data.decode("utf-8" if self.codec == "ascii" else self.codec)


def usable(codec: str) -> bool:
    """Tell whether a file can be read line by line in this codec."""
    try:
        name = codecs.lookup(codec).name
        lines = "\n".encode(name)
    except (LookupError, UnicodeError, ValueError):
        return False
    return name not in _NOT_FOR_FILES and (name.startswith(("utf-16", "utf-32")) or lines == b"\n")


def detect(stream: BinaryIO, wanted: str = "auto", plain: int = 0) -> Encoding:
    """Tell a file's encoding: by its mark, else `wanted`, else UTF-8, else what makes sense.

    A file that is not UTF-8 is read as Excel's French `cp1252`, as an old Macintosh or as DOS
    wrote, whichever makes French of its accents; else `charset_normalizer` is asked. Reads
    until the first character that is not ASCII; blocks on the disk.

    Args:
        stream: a binary file.
        wanted: a codec, or "auto".
        plain: so many bytes at the beginning are known to be ASCII, and are not read again.
    """
    stream.seek(0)
    head = stream.read(_WINDOW)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return _with_newline(codec, len(mark), head)
    if wanted != "auto":
        name = codecs.lookup(wanted).name
        return _with_newline(_ORDERS.get(name, name), 0, head)
    stream.seek(plain)
    window, ended = _accents(stream)
    return _with_newline(_guess(window, ended=ended), 0, head)


def _with_newline(codec: str, mark: int, head: bytes) -> Encoding:
    """Old Macintosh exports end their lines with a bare carriage return."""
    text = head[mark:].decode("utf-8" if codec == "ascii" else codec, "replace")
    first = re.search("\r(?!\n)|\n", text)
    bare = first is not None and first.group() == "\r" and first.end() < len(text)
    return Encoding(codec, mark, ("\r" if bare else "\n").encode(codec))


def _accents(stream: BinaryIO) -> tuple[bytes, bool]:
    """Return the bytes from the first that is not ASCII on, and whether the file ends there."""
    while chunk := stream.read(_WINDOW):
        found = _HIGH.search(chunk)
        if found:
            more = stream.read(_WINDOW)
            return chunk[found.start() :] + more, len(more) < _WINDOW
    return b"", True


def _guess(window: bytes, *, ended: bool) -> str:
    if not window:
        return "ascii"
    if _is_utf8(window, ended=ended):
        return "utf-8"
    usual = max(_USUAL, key=lambda codec: _likelihood(window, codec))
    high = len(_HIGH.findall(window))
    other_alphabet = high > 20 and high * 2 > len(window)
    if not other_alphabet and _likelihood(window, usual) >= 1:
        return usual
    best = charset_normalizer.from_bytes(window).best()
    single = best is not None and usable(best.encoding) and "\n".encode(best.encoding) == b"\n"
    return best.encoding if best is not None and single else "cp1252"


def _is_utf8(window: bytes, *, ended: bool) -> bool:
    """Tell whether it is UTF-8, a few broken bytes excepted: their lines alone are refused."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(window, final=ended)
    except UnicodeDecodeError:
        stray = len(_HIGH.findall(_SEQUENCE.sub(b"", window)))
        return len(_SEQUENCE.findall(window)) > 4 * stray
    return True


def _likelihood(window: bytes, codec: str) -> float:
    """Return how much the accents look like French in this codec, from 0 to 4."""
    high = [character for character in window.decode(codec, "replace") if character > "\x7f"]
    return sum(_WEIGHTS.get(character, 0) for character in high) / max(1, len(high))
