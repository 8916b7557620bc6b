"""The HTML report: figures, pictures, errors; one file, nothing fetched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from pipeline.evaluation.answers import Answer
from pipeline.evaluation.confusion import confusions, worst
from pipeline.evaluation.figures import Figure, figures
from pipeline.evaluation.pictures import confusion_picture, figures_picture, reliability_picture
from pipeline.evaluation.reliability import calibration_error, reliability
from pipeline.evaluation.table import NAMES
from vigie.labels import LABELS

_FEWEST: Final = 30  # posts; a figure of fewer says nothing
_UNSURE: Final = frozenset({"language", "relevant", "place", "author_role"})


def slices_of(found: Sequence[Answer]) -> dict[str, dict[str, list[Figure]]]:
    """Return the figures by language, by source and by town, of those with posts enough."""
    ways: dict[str, Callable[[Answer], str]] = {
        "language": lambda one: str(one.gold.get("language")),
        "source": lambda one: one.source,
        "town": lambda one: one.town,
    }
    return {name: _sliced(found, way) for name, way in ways.items()}


def _sliced(found: Sequence[Answer], way: Callable[[Answer], str]) -> dict[str, list[Figure]]:
    parts: defaultdict[str, list[Answer]] = defaultdict(list)
    for one in found:
        parts[way(one)].append(one)
    large = {name: some for name, some in sorted(parts.items()) if len(some) >= _FEWEST}
    return {name: figures(some) for name, some in large.items()}


def report(
    columns: Mapping[str, Sequence[Figure]], found: Sequence[Answer], language: str, heading: str
) -> str:
    """Return the report.

    Args:
        columns: "vigie" and each peer → its figures.
        found: Vigie's answers.
        language: "fr" or "en".
        heading: what was scored.
    """
    reliabilities = {label: reliability(found, label) for label in LABELS}
    environment = Environment(loader=PackageLoader("pipeline.evaluation", "pages"), autoescape=True)
    return environment.get_template("report.html.j2").render(
        language=language,
        heading=heading,
        columns=columns,
        rows=_rows(columns, language),
        slices={name: (parts, _rows(parts, language)) for name, parts in slices_of(found).items()},
        picture=Markup(figures_picture(columns)),  # noqa: S704 - our own SVG, its text escaped
        confusions=[
            (one.label, Markup(confusion_picture(one)))  # noqa: S704 - the same
            for one in confusions(found)
        ],
        reliability=Markup(  # noqa: S704 - the same
            reliability_picture(
                [b for label, bins in reliabilities.items() if label not in _UNSURE for b in bins]
            )
        ),
        calibration={label: calibration_error(bins) for label, bins in reliabilities.items()},
        worst={label: worst(found, label) for label in LABELS},
    )


def _rows(
    columns: Mapping[str, Sequence[Figure]], language: str
) -> list[tuple[str, str, list[Figure | None]]]:
    keys = {(f.label, f.name) for some in columns.values() for f in some}
    order = list(dict.fromkeys((f.label, f.name) for some in columns.values() for f in some))
    by = {name: {(f.label, f.name): f for f in some} for name, some in columns.items()}
    return [
        (label, NAMES[name].to(language), [by[column].get((label, name)) for column in columns])
        for label, name in order
        if (label, name) in keys
    ]
