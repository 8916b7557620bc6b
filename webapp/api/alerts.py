"""Alerts on their way, and sending one again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from vigie.alert import Alert, Delivery
from vigie.contracts import Outbox
from vigie.say import Say
from webapp.api.operation import Call, Operation, Reply
from webapp.api.problem import Problem
from webapp.log_of_acts import note

_ALL: Final = 1_000


class DeliveriesAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which deliveries."""

    state: Literal["pending", "sent", "dead", "dropped"] | None = None
    limit: Annotated[int, Meta(ge=1, le=_ALL)] = 100


class AlertSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Something the team was told of; its sentences are in the installation's language."""

    id: str
    rule: str
    town: str
    mention: str
    source: str | None
    severity: str
    title: str
    reason: str
    advice: str
    raised_at: datetime


class DeliverySaid(msgspec.Struct, frozen=True, kw_only=True):
    """One alert on its way to one target."""

    alert: AlertSaid
    target: str
    state: str
    attempts: int
    due_at: datetime
    last_error: str | None
    settled_at: datetime | None


class DeliveriesSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Deliveries, newest alert first.

    Attributes:
        sends: whether the installation sends alerts at all.
        disabled: targets that want no more, with the reason.
    """

    sends: bool
    deliveries: tuple[DeliverySaid, ...]
    disabled: dict[str, str]


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """How many deliveries are due again."""

    deliveries: int


async def _list(call: Call) -> Reply:
    outbox = call.site.outbox
    if outbox is None:
        return Reply(DeliveriesSaid(sends=False, deliveries=(), disabled={}))
    found = await outbox.deliveries(call.asked.limit, call.asked.state)
    disabled = dict(await outbox.disabled_targets())
    told = DeliveriesSaid(sends=True, deliveries=tuple(map(_said, found)), disabled=disabled)
    return Reply(told)


async def _replay(call: Call) -> Reply:
    outbox, wanted = call.site.outbox, call.named("alert")
    alert = await _alert(outbox, wanted) if outbox else None
    if outbox is None or alert is None:
        raise Problem("not_found")
    now = call.site.clock.now()
    count = await outbox.replay([wanted], now)
    papers = call.site.office.papers
    await note(papers, now, call.actor.name, "replayed", town=alert.town, about=wanted)
    return Reply(Replayed(deliveries=count))


async def _alert(outbox: Outbox, wanted: str) -> Alert | None:
    found = await outbox.deliveries(_ALL)
    return next((each.alert for each in found if each.alert.id == wanted), None)


def alert_said(alert: Alert) -> AlertSaid:
    """Return an alert as it is told."""
    return AlertSaid(**{name: getattr(alert, name) for name in AlertSaid.__struct_fields__})


def _said(delivery: Delivery) -> DeliverySaid:
    told = alert_said(delivery.alert)
    rest = [name for name in DeliverySaid.__struct_fields__ if name != "alert"]
    return DeliverySaid(alert=told, **{name: getattr(delivery, name) for name in rest})


ALERTS: Final = (
    Operation(
        id="list_deliveries",
        path="/alerts",
        tag="alerts",
        says=Say("Lire les alertes et leur sort", "Read the alerts and what became of them"),
        does=_list,
        gives=DeliveriesSaid,
        asks=DeliveriesAsked,
    ),
    Operation(
        id="replay_alert",
        path="/alerts/{alert}/replay",
        tag="alerts",
        says=Say("Envoyer une alerte de nouveau", "Send an alert again"),
        does=_replay,
        gives=Replayed,
        method="POST",
        need="officer",
    ),
)
