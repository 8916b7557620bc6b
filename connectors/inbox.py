"""Where a source is called: the part of the address that is its own."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from typing import Final

_LONGEST: Final = 80
_OTHER: Final = re.compile("[^a-z0-9]+")


def inbox_of(name: str) -> str:
    """Return a source's name as a part of an address: "Page de la Ville" → "page-de-la-ville".

    A name without any letter or digit of the Latin alphabet becomes a short hash of itself.
    """
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = _OTHER.sub("-", ascii_only.lower()).strip("-")[:_LONGEST].strip("-")
    return slug or blake2b(name.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
