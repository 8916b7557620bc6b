"""The figures of docs/quality.md: the test slices and the two weeks, Vigie beside its peers.

`python -m bench.quality WHY` prints the tables, draws the pictures, and logs the look in
corpus/looks.md: the test posts are scored once a release, and whoever looks says why.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from enrichers.weights import weights
from pipeline.corpus_files import files_for
from pipeline.evaluation.answers import Answer, answers
from pipeline.evaluation.confusion import confusions
from pipeline.evaluation.figures import Figure, figures
from pipeline.evaluation.peers import peer_answers
from pipeline.evaluation.pictures import confusion_picture, figures_picture, reliability_picture
from pipeline.evaluation.reliability import calibration_error, reliability
from pipeline.evaluation.table import table
from pipeline.labelled import Towns, listed_towns
from vigie.labels import LABELS

ROOT = Path(__file__).parents[1]
CORPUS, PICTURES = ROOT / "corpus", ROOT / "docs" / "pictures"
PEERS = ("langdetect", "vader", "textblob", "keyword", "negative")
DRAWN = ("sentiment", "topic", "intent", "service_category")
CALIBRATED = ("sentiment", "topic", "intent", "service_request", "service_category", "conduct")


def scored(use: str) -> list[Answer]:
    """Judge the corpus's posts of one use."""
    towns = Towns(listed_towns(CORPUS), {})
    return answers(files_for(CORPUS, use), towns)


def by_language(found: Sequence[Answer]) -> dict[str, list[Figure]]:
    """Return the figures of all posts, of the French, of the English."""
    return {
        "all": figures(found),
        "French": figures([one for one in found if one.gold["language"] == "fr"]),
        "English": figures([one for one in found if one.gold["language"] == "en"]),
    }


def draw(found: Sequence[Answer], columns: Mapping[str, Sequence[Figure]]) -> None:
    """Write the pictures of docs/quality.md."""
    (PICTURES / "quality-figures.svg").write_text(figures_picture(columns), "utf-8")
    bins = [one for label in CALIBRATED for one in reliability(found, label)]
    (PICTURES / "quality-reliability.svg").write_text(reliability_picture(bins), "utf-8")
    for one in confusions(found):
        if one.label in DRAWN:
            path = PICTURES / f"quality-{one.label.replace('_', '-')}.svg"
            path.write_text(confusion_picture(one), "utf-8")


def main(why: str) -> None:
    """Print, draw and log."""
    test, week = scored("test"), scored("week")
    columns = by_language(test)
    print(f"test posts: {len(test)}\n\n{table(columns, 'en')}\n")
    peers = {name: figures(peer_answers(name, test)) for name in PEERS}
    print(f"beside peers\n\n{table({'Vigie': columns['all'], **peers}, 'en')}\n")
    print(f"two weeks as they come: {len(week)}\n\n{table(by_language(week), 'en')}\n")
    for label in LABELS:
        print(f"calibration error, {label}: {calibration_error(reliability(test, label)):.3f}")
    draw(test, columns)
    with (CORPUS / "looks.md").open("a", encoding="utf-8") as log:
        log.write(f"| {date.today().isoformat()} | {weights().version} | {why} |\n")  # noqa: DTZ011


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "no reason given")
