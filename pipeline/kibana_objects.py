"""Makes the saved objects those of one installation before Kibana is given them."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from vigie.errors import InvalidInput
from vigie.say import Say

#: How the aliases begin in the file as it is written: the prefix by default.
_PREFIX: Final = "vigie-"
_MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_WEEK: Final = timedelta(days=7)


def shipped_file() -> Path:
    """Return the file that comes with Vigie: in the wheel, or in a clone."""
    packed = Path(str(files("pipeline"))) / "kibana.ndjson"
    return packed if packed.exists() else packed.parents[1] / "deploy" / "kibana" / "vigie.ndjson"


def prepared(
    text: str, *, prefix: str = "vigie", around: date | None = None, keep: Collection[str] = ()
) -> bytes:
    """Return the file to post.

    Args:
        text: the NDJSON of `deploy/kibana/vigie.ndjson`.
        prefix: of the installation's indices (`elasticsearch.prefix`).
        around: the date of « avant et après »; None leaves it at seven days ago.
        keep: ids of objects that Kibana has and that must stay as they are there.

    Raises:
        InvalidInput: a line that is no saved object.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if around is not None:
        lines = [_dated(line, around) for line in lines]
    objects = [_read(line, number) for number, line in enumerate(lines, 1)]
    posted = [_of_prefix(item, prefix) for item in objects if item["id"] not in keep]
    return "".join(
        json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n" for item in posted
    ).encode()


def _read(line: str, number: int) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except ValueError:
        item = None
    if not isinstance(item, dict) or not {"id", "type", "attributes"} <= set(item):
        where = f"ligne {number}"
        raise InvalidInput(
            Say(
                f"{where} : ce n’est pas un objet de Kibana. Reprenez le fichier livré avec Vigie.",
                f"line {number}: not a saved object. Take again the file that comes with Vigie.",
            ),
            where=where,
        )
    return item


def _of_prefix(item: dict[str, Any], prefix: str) -> dict[str, Any]:
    attributes = item["attributes"]
    title = str(attributes.get("title"))
    if item["type"] != "index-pattern" or not title.startswith(_PREFIX):
        return item
    ours = f"{prefix}-{title.removeprefix(_PREFIX)}"
    return {**item, "attributes": {**attributes, "title": ours}}


def _dated(line: str, around: date) -> str:
    # These texts stand in that panel alone (a test of deploy/kibana sees to it).
    bounds = {
        "now-14d/d": around - _WEEK,
        "now-7d/d": around,
        "now/d": around + _WEEK,
    }
    for bound, day in bounds.items():
        line = line.replace(bound, day.isoformat())
    return line.replace("(il y a 7 jours)", f"({_said(around)})")


def _said(day: date) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[day.month - 1]} {day.year}"
