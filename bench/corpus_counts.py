"""What the corpus holds, as the tables of its datasheet.

`python -m bench.corpus_counts` prints the rows of slices (their use and their description are
kept from corpus/README.md), the counts of each label, the languages and the hard cases.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final

from bench.corpus_posts import CORPUS, lines, slices

_ROW: Final = re.compile(
    r"^\| `slices/([\w-]+)\.jsonl` \| [\d,]+ \| (\w+) \| (.*) \|$", re.MULTILINE
)
_LABELS: Final = (
    *("sentiment", "topic", "intent", "service_category", "conduct", "author_role"),
    *("relevant", "service_request", "emergency", "media_request"),
)

Post = dict[str, Any]


def told(found: Counter[Any]) -> str:
    """Return counts, the largest first."""
    return ", ".join(f"{value} {count:,}" for value, count in found.most_common())


def table() -> list[str]:
    """Return all the rows."""
    known = {name: (use, what) for name, use, what in _ROW.findall(_datasheet())}
    posts = {path.stem: list(lines(path)) for path in slices()}
    order = [*known, *(name for name in posts if name not in known)]
    use = {name: known.get(name, ("train", "?")) for name in order}
    whole = [post for some in posts.values() for post in some]
    weeks = [post for name in order if use[name][0] == "week" for post in posts[name]]
    rich = [post for name in order if use[name][0] != "week" for post in posts[name]]
    return [
        f"{len(whole):,} posts about {len({post['town'] for post in whole})} towns",
        "",
        *(
            f"| `slices/{name}.jsonl` | {len(posts[name])} | {use[name][0]} | {use[name][1]} |"
            for name in order
        ),
        "",
        "| label | enriched slices | the two weeks |",
        "|---|---|---|",
        *(f"| `{label}` | {_of(label, rich)} | {_of(label, weeks)} |" for label in _LABELS),
        "",
        f"Languages: {told(Counter(post['gold']['language'] for post in whole))}.",
        f"Hard cases: {told(Counter(trap for post in rich for trap in post['traps']))}.",
        f"{len({post['pair'] for post in whole if post['pair']})} minimal pairs.",
    ]


def _of(label: str, posts: list[Post]) -> str:
    values = (post["gold"][label] for post in posts)
    return told(Counter(value for value in values if value is not None))


def _datasheet() -> str:
    return (CORPUS / "README.md").read_text("utf-8")


if __name__ == "__main__":
    print("\n".join(table()))
