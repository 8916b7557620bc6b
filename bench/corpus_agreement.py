"""How far the two readings of the corpus agree, label by label.

`python -m bench.corpus_agreement` prints the table of corpus/README.md. A reading's label is the
settled one (`gold`) unless `corpus/readings/` says otherwise. Alpha is Krippendorff's, for
nominal data (K. Krippendorff, "Content Analysis", 4th ed., 2018, ch. 12): 1 is perfect, 0 is what
chance gives. For categories, over the posts that both call a service request. Of places there
are as many as posts, so that chance gives nothing: the share that is the same, word for word,
where one reading at least sees one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import krippendorff

from bench.corpus_posts import CORPUS, lines, slices
from vigie.labels import LABELS

Reading = dict[str, Any]


def readings() -> Iterator[tuple[Reading, Reading]]:
    """Yield both readings of each post, whole; places as their words."""
    for path in slices():
        differing = {row["id"]: row for row in lines(CORPUS / "readings" / path.name)}
        for post in lines(path):
            settled = {label: post["gold"][label] for label in LABELS}
            settled["place"] = (settled["place"] or {}).get("text")
            row = differing[post["id"]]
            yield {**settled, **row.get("first", {})}, {**settled, **row.get("second", {})}


def compared(label: str, pairs: Sequence[tuple[Reading, Reading]]) -> list[tuple[str, str]]:
    """Return both answers for a label, where both had to give one."""
    if label == "service_category":
        pairs = [(a, b) for a, b in pairs if a["service_request"] and b["service_request"]]
    if label == "place":
        pairs = [(a, b) for a, b in pairs if a["place"] or b["place"]]
    return [(str(a[label]), str(b[label])) for a, b in pairs]


def alpha(answers: Sequence[tuple[str, str]]) -> float:
    """Return Krippendorff's alpha of two readers."""
    values = sorted({value for pair in answers for value in pair})
    if len(values) < 2:
        return 1.0
    number = {value: n for n, value in enumerate(values)}
    data = [[number[pair[reader]] for pair in answers] for reader in (0, 1)]
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


def table() -> list[str]:
    """Return the rows."""
    pairs = list(readings())
    rows = ["| label | posts | the same | alpha |", "|---|---|---|---|"]
    for label in LABELS:
        answers = compared(label, pairs)
        same = sum(a == b for a, b in answers) / len(answers)
        beyond_chance = "" if label == "place" else f"{alpha(answers):.2f}"
        rows.append(f"| `{label}` | {len(answers):,} | {100 * same:.1f} % | {beyond_chance} |")
    whole = sum(first == second for first, second in pairs) / len(pairs)
    rows.append(f"| all of them | {len(pairs):,} | {100 * whole:.1f} % | |")
    return rows


if __name__ == "__main__":
    print("\n".join(table()))
