"""What happens on an invented Bluesky, in the order in which Jetstream sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

POST = "app.bsky.feed.post"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Slower than what a line that is opened again repeats, so that little is heard twice.
_PACE = timedelta(seconds=2)
_BEGAN = timedelta(minutes=50)


def micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def record_of(text: Any, **others: Any) -> dict[str, Any]:
    """Return a post's record."""
    created = {"createdAt": "2026-11-23T12:00:00.000Z"}
    return {"$type": POST, **created, "text": text, **others}


class Network:
    """Everything that happened; one event every two seconds from fifty minutes before `now`.

    Attributes:
        said: events as the v1 wire tells them; bytes are told as they are, at their place.
        times: when each was witnessed, in Unix microseconds.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.said: list[dict[str, Any] | bytes] = []
        self.times: list[int] = []

    def post(self, text: Any, *, did: str = "", at: datetime | None = None, **more: Any) -> str:
        """Publish; return the post's address. `more` is of its record."""
        number = len(self.said) + 1
        did = did or f"did:plc:residentefictive{number}"
        self.commit("create", did, f"3mfictif{number}", record_of(text, **more), at=at)
        return f"at://{did}/{POST}/3mfictif{number}"

    def delete(self, address: str) -> None:
        did, _, rkey = address.removeprefix("at://").split("/")
        self.commit("delete", did, rkey)

    def update(self, address: str, text: str) -> None:
        did, _, rkey = address.removeprefix("at://").split("/")
        self.commit("update", did, rkey, record_of(text))

    def commit(
        self,
        operation: str,
        did: str,
        rkey: str,
        record: Any = None,
        *,
        at: datetime | None = None,
        collection: str = POST,
    ) -> None:
        told = {"rev": "3mrev", "operation": operation, "collection": collection, "rkey": rkey}
        if record is not None:
            told |= {"record": record, "cid": "bafyfictif"}
        self._happen({"did": did, "kind": "commit", "commit": told}, at)

    def account(self, did: str, *, active: bool, status: str | None = None) -> None:
        told: dict[str, Any] = {"active": active, "did": did, "seq": 1, "time": "2026-11-23"}
        if status is not None:
            told["status"] = status
        self._happen({"did": did, "kind": "account", "account": told})

    def identity(self, did: str, at: datetime | None = None) -> None:
        """Tell of an identity, without its handle, as is usual."""
        told = {"did": did, "seq": 1, "time": "2026-11-23"}
        self._happen({"did": did, "kind": "identity", "identity": told}, at)

    def garble(self, frame: bytes) -> None:
        """Have these bytes told as they are."""
        self._add(frame, None)

    def _happen(self, event: dict[str, Any], at: datetime | None = None) -> None:
        event["time_us"] = self._add(event, at)

    def _add(self, event: dict[str, Any] | bytes, at: datetime | None) -> int:
        moment = at or self.now - _BEGAN + len(self.said) * _PACE
        self.said.append(event)
        self.times.append(micros(moment))
        self.told()
        return self.times[-1]

    def told(self) -> None:
        """Called after each event."""
