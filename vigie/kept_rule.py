"""An alert rule that a team wrote on the pages, as it is kept among its papers."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

import msgspec

from vigie.folding import fold_words

#: The kind of paper that holds one.
RULE_PAPER: Final = "rule"


class KeptRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule; the town that it is for stands in its paper ("": all of the installation's).

    Attributes:
        rule: what a `[[rule]]` of `vigie.toml` would hold, and is read by the same code.
        by: name of who wrote it last.
    """

    rule: dict[str, Any]
    by: str = ""

    @property
    def name(self) -> str:
        """What its alerts are signed with."""
        return str(self.rule.get("name", ""))

    @property
    def enabled(self) -> bool:
        """Whether it is turned on."""
        return self.rule.get("enabled") is True


def rule_key(name: str) -> str:
    """Return the key of a rule's paper: two rules of one name, whatever its case, are one."""
    return blake2b(fold_words(name).encode("utf-8", "replace"), digest_size=8).hexdigest()
