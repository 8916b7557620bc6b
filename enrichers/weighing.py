"""The trained model's say: it weighs the words and what the rules found, and settles each label.

The rules stay: they give the reasons, the places and what is certain (a known account). The
model, which was trained on labelled posts (corpus/, `vigie train`), decides how much each of
their signs is worth beside the words themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from enrichers.features import Featurer
from enrichers.heads import Decided
from enrichers.reader import Reader, reader_of
from enrichers.reading import Reading
from enrichers.settled import revised
from enrichers.town_words import said_by_town
from enrichers.weights import Weights, weights
from vigie.judgement import Judged
from vigie.town import Town

#: What the rules must have said before; the model then says it again, better.
LABELS: Final = frozenset(
    (
        *("language", "sentiment", "topic", "intent", "service_request", "place"),
        *("media_request", "emergency", "conduct", "author_role", "owner"),
    )
)


class Weighing:
    """The last stage (`vigie.contracts.Enricher`): fills no new field, settles all labels."""

    name = "weighing"
    needs = LABELS
    gives: frozenset[str] = frozenset()

    def __init__(
        self, town: Town, reader: Reader, model: Weights, *, extended: bool = False
    ) -> None:
        self._town = town
        self._reader = reader
        self._model = model
        self._featurer = Featurer(town)
        self._extended = extended
        self.version = model.version

    def enrich(self, batch: Sequence[Judged]) -> list[Judged]:
        """Return the batch in the same order, each label settled; without a word, as it was.

        What the town's own lexicon says stands (`enrichers.town_words`).
        """
        read = [self._reader.read(judged) for judged in batch]
        answered = [self._reader.answered(judged) for judged in batch]
        features = list(map(self._featurer.of, batch, read, answered))
        scores = self._model.scores(features)
        columns = [head.decide(scores) for head in self._model.heads]
        return [
            self._settle(judged, reading, said) if found.spelt else judged
            for judged, reading, found, *said in zip(batch, read, features, *columns, strict=True)
        ]

    def _settle(self, judged: Judged, reading: Reading, said: Sequence[Decided]) -> Judged:
        certain = said_by_town(judged.judgement, reading) if self._extended else ()
        decided = {
            head.label: (head, one)
            for head, one in zip(self._model.heads, said, strict=True)
            if head.label not in certain
        }
        after = revised(judged, decided, self._town.interface)
        models = {**after.models, self.name: self.version}
        return Judged(
            mention=judged.mention, judgement=msgspec.structs.replace(after, models=models)
        )


def build(town: Town, options: Mapping[str, Any]) -> Weighing:
    """Return the stage.

    Args:
        town: its names are masked from the model; it gives the language of the reasons.
        options: `model`, a file made by `vigie train` instead of the house's; `lexicons`.

    Raises:
        ConfigurationError: the model's file is absent or unreadable.
    """
    path = options.get("model")
    model = weights(Path(path) if path else None)
    extended = bool(options.get("lexicons"))
    return Weighing(town, reader_of(town, options), model, extended=extended)
