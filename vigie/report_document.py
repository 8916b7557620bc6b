"""A report in one language, as blocks: whatever its form, it says the same."""

from __future__ import annotations

from typing import Literal

import msgspec

from vigie.chart import Bars


class Paragraph(msgspec.Struct, frozen=True, kw_only=True, tag="paragraph"):
    """A paragraph of plain text; a note is small print."""

    text: str
    note: bool = False


class Items(msgspec.Struct, frozen=True, kw_only=True, tag="items"):
    """A list of plain texts."""

    items: tuple[str, ...]


class Table(msgspec.Struct, frozen=True, kw_only=True, tag="table"):
    """A table of plain texts; the first column names its row, the others are figures."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Figure(msgspec.Struct, frozen=True, kw_only=True, tag="figure"):
    """A drawing of the table that it follows; `id` is unique in the document."""

    id: str
    chart: Bars


Block = Paragraph | Items | Table | Figure


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the report under its heading; `id` is stable."""

    id: str
    title: str
    blocks: tuple[Block, ...]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """The whole report, ready to be put in a form.

    Attributes:
        subject: what an e-mail is called.
        subtitle: the town, and when it was written.
    """

    language: Literal["fr", "en"]
    town: str
    period: str
    title: str
    subject: str
    subtitle: str
    sections: tuple[Section, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, in order."""
        blocks = (block for section in self.sections for block in section.blocks)
        return tuple(block for block in blocks if isinstance(block, Figure))
