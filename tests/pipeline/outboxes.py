"""An outbox in memory that keeps every promise of `vigie.contracts.Outbox` but durability."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from vigie.alert import Alert, Delivery


def an_alert(name: str = "a", **fields: Any) -> Alert:
    values: dict[str, Any] = {
        "id": f"alert_{name}",
        "rule": "emergency",
        "town": "ville-fictive",
        "mention": f"mention_{name}",
        "severity": "urgent",
        "title": "Fil électrique tombé dans la rue du Moulin",
        "reason": "Danger immédiat pour la vie",
        "advice": "Appelez le 911.",
        "raised_at": datetime.fromisoformat("2026-11-23T14:00:00+00:00"),
        "summary": {"topic": "safety", "excerpt": "Un fil est tombé, ça fait des étincelles!"},
        "url": "http://127.0.0.1:8311/mentions/a",
    }
    return Alert(**{**values, **fields})


class MemoryOutbox:
    def __init__(self, *deliveries: Delivery) -> None:
        self.kept = {(d.alert.id, d.target): d for d in deliveries}
        self.leased: dict[tuple[str, str], datetime] = {}
        self.disabled: dict[str, str] = {}
        self.saved: list[Delivery] = []

    def put(self, target: str, *names: str, due_at: datetime) -> None:
        for name in names:
            delivery = Delivery(alert=an_alert(name), target=target, due_at=due_at)
            self.kept[delivery.alert.id, target] = delivery

    async def claim(
        self, now: datetime, lease: timedelta, limit: int, without: Collection[str] = ()
    ) -> list[Delivery]:
        free = [
            (key, d)
            for key, d in self.kept.items()
            if d.state == "pending"
            and d.due_at <= now
            and self.leased.get(key, now) <= now
            and d.target not in without
        ]
        taken = sorted(free, key=lambda pair: pair[1].due_at)[:limit]
        self.leased.update({key: now + lease for key, _ in taken})
        return [d for _, d in taken]

    async def settle(self, deliveries: Sequence[Delivery]) -> None:
        for delivery in deliveries:
            key = (delivery.alert.id, delivery.target)
            self.kept[key] = delivery
            self.leased.pop(key, None)
            self.saved.append(delivery)

    async def deliveries(self, limit: int = 100, state: str | None = None) -> list[Delivery]:
        return [d for d in self.kept.values() if state in (None, d.state)][:limit]

    async def disabled_targets(self) -> Mapping[str, str]:
        return dict(self.disabled)

    async def disable_target(self, target: str, why: str, at: datetime) -> None:
        self.disabled[target] = why
        for key, delivery in self.kept.items():
            if delivery.target == target and delivery.state == "pending":
                self.kept[key] = replace(delivery, state="dropped", settled_at=at)

    async def enable_target(self, target: str) -> None:
        self.disabled.pop(target, None)

    async def replay(self, ids: Sequence[str], now: datetime) -> int:
        again = [key for key in self.kept if key[0] in ids]
        for key in again:
            self.kept[key] = replace(self.kept[key], state="pending", attempts=0, due_at=now)
        return len(again)
