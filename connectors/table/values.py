"""One cell of a table, as text or as JSON has it → one value, or an error that names its field."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from connectors.addresses import canonical
from connectors.markup import one_line
from connectors.table.dates import parse_moment
from vigie.errors import InvalidInput
from vigie.folding import fold_words
from vigie.say import Say

_YES: Final = frozenset({"true", "vrai", "oui", "yes", "1", "x"})
_NO: Final = frozenset({"false", "faux", "non", "no", "0"})
# What exports write in a cell that has nothing to say.
_NOTHING: Final = frozenset({"", "n/a", "na", "nan", "null", "none", "s.o.", "s/o", "-"})
_LANGUAGES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("francais", "french"), "fr"),
    **dict.fromkeys(("anglais", "english"), "en"),
    **dict.fromkeys(("neerlandais", "dutch"), "nl"),
    **dict.fromkeys(("allemand", "german"), "de"),
}
_NUMBER: Final = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,30})?(?:e-\d{1,3})?", re.ASCII)
_BARE_SITE: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#].*)?")
_LONGEST_ID: Final = 512


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a table: what its fields hold, and what the table calls them."""

    values: Mapping[str, object]
    names: Mapping[str, str]

    def error(self, field: str, fr: str, en: str) -> InvalidInput:
        """Return the error that names the field as the table does."""
        name = one_line(self.names.get(field, field), 60, is_markup=False)
        return InvalidInput(Say(f"le champ « {name} » {fr}.", f"the field “{name}” {en}."))

    def text(self, field: str) -> str:
        """Return a field of text as it is, "" when it is absent."""
        value = self.values.get(field)
        if value is None or isinstance(value, str):
            return value or ""
        raise self.error(field, "doit être du texte", "must be text")

    def identifier(self) -> str:
        """Return the id, which may be a number in JSON; "" when there is none."""
        value = self.values.get("id")
        written = str(value) if _is_number(value) else self.text("id")
        if len(written) > _LONGEST_ID:
            raise self.error(
                "id", f"dépasse {_LONGEST_ID} caractères", f"is over {_LONGEST_ID} characters"
            )
        return one_line(written, _LONGEST_ID, is_markup=False)

    def address(self) -> str | None:
        """Return the canonical address; a site named without « https:// » is understood."""
        written = self._written("url")
        if not written:
            return None
        url = canonical(f"https://{written}" if _BARE_SITE.fullmatch(written) else written)
        if url is None:
            raise self.error("url", "n’est pas une adresse web", "is not a web address")
        return url

    def moment(self, field: str, zone: tzinfo) -> datetime | None:
        """Return a date in UTC, None when the field is empty."""
        written = self._written(field)
        if not written:
            return None
        moment = parse_moment(written, zone)
        if moment is None:
            raise self.error(
                field,
                f"n’est pas une date lisible{_shown(written)} ; par exemple : 2026-11-23 14:05",
                f"is not a readable date{_shown(written)}; for example: 2026-11-23 14:05",
            )
        return moment

    def flag(self, field: str) -> bool | None:
        """Return yes, no, or None when the field is empty."""
        value = self.values.get(field)
        if isinstance(value, bool):
            return value
        written = self._written(field)
        folded = fold_words(written)
        if folded in _YES or folded in _NO:
            return folded in _YES
        if not written:
            return None
        raise self.error(field, "doit être oui ou non", "must be yes or no")

    def count(self, field: str) -> int | None:
        """Return a count, None when the field is empty; thousands may be set apart by spaces."""
        written = "".join(self._written(field).split())
        if not written:
            return None
        if re.fullmatch(r"[0-9]{1,15}", written):
            return int(written)
        raise self.error(
            field, f"n’est pas un nombre entier{_shown(written)}", f"is no count{_shown(written)}"
        )

    def degrees(self, field: str, limit: int) -> float | None:
        """Return a coordinate within ±`limit`; the decimal mark may be a comma."""
        written = self._written(field).replace("−", "-")
        if not written:
            return None
        number = float(written.replace(",", ".")) if _NUMBER.fullmatch(written) else math.nan
        if abs(number) <= limit:
            return number
        raise self.error(
            field,
            f"doit être un nombre de degrés entre -{limit} et {limit}",
            f"must be a number of degrees between -{limit} and {limit}",
        )

    def language(self) -> str | None:
        """Return a declared language's ISO 639-1 code, None when it says nothing usable."""
        written = fold_words(self._written("declared_language").replace("_", " "))
        first = (written.split() or [""])[0]
        if re.fullmatch("[a-z]{2}", first):
            return first
        return _LANGUAGES.get(first)

    def _written(self, field: str) -> str:
        """Return what a field of other than text says, "" when it says nothing."""
        value = self.values.get(field)
        written = str(value) if _is_number(value) else self.text(field).strip()
        return "" if written.casefold() in _NOTHING else written


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(written: str) -> str:
    """Quote a short value that has a digit; anything else might be somebody's words."""
    short = len(written) <= 32 and any(c.isdigit() for c in written)
    return f" (« {one_line(written, 32, is_markup=False)} »)" if short else ""
