"""Compressed frames → the bytes of their JSON: zstd with the dictionary of its wire."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import zstandard

from vigie.errors import InvalidInput
from vigie.say import Say

#: No frame holds more than this, compressed or not, in bytes. The server is asked to skip events
#: over half of it (`maxMessageSizeBytes`): one that is too long would cut the line each time.
LONGEST: Final = 1_000_000
SKIPPED: Final = LONGEST // 2

# Frames may omit the size of their content, and a buffer is then made before it is known: one
# of 64 kB costs a sixth of one of a megabyte, and holds every post there is.
_ORDINARY: Final = 65_536
_MAGIC: Final = b"\x37\xa4\x30\xec"

#: A binary frame → its content; raises `InvalidInput` for what cannot be decompressed.
Unpack = Callable[[bytes], bytes]


class Dictionary:
    """A trained zstd dictionary, ready to decompress with.

    Args:
        raw: as it is published (RFC 8878, section 5).

    Raises:
        InvalidInput: it is no such dictionary.
    """

    def __init__(self, raw: bytes) -> None:
        say = Say("Ce n’est pas un dictionnaire zstd.", "This is no zstd dictionary.")
        if not raw.startswith(_MAGIC):
            raise InvalidInput(say)
        try:
            loaded = zstandard.ZstdCompressionDict(raw, dict_type=zstandard.DICT_TYPE_FULLDICT)
            self._decompress = zstandard.ZstdDecompressor(dict_data=loaded).decompress
            # The dictionary is only read at its first use.
            self._decompress(zstandard.ZstdCompressor().compress(b"{}"))
        except (zstandard.ZstdError, ValueError) as error:
            raise InvalidInput(say) from error
        self.id: int = loaded.dict_id()

    def unpack(self, frame: bytes) -> bytes:
        """Return a frame's content, at most `LONGEST` bytes.

        Raises:
            InvalidInput: it is no zstd frame, not one of this dictionary's, or too large.
        """
        try:
            size = zstandard.frame_content_size(frame)
            if size > LONGEST:
                raise _unpackable()
            if size >= 0:
                return self._decompress(frame)
            return self._unsized(frame)
        except (zstandard.ZstdError, MemoryError) as error:
            raise _unpackable() from error

    def _unsized(self, frame: bytes) -> bytes:
        try:
            return self._decompress(frame, max_output_size=_ORDINARY)
        except zstandard.ZstdError:
            return self._decompress(frame, max_output_size=LONGEST)


def as_it_is(frame: bytes) -> bytes:
    """Return the content of a frame of a line that is not compressed."""
    return frame


def _unpackable() -> InvalidInput:
    return InvalidInput(
        Say("Trame impossible à décompresser.", "A frame that cannot be decompressed.")
    )
