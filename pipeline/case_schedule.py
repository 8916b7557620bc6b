"""When a case is looked at again: before it is sent, while its outcome is unknown, afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)

#: How long one worker has a case for itself. Far longer than any request may last.
LEASE: Final = 10 * _MINUTE
#: Waits before a case that could not be sent is tried again; the last one goes on.
RETRIES: Final = (_MINUTE, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 6 * _HOUR)
#: Waits before each look for a case whose outcome is unknown; then a person decides.
LOOKS: Final = (timedelta(0), 2 * _MINUTE, 15 * _MINUTE, _HOUR, 6 * _HOUR, 24 * _HOUR)
#: Waits before each question about a token; the last one goes on, for `TOKEN_LIFE`.
TOKENS: Final = (timedelta(seconds=10), _MINUTE, 10 * _MINUTE, _HOUR, 6 * _HOUR)
TOKEN_LIFE: Final = timedelta(days=30)
#: A case not closed after so long is asked about no more.
FOLLOWED: Final = timedelta(days=365)


def retry_wait(attempts: int, asked: float | None) -> timedelta:
    """Return the wait after so many attempts; a longer one that was asked for is honoured."""
    own = RETRIES[min(attempts, len(RETRIES) - 1)]
    return max(own, timedelta(seconds=min(asked or 0.0, 86_400.0)))


def token_wait(attempts: int) -> timedelta:
    """Return the wait before the next question about a token."""
    return TOKENS[min(attempts, len(TOKENS) - 1)]


def next_status(sent_at: datetime | None, now: datetime) -> datetime | None:
    """Return when to ask for a status again: each hour on the first day, then less and less."""
    age = now - sent_at if sent_at else timedelta(0)
    if age > FOLLOWED:
        return None
    if age < timedelta(days=1):
        return now + _HOUR
    return now + (6 * _HOUR if age < timedelta(days=30) else timedelta(days=1))
