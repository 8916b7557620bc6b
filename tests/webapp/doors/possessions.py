"""Something of everything that a town's team keeps, each holding the town's own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tests.desk.examples import MONDAY, TOWN
from vigie.codec import encode
from vigie.crisis import Crisis
from vigie.kept_decision import KeptDecision
from vigie.kept_rule import RULE_PAPER, KeptRule, rule_key
from vigie.paper import Paper, Papers
from vigie.saved_search import SavedSearch
from webapp.searches.shelf import keep_new


async def possessions(papers: Papers, words: str) -> Mapping[str, str]:
    """Keep one of each; return, by the beginning of its pages' paths, the key of each."""
    saved = SavedSearch(
        name=f"Recherche {words}",
        owner="collegue",
        question="q=nid-de-poule",
        towns=(TOWN.slug,),
        shared=True,
    )
    search = (await keep_new(papers, saved, MONDAY)).paper.key
    rule = {"name": f"règle {words}", "when": {"topic": ["snow"]}, "enabled": False}
    decision = KeptDecision(
        name=f"Décision {words}", kind="date", on=(MONDAY - timedelta(days=9)).date()
    )
    crisis = Crisis(
        key=f"{TOWN.slug}-1",
        town=TOWN.slug,
        name=f"Crise {words}",
        since=MONDAY,
        declared_at=MONDAY,
        declared_by="collegue",
        words=(words,),
        reply={"fr": "Bonjour.", "en": "Hello."},
        temporary={"fr": "Bonjour.", "en": "Hello."},
    )
    kept = {
        "rule": Paper(
            kind=RULE_PAPER,
            key=rule_key(str(rule["name"])),
            body=encode(KeptRule(rule=rule, by="collegue")),
            at=MONDAY,
            town=TOWN.slug,
        ),
        "decision": Paper(
            kind="decision", key="abcdef123456", body=encode(decision), at=MONDAY, town=TOWN.slug
        ),
        "crisis": Paper(
            kind="crisis",
            key=crisis.key,
            body=encode(crisis),
            at=MONDAY,
            town=TOWN.slug,
            about="active",
        ),
    }
    for paper in kept.values():
        await papers.keep(paper)
    return {
        "/recherche/": search,
        "/regle/": kept["rule"].key,
        "/decision/": kept["decision"].key,
        "/crise/": crisis.key,
    }
