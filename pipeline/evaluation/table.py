"""Figures as a table: a row for each figure, a column for each set of posts or each peer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.evaluation.figures import Figure
from vigie.say import Say

#: What each figure is called, and whether less is better.
NAMES = {
    "accuracy": Say("exactitude", "accuracy"),
    "f1_not_about": Say("F1 de « pas à propos »", "F1 of “not about it”"),
    "recall_about": Say("rappel de « à propos »", "recall of “about it”"),
    "macro_f1": Say("macro-F1", "macro-F1"),
    "f1": Say("F1", "F1"),
    "recall": Say("rappel", "recall"),
    "precision": Say("précision", "precision"),
    "f1_any_breach": Say("F1 d’un manquement", "F1 of any breach"),
    "angry_flagged": Say(
        "part des fâchés mais polis signalés", "share of angry-but-civil posts flagged"
    ),
    "span_f1": Say("F1 des passages", "F1 of spans"),
    "pairs": Say("paires minimales justes des deux côtés", "minimal pairs right on both sides"),
}


def table(columns: Mapping[str, Sequence[Figure]], language: str) -> str:
    """Return the table as Markdown.

    Args:
        columns: heading → its figures; a figure that a column lacks is a dash.
        language: "fr" or "en", of the figures' names.
    """
    rows = {(f.label, f.name): NAMES[f.name].to(language) for fs in columns.values() for f in fs}
    lines = ["| | | " + " | ".join(columns) + " |", "|---|---|" + "---|" * len(columns)]
    for (label, name), called in rows.items():
        cells = [_cell(figures, label, name) for figures in columns.values()]
        lines.append(f"| `{label}` | {called} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(figures: Sequence[Figure], label: str, name: str) -> str:
    for figure in figures:
        if (figure.label, figure.name) == (label, name):
            return f"{figure.value:.2f} ({figure.low:.2f}–{figure.high:.2f})"
    return "—"
