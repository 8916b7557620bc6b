"""The alerts page: what was raised, and whether it reached its targets."""

from __future__ import annotations

from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from vigie.alert import Delivery
from webapp.reader import Reader
from webapp.site import Site

_SHOWN = 200


class DeliveryRow(NamedTuple):
    """One alert on its way to one target."""

    title: str
    reason: str
    advice: str
    severity: str
    severity_name: str
    raised: str
    raised_ago: str
    mention: str
    target: str
    state: str
    state_name: str
    attempts: str
    next: str
    error: str


async def alerts_page(site: Site, request: Request) -> Response:
    """Answer `/alerts`."""
    reader = site.reader(request)
    deliveries = await site.outbox.deliveries(_SHOWN) if site.outbox else []
    disabled = await site.outbox.disabled_targets() if site.outbox else {}
    return site.page(
        request,
        "alerts.html",
        reader=reader,
        sends=site.outbox is not None,
        rows=[_row(delivery, reader) for delivery in deliveries],
        disabled=sorted(disabled.items()),
    )


def _row(delivery: Delivery, reader: Reader) -> DeliveryRow:
    alert, moments = delivery.alert, reader.moments(delivery.alert.town)
    waits = delivery.state == "pending" and delivery.attempts > 0
    return DeliveryRow(
        title=alert.title,
        reason=alert.reason,
        advice=alert.advice,
        severity=alert.severity,
        severity_name=reader.known("severity", alert.severity),
        raised=moments.full(alert.raised_at),
        raised_ago=moments.ago(alert.raised_at),
        mention=alert.mention,
        target=delivery.target,
        state=delivery.state,
        state_name=reader.known("delivery", delivery.state),
        attempts=reader.count("alerts.attempts", delivery.attempts) if delivery.attempts else "",
        next=reader.say("alerts.next", when=moments.soon(delivery.due_at)) if waits else "",
        error=delivery.last_error or "",
    )
