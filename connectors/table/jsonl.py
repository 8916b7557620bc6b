"""Reads JSON Lines: one object a line, with the keys of the `vigie judge` format."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from connectors.table.columns import PATHS
from connectors.table.encoding import Encoding
from connectors.table.lines import LINE_LIMIT, Line, Lines
from connectors.table.records import Record, too_long, undecodable
from connectors.table.values import Row
from vigie.errors import InvalidInput
from vigie.say import Say


class JsonLines:
    """The records of a JSONL file.

    Args:
        lines: where to read; its position is the next record.
        columns: field → key, or keys joined by dots ("user.screen_name"), for files with names
            of their own.
    """

    def __init__(self, lines: Lines, encoding: Encoding, columns: Mapping[str, str]) -> None:
        self.unclosed = 0  # JSON has no quotation mark that goes on over lines
        self._lines = lines
        self._encoding = encoding
        self._fields = ObjectFields(columns)

    def next(self) -> tuple[Record | None, Line] | None:
        """Return the next record with the last line that it took, None at the end.

        A blank line is a line without record.
        """
        line = self._lines.next()
        if line is None:
            return None
        if not line.whole:
            return self._bad(line, too_long(LINE_LIMIT))
        try:
            text = self._encoding.decode(line.data).strip(" \t\r\n\ufeff\x00")
            if not text:
                return None, line
            row = self._fields.row(parse_object(text))
        except UnicodeDecodeError:
            return self._bad(line, undecodable(self._encoding.codec))
        except InvalidInput as error:
            return self._bad(line, error.say)
        return Record(line.start, line.number, line.data, row), line

    def _bad(self, line: Line, problem: Say) -> tuple[Record, Line]:
        return Record(line.start, line.number, line.data, problem=problem), line


class ObjectFields:
    """Where an object has which field.

    Args:
        columns: as those of `JsonLines`.
    """

    def __init__(self, columns: Mapping[str, str]) -> None:
        own = {field: ((key,), tuple(key.split("."))) for field, key in columns.items()}
        self._paths = {**PATHS, **own}

    def row(self, found: Mapping[str, object]) -> Row:
        """Return what an object holds.

        Raises:
            InvalidInput: where an object is expected there is something else.
        """
        values: dict[str, object] = {}
        names: dict[str, str] = {}
        for field, paths in self._paths.items():
            names[field] = ".".join(paths[0])
            for path in paths:
                value = _follow(found, path)
                if value is not None:
                    values[field], names[field] = value, ".".join(path)
                    break
        return Row(values, names)


def parse_object(text: str) -> dict[str, Any]:
    """Read one JSON object, strictly.

    Raises:
        InvalidInput: not JSON, not an object, a key given twice, NaN or Infinity, an absurdly
            long number, or nested too deep; the sentence says which.
    """
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_not_a_number)
    except json.JSONDecodeError as error:
        raise InvalidInput(
            Say(
                f"ce n’est pas du JSON (caractère {error.pos + 1} de la ligne).",
                f"this is not JSON (character {error.pos + 1} of the line).",
            )
        ) from error
    except RecursionError as error:
        raise InvalidInput(
            Say("les objets sont imbriqués trop profondément.", "objects are nested too deep.")
        ) from error
    except ValueError as error:  # an integer of more than 4,300 digits
        raise InvalidInput(
            Say("un nombre a trop de chiffres.", "a number has too many digits.")
        ) from error
    if not isinstance(value, dict):
        raise InvalidInput(
            Say("la ligne n’est pas un objet JSON { … }.", "the line is not a JSON object { … }.")
        )
    return value


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0][:40]
        raise InvalidInput(
            Say(f"la clé « {twice} » est donnée deux fois.", f"the key “{twice}” is given twice.")
        )
    return found


def _not_a_number(constant: str) -> NoReturn:
    raise InvalidInput(
        Say(
            f"{constant} n’est pas un nombre permis en JSON.",
            f"{constant} is not a number that JSON allows.",
        )
    )


def _follow(found: object, path: Sequence[str]) -> object:
    for key in path:
        if found is None:
            return None
        if not isinstance(found, dict):
            raise InvalidInput(
                Say(
                    f"le champ « {path[0]} » doit être un objet qui porte « {path[-1]} ».",
                    f"the field “{path[0]}” must be an object that holds “{path[-1]}”.",
                )
            )
        found = found.get(key)
    return found
