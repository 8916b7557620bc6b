"""Every failure that httpx knows has its verdict."""

from __future__ import annotations

import inspect
import ssl

import httpx
import pytest

from pipeline.outbound.verdicts import CAUGHT, VERDICTS, verdict
from vigie.errors import InvalidInput, Refused, Unavailable

HTTPX_ERRORS = sorted(
    (
        error
        for _, error in inspect.getmembers(httpx, inspect.isclass)
        if issubclass(error, Exception)
    ),
    key=lambda error: error.__name__,
)


def made(kind: type[Exception]) -> Exception:
    error = kind.__new__(kind)
    error.args = ("https://ville.example/?cle=abc123",)
    return error


@pytest.mark.parametrize("kind", HTTPX_ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_of_httpx_is_caught_and_has_a_verdict(kind: type[Exception]) -> None:
    assert issubclass(kind, CAUGHT)
    ours = verdict(made(kind), "ville.example")
    assert isinstance(ours, Unavailable | InvalidInput)
    for sentence in (ours.say.fr, ours.say.en):
        assert "ville.example" in sentence
        assert "abc123" not in sentence


def test_httpx_has_errors_to_map() -> None:
    assert len(HTTPX_ERRORS) > 25
    assert set(VERDICTS) <= set(CAUGHT)


@pytest.mark.parametrize(
    ("kind", "verdict_of_ours"),
    [
        (httpx.ReadTimeout, Unavailable),
        (httpx.ConnectError, Unavailable),
        (httpx.RemoteProtocolError, Unavailable),
        (httpx.DecodingError, InvalidInput),
        (httpx.UnsupportedProtocol, Refused),
        (httpx.InvalidURL, Refused),
        (TimeoutError, Unavailable),
        (ssl.SSLError, Unavailable),
        (ConnectionResetError, Unavailable),
    ],
)
def test_the_verdict_is_the_one_of_the_nearest_class(
    kind: type[Exception], verdict_of_ours: type[Exception]
) -> None:
    assert type(verdict(made(kind), "ville.example")) is verdict_of_ours


def test_a_fault_of_ours_is_not_taken_for_an_outage() -> None:
    assert not issubclass(KeyError, CAUGHT)
    with pytest.raises(KeyError):
        verdict(KeyError("x"), "ville.example")
