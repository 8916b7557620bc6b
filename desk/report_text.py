"""A report as plain text: for a terminal, and for mail programs that show nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import Final

from vigie.report_document import Block, Document, Items, Paragraph, Table

_WIDTH: Final = 76


def text(document: Document) -> str:
    """Return the report as lines of at most 76 characters, but for a wide table or a long word."""
    lines = [document.title, "=" * len(document.title), document.subtitle, ""]
    for section in document.sections:
        lines += [section.title, "-" * len(section.title)]
        for block in section.blocks:
            lines += [*_lines(block), ""]
    return "\n".join(lines).rstrip() + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text=words):
            yield _filled(words)
        case Items(items=items):
            for item in items:
                yield _filled(item, "• ", "  ")
        case Table():
            yield from _table(block)


def _filled(words: str, first: str = "", others: str = "") -> str:
    # A word is never cut, and a non-breaking space does not break.
    return fill(
        words,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _table(table: Table) -> Iterator[str]:
    yield table.caption
    rows = (table.heads, *table.rows)
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.heads))]
    for number, row in enumerate(rows):
        yield _aligned(row, widths)
        if number == 0:
            yield "  ".join("-" * width for width in widths)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    """Set names to the left, figures to the right."""
    cells = [
        cell.rjust(width) if column else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()
