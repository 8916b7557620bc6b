"""Sizes as people say them."""

from __future__ import annotations

import pytest

from vigie.sizes import size


@pytest.mark.parametrize(
    ("octets", "french", "english"),
    [
        (79_743_000_000, "79,7 Go", "79.7 GB"),
        (2_000_000_000, "2 Go", "2 GB"),
        (430_900_000, "431 Mo", "431 MB"),
        (12_000, "0 Mo", "0 MB"),
        (3_250_000_000_000, "3,2 To", "3.2 TB"),
    ],
)
def test_a_size_is_told_in_its_greatest_unit(octets: int, french: str, english: str) -> None:
    said = size(octets)
    assert (said.fr.replace("\u00a0", " "), said.en.replace("\u00a0", " ")) == (french, english)
