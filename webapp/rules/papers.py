"""Rules made on the pages, as papers of their towns."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace
from starlette.exceptions import HTTPException

from vigie.codec import decode, encode
from vigie.kept_rule import RULE_PAPER, KeptRule, rule_key
from vigie.paper import Paper
from webapp.site import Site

_MOST = 1_000


class OwnRule(NamedTuple):
    """A rule with the paper that holds it."""

    paper: Paper
    kept: KeptRule

    @property
    def rule(self) -> dict[str, Any]:
        """As `vigie.toml` would hold it."""
        return self.kept.rule

    @property
    def address(self) -> str:
        """Its page."""
        return f"/regle/{self.paper.key}"


async def own_rules(site: Site) -> list[OwnRule]:
    """Return the rules that the actor may see, by name."""
    papers = await site.office.papers.papers(RULE_PAPER, limit=_MOST)
    found = [OwnRule(paper, decode(paper.body, KeptRule)) for paper in papers]
    return sorted((one for one in found if _shown(site, one)), key=lambda o: o.kept.name)


async def own_rule(site: Site, key: str) -> OwnRule:
    """Return a rule by its key; 404 for none, and for one of another's town."""
    paper = await site.office.papers.paper(RULE_PAPER, key)
    own = OwnRule(paper, decode(paper.body, KeptRule)) if paper else None
    if own is None or not _shown(site, own):
        raise HTTPException(404)
    return own


def _shown(site: Site, own: OwnRule) -> bool:
    return sees(site, own.paper.town) and concerns(site, own.rule)


def concerns(site: Site, rule: Mapping[str, Any]) -> bool:
    """Tell whether a rule may speak of a town that the actor sees."""
    when = rule.get("when")
    towns: Sequence[str] = when.get("town", ()) if isinstance(when, Mapping) else ()
    return not towns or bool({town.slug for town in site.towns} & set(towns))


def sees(site: Site, town: str) -> bool:
    """Tell whether the actor is shown a town's rules; those of all towns, everyone is."""
    return not town or town in {each.slug for each in site.towns}


def changes(site: Site, town: str) -> bool:
    """Tell whether the actor may change a town's rules; those of all, who sees them all."""
    actor = site.actor
    if actor is None or not actor.may("lead"):
        return False
    return sees(site, town) if town else not actor.towns


async def keep(site: Site, own: OwnRule | None, rule: dict[str, Any], town: str) -> OwnRule:
    """Keep a rule, new or changed.

    Raises:
        InvalidInput: someone else changed it meanwhile, or there is one of this name.
    """
    kept = KeptRule(rule=rule, by=site.who)
    now = site.clock.now()
    paper = (
        replace(own.paper, body=encode(kept), at=now, town=town)
        if own
        else Paper(
            kind=RULE_PAPER,
            key=rule_key(kept.name),
            body=encode(kept),
            at=now,
            town=town,
        )
    )
    return OwnRule(await site.office.papers.keep(paper), kept)


def tried_mark(site: Site, own: OwnRule) -> str:
    """Return the proof that this very rule was tried: its page of the trial holds it."""
    told = f"rule tried\n{own.paper.key}\n{own.paper.version}".encode()
    return hmac.new(site.office.key, told, hashlib.sha256).hexdigest()
