"""Prints results: a table for a person, JSON lines for a script."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from pipeline.cli.words import LANGUAGE, t

if TYPE_CHECKING:
    from pipeline.finding import Finding

#: Text from outside may hold terminal escapes; what is printed never does.
_UNPRINTABLE = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)))


def printable(text: str) -> str:
    """Return a text without control characters, so that it cannot drive the terminal."""
    return text.translate(_UNPRINTABLE)


def show(
    rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, as_json: bool, empty: str
) -> None:
    """Print rows.

    Args:
        rows: values by key.
        columns: key → heading, in order; JSON has every key, the table these.
        as_json: one JSON object a line.
        empty: the sentence to print when there is nothing.
    """
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False, default=str))
    elif not rows:
        typer.echo(empty)
    else:
        _table(rows, columns)


def _table(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns.values(), box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(Text(_cell(row.get(key))) for key in columns))
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else 160).print(table)


def _cell(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return t("oui", "yes") if value else t("non", "no")
    return printable(str(value))


def show_findings(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Print what the doctor found, one line each, the remedy with it."""
    for finding in findings:
        sentence = finding.say.to(LANGUAGE)
        if as_json:
            typer.echo(json.dumps({"well": finding.well, "finding": sentence}, ensure_ascii=False))
        else:
            typer.echo(f"{'✔' if finding.well else '✘'} {printable(sentence)}")
