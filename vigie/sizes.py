"""Sizes of stored data as people say them: « 79,7 Go », "430 MB"."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

_UNITS: Final = ((10**12, "To", "TB"), (10**9, "Go", "GB"), (10**6, "Mo", "MB"))


def size(octets: int) -> Say:
    """Return a number of bytes in its greatest unit (decimal, SI); one decimal from a gigabyte."""
    least, fr, en = next((u for u in _UNITS if octets >= u[0]), _UNITS[-1])
    decimals = 1 if least > _UNITS[-1][0] else 0
    written = f"{octets / least:.{decimals}f}".removesuffix(".0")
    return Say(f"{written.replace('.', ',')}\u00a0{fr}", f"{written}\u00a0{en}")
