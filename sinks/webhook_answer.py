"""What a webhook target's answer means, by Standard Webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from vigie.errors import Refused, Unavailable
from vigie.outbound import Fetched
from vigie.say import Say

# No target may put an alert off for longer than the schedule's own longest wait.
_LONGEST_WAIT: Final = 86_400.0


class TargetGone(Refused):
    """The target answered 410: it wants no alert any more, this one or another.

    The delivering loop stops the target; any other final refusal is of one alert only.
    """


def raise_for(answer: Fetched, host: str, now: datetime) -> None:
    """Return when the target took the alert (2xx); a redirect is not a success.

    Raises:
        TargetGone: 410.
        Unavailable: any other status, with the wait that Retry-After asks for.
    """
    if 200 <= answer.status < 300:
        return
    if answer.status == 410:
        raise TargetGone(
            Say(
                f"{host} a répondu 410 : cette cible ne veut plus d’alertes",
                f"{host} answered 410: this target wants no more alerts",
            ),
            final=True,
        )
    raise Unavailable(
        Say(f"{host} a répondu {answer.status}", f"{host} answered {answer.status}"),
        retry_after=retry_after(answer.headers, now),
    )


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the wait that Retry-After asks for, in seconds, at most a day; None if unsaid.

    Both forms of RFC 9110 (10.2.3) are read: seconds, and an HTTP date.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), _LONGEST_WAIT)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    wait = (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds()
    return min(max(wait, 0.0), _LONGEST_WAIT)
