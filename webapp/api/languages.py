"""The language of whoever calls: what `Accept-Language` asks for (RFC 9110, 12.5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from starlette.requests import Request

_KNOWN: Final = ("fr", "en")
_MOST: Final = 20


def language_of(request: Request, otherwise: str) -> str:
    """Return "fr" or "en": the one asked for most, `otherwise` when neither is."""
    header = request.headers.get("accept-language", "")
    wanted = sorted(_weighed(header), key=lambda pair: -pair[1])
    return next((language for language, weight in wanted if weight > 0), otherwise)


def _weighed(header: str) -> Iterator[tuple[str, float]]:
    for part in header.split(",")[:_MOST]:
        name, _, parameter = part.strip().partition(";")
        language = name.strip().lower().partition("-")[0]
        if language in _KNOWN:
            yield language, _weight(parameter)


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
