"""What cross-validation says of a model, as figures and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from enrichers.settled import Settled, revised
from pipeline.evaluation.answers import Answer
from pipeline.evaluation.figures import Figure, figures
from pipeline.training.examples import Example
from pipeline.training.fitting import CORRECTIONS
from pipeline.training.making import Made
from vigie.judgement import Judgement

#: Of all posts, of the French, of the English: « all », « fr », « en ».
Figures = Mapping[str, Sequence[Figure]]

_CHOICES: Final = ("sentiment", "topic", "intent", "conduct", "author_role")
_VERDICTS: Final = ("service_request", "emergency", "media_request")


def unseen_answers(made: Made, examples: Sequence[Example]) -> list[Answer]:
    """Return each post's gold beside what weights that had not seen its group say.

    Corrections are left out: their gold is in part only.
    """
    columns = {head.label: (head, head.decide(made.unseen.scores)) for head in made.heads}
    return [
        _answer(example, {label: (head, said[row]) for label, (head, said) in columns.items()})
        for row, example in enumerate(examples)
        if not example.group.startswith(CORRECTIONS)
    ]


def _answer(example: Example, decided: Settled) -> Answer:
    after = revised(example.judged, decided, "en")
    post = example.judged.mention.post
    return Answer(
        id=example.id,
        town=example.town,
        text=post.text,
        source=post.source.kind,
        traps=example.traps,
        pair=example.pair,
        gold=example.gold,
        said={
            **_labels(after),
            # Measured on every case of gold, also those that were missed.
            "service_category": _category(decided),
        },
    )


def _labels(after: Judgement) -> dict[str, Any]:
    values = {label: getattr(after, label) for label in _CHOICES}
    verdicts = {label: getattr(after, label) for label in _VERDICTS}
    return {
        "relevant": bool(after.relevance and after.relevance.about),
        **{label: part.value for label, part in values.items() if part},
        **{label: part.yes for label, part in verdicts.items() if part},
    }


def _category(decided: Settled) -> str:
    head, said = decided["service_category"]
    return head.classes[said.place]


def unseen_figures(made: Made, examples: Sequence[Example]) -> dict[str, list[Figure]]:
    """Return the cross-validated figures: of all posts, of the French and of the English."""
    found = unseen_answers(made, examples)
    return {
        "all": figures(found),
        "fr": figures([one for one in found if one.gold["language"] == "fr"]),
        "en": figures([one for one in found if one.gold["language"] == "en"]),
    }


def named(found: Figures) -> dict[str, float]:
    """Return the figures of all posts, by name, where more is better."""
    return {
        f"{figure.label} {figure.name}": round(figure.value, 4)
        for figure in found["all"]
        if figure.name != "angry_flagged"
    }


def recorded(found: Figures) -> str:
    """Return figures as JSON, a line each, to be held by a test."""
    rows = [
        json.dumps({"of": of, "label": f.label, "name": f.name, "value": round(f.value, 4)})
        for of, some in found.items()
        for f in some
    ]
    return "[\n  " + ",\n  ".join(rows) + "\n]\n"
