"""Single fields that XML and JSON feeds share: each is read whole or is nothing."""

from __future__ import annotations

import math
import re
from typing import Any, Final
from urllib.parse import urljoin

from connectors.addresses import canonical
from connectors.markup import one_line, plain
from vigie.post import Media, Point

_CODE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")
# ISO 639-2 codes that feeds of these parts use, where a two-letter code exists.
_THREE: Final = {
    "fra": "fr",
    "fre": "fr",
    "eng": "en",
    "nld": "nl",
    "dut": "nl",
    "deu": "de",
    "ger": "de",
    "spa": "es",
    "ita": "it",
    "por": "pt",
}
_MIME: Final = re.compile(r"[a-z]{1,40}/[a-z0-9.+-]{1,80}")
_COUNT_LIMIT: Final = 1_000_000_000


def language_code(tag: object) -> str | None:
    """Return the two-letter code of a language tag (« fr-CA » → "fr"), None for anything else."""
    found = _CODE.fullmatch(tag.strip()) if isinstance(tag, str) else None
    if found is None:
        return None
    code = found.group(1).lower()
    return code if len(code) == 2 else _THREE.get(code)


def point(latitude: Any, longitude: Any) -> Point | None:
    """Return a WGS 84 point in degrees; None for what is outside the globe or no number.

    (0, 0) is what broken software writes for « unknown »: it is no place either.
    """
    try:
        lat, lon = float(latitude), float(longitude)
    except (TypeError, ValueError):
        return None
    if not (math.isfinite(lat) and math.isfinite(lon)) or (lat == 0 and lon == 0):
        return None
    return Point(lat=lat, lon=lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def attachment(
    url: object, base: str, mime: object = None, description: object = None
) -> Media | None:
    """Return an attachment whose address, perhaps relative to `base`, is http(s), else None.

    Its address is not stripped of anything: a signature may be part of it.
    """
    if not isinstance(url, str) or canonical(url, base) is None:
        return None
    kind = mime.strip().lower() if isinstance(mime, str) else ""
    told = one_line(description, 300) if isinstance(description, str) else ""
    return Media(
        url=urljoin(base, "".join(plain(url, 4096).split())),
        mime=kind if _MIME.fullmatch(kind) else None,
        description=told or None,
    )


def whole_number(value: object) -> int | None:
    """Return a count that is not negative, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str) or len(str(value)[:20]) > 12:
        return None
    try:
        number = int(value)
    except ValueError:
        return None
    return number if 0 <= number <= _COUNT_LIMIT else None
