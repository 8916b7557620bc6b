"""The rules of X's filtered stream, made those of the settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from connectors.api.call import Refusal
from connectors.x.answer import TAG
from connectors.x.api import XApi
from vigie.say import Say

_PATH: Final = "/2/tweets/search/stream/rules"
_UNREADABLE: Final = Say(
    "Les règles du flux de X sont illisibles.", "The rules of X’s stream cannot be read."
)
_REFUSED: Final = Say(
    "X refuse une règle de son flux : vérifiez words.",
    "X refuses a rule of its stream: check words.",
)


class _Rule(msgspec.Struct, frozen=True):
    id: str
    value: str
    tag: str | None = None


class _Rules(msgspec.Struct, frozen=True):
    data: list[_Rule] | None = None


class _Problem(msgspec.Struct, frozen=True):
    title: str = ""


class _Added(msgspec.Struct, frozen=True):
    errors: list[_Problem] | None = None


async def synchronise(api: XApi, wanted: Sequence[str], now: datetime) -> Refusal | None:
    """Add the rules that are missing and delete those of ours that are not wanted any more.

    Ours are known by their tags; another program's are left alone. May block on the network
    for three requests.

    Returns:
        Why the rules are not as wanted, None when they are.
    """
    answer = await api.get(_PATH, {}, now)
    if isinstance(answer, Refusal):
        return answer
    try:
        rules = msgspec.json.decode(answer.body, type=_Rules).data or []
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Refusal(say=_UNREADABLE)
    ours = [rule for rule in rules if (rule.tag or "").startswith(TAG)]
    missing = [value for value in wanted if value not in {rule.value for rule in ours}]
    spare = [rule.id for rule in ours if rule.value not in wanted]
    # Added first, so that nothing is unheard meanwhile.
    return await _add(api, missing, now) or await _delete(api, spare, now)


async def _add(api: XApi, values: Sequence[str], now: datetime) -> Refusal | None:
    if not values:
        return None
    rules = [{"value": value, "tag": f"{TAG}{place}"} for place, value in enumerate(values, 1)]
    answer = await api.post(_PATH, {"add": rules}, now)
    if isinstance(answer, Refusal):
        return answer
    try:
        problems = msgspec.json.decode(answer.body, type=_Added).errors or []
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Refusal(say=_UNREADABLE)
    wrong = [problem for problem in problems if problem.title != "DuplicateRule"]
    return Refusal(say=_REFUSED) if wrong else None


async def _delete(api: XApi, ids: Sequence[str], now: datetime) -> Refusal | None:
    if not ids:
        return None
    answer = await api.post(_PATH, {"delete": {"ids": list(ids)}}, now)
    return answer if isinstance(answer, Refusal) else None
