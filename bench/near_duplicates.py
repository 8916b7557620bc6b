"""How well near-duplicates are told from what only looks like them.

`python -m bench.near_duplicates` prints the table of docs/performance.md, over
`corpus/stories.jsonl`. A copy or an edited text should come near a text of its story that came
before it; a text quoted with a comment, an event retold in other words and a look-alike (another
date, another street) should come near none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, Final

from bench.corpus_posts import CORPUS, lines
from vigie.signature import same_story, signature

_SAME: Final = ("copy", "edited")
_OTHERS: Final = ("quote", "retold", "lookalike")

Text = dict[str, Any]


def gathered(every: Iterable[Text]) -> tuple[Counter[str], Counter[str], int]:
    """Return by kind how many there are and how many joined their story, and wrong joins.

    A text joins when it comes near any text before it; wrongly, when that one is of another
    story.
    """
    there, joined, wrong = Counter[str](), Counter[str](), 0
    told: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for text in every:
        there[text["kind"]] += 1
        signed = signature(f"{text['title'] or ''}\n{text['text']}")
        if signed is None:
            continue
        near = {story for story, other in told[text["town"]] if same_story(signed, other)}
        joined[text["kind"]] += text["story"] in near
        wrong += bool(near - {text["story"]})
        told[text["town"]].append((text["story"], signed))
    return there, joined, wrong


def table() -> list[str]:
    """Return the rows."""
    there, joined, wrong = gathered(lines(CORPUS / "stories.jsonl"))
    rows = ["| text | there are | gathered with its story | should be |", "|---|---|---|---|"]
    for kind in (*_SAME, *_OTHERS):
        share = 100 * joined[kind] / there[kind]
        wanted = "all" if kind in _SAME else "none"
        rows.append(f"| {kind} | {there[kind]} | {share:.0f} % | {wanted} |")
    found = sum(joined[kind] for kind in _SAME)
    false = sum(joined[kind] for kind in _OTHERS)
    precision, recall = found / max(1, found + false), found / sum(there[kind] for kind in _SAME)
    rows += ["", f"Precision {precision:.2f}, recall {recall:.2f}; near another story: {wrong}."]
    return rows


if __name__ == "__main__":
    print("\n".join(table()))
