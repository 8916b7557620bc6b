"""What a request asks of the decision view: a day, its name, how long on each side, what of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import FormData, QueryParams

from vigie.kept_decision import KeptDecision
from webapp.mentions.asked import Asked
from webapp.trends.asked import read_day, words_alone, words_and_filters

KINDS: Final = ("resolution", "event", "date")
WEEKS: Final = (1, 2, 4, 8)
_LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAsked:
    """The comparison asked for; `on` is None before any day is given."""

    name: str
    kind: str
    on: date | None
    weeks: int
    asked: Asked

    @classmethod
    def of(cls, parameters: QueryParams | FormData) -> DecisionAsked:
        """Read the parameters of an address or the fields of a form; the absurd is left out."""
        given = QueryParams([(k, v) for k, v in parameters.multi_items() if isinstance(v, str)])
        kind, weeks = given.get("nature", ""), given.get("weeks", "")
        return cls(
            name=" ".join(given.get("name", "").split())[:_LONGEST_NAME],
            kind=kind if kind in KINDS else KINDS[0],
            on=read_day(given.get("on", "")),
            weeks=int(weeks) if weeks in map(str, WEEKS) else 2,
            asked=words_alone(given),
        )

    @classmethod
    def kept(cls, decision: KeptDecision) -> DecisionAsked:
        """Return the comparison that was kept."""
        return cls(
            name=decision.name,
            kind=decision.kind,
            on=decision.on,
            weeks=decision.weeks,
            asked=Asked(words=decision.words, filters=dict(decision.filters)),
        )

    def keeping(self, on: date) -> KeptDecision:
        """Return what is to be kept of it."""
        return KeptDecision(
            name=self.name,
            kind=self.kind,
            on=on,
            weeks=self.weeks,
            words=self.asked.words,
            filters=dict(self.asked.filters),
        )

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Name and value of each parameter of the address."""
        pairs = [("name", self.name)] if self.name else []
        pairs.append(("nature", self.kind))
        if self.on:
            pairs.append(("on", self.on.isoformat()))
        return [*pairs, ("weeks", str(self.weeks)), *words_and_filters(self.asked)]

    @property
    def address(self) -> str:
        """The address of this comparison on the site."""
        return "/decision?" + urlencode(self.parameters, errors="replace")
