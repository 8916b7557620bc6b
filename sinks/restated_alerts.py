"""An alert about a post edited since: it says what the post says now."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from sinks.removed_text import blank
from vigie.alert import Alert
from vigie.batch import Restated


class Restating:
    """Edited mentions and what each rule says of them now.

    Args:
        restated: from the batch.
        revised: ids whose edition was truly written with them, of the others nothing changes;
            None when they come alone, the editions being written already.
    """

    def __init__(self, restated: Iterable[Restated], revised: Collection[str] | None) -> None:
        kept = [each for each in restated if revised is None or each.mention in revised]
        self.mentions = tuple(each.mention for each in kept)
        self._said = {(each.mention, alert.rule): alert for each in kept for alert in each.alerts}

    def stands(self, alert: Alert) -> bool:
        """Tell whether its rule still holds; otherwise what waits to leave is dropped."""
        return (alert.mention, alert.rule) in self._said

    def of(self, alert: Alert) -> Alert:
        """Return the alert with the words of now; of a rule that no longer holds, no words."""
        now = self._said.get((alert.mention, alert.rule))
        if now is None:
            return blank(alert)
        return replace(
            alert,
            title=now.title,
            reason=now.reason,
            advice=now.advice,
            summary=now.summary,
            url=now.url,
        )
