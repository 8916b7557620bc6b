"""The frame that every rule stage shares: read, judge, put what was said in the judgement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from enrichers.reader import Reader
from enrichers.reading import Reading
from vigie.judgement import Judged, Reason

VERSION: Final = "rules-1"


class Said(msgspec.Struct, frozen=True, gc=False):
    """What a stage says of one mention.

    Attributes:
        fields: fields of `Judgement` and their values.
        why: the reasons to add.
        uncertain: labels that a person should check.
    """

    fields: dict[str, Any]
    why: tuple[Reason, ...] = ()
    uncertain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleStage:
    """An enricher made of rules (`vigie.contracts.Enricher`).

    Attributes:
        judge: pure; takes a mention as judged so far and its reading, never raises.
    """

    name: str
    gives: frozenset[str]
    needs: frozenset[str]
    reader: Reader
    judge: Callable[[Judged, Reading], Said]
    version: str = field(default=VERSION)

    def enrich(self, batch: Sequence[Judged]) -> list[Judged]:
        """Return the batch in the same order, each with this stage's fields filled."""
        return [self._enrich(judged) for judged in batch]

    def _enrich(self, judged: Judged) -> Judged:
        said = self.judge(judged, self.reader.read(judged))
        before = judged.judgement
        after = msgspec.structs.replace(
            before,
            **said.fields,
            why=before.why + said.why,
            uncertain=before.uncertain + said.uncertain,
            models={**before.models, self.name: self.version},
        )
        return Judged(mention=judged.mention, judgement=after)
