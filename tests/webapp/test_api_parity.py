"""Whatever the pages do and tell, the API does too, for the same people, or it is said why not."""

from __future__ import annotations

from typing import Final

import pytest

from webapp.api.operation import ROOT
from webapp.api.routes import OPERATIONS
from webapp.app import ROUTES
from webapp.route import ANYONE

#: A form's address → the operations that do the same.
COVERED: Final[dict[str, tuple[str, ...]]] = {
    "/mention/{mention}/corriger": ("set_corrections",),
    "/mention/{mention}/retablir": ("corrections_undo",),
    "/mention/{mention}/prendre": ("take",),
    "/mention/{mention}/remettre": ("assign",),
    "/mention/{mention}/passer": ("hand_over", "assign"),
    "/mention/{mention}/noter": ("notes",),
    "/mention/{mention}/reporter": ("snooze",),
    "/mention/{mention}/ramener": ("wake",),
    "/mention/{mention}/clore": ("close",),
    "/mention/{mention}/rouvrir": ("reopen",),
    "/mention/{mention}/temporaire-envoyee": ("temporary_sent",),
    "/mention/{mention}/temporaire-pas-envoyee": ("undo_temporary_sent",),
    "/mention/{mention}/reponse": ("set_reply",),
    "/mention/{mention}/reponse-envoyee": ("set_reply", "reply_sent"),
    "/mention/{mention}/reponse-pas-envoyee": ("undo_reply_sent",),
    "/dossier/{reference}": ("approve_case", "send_case", "look_case", "withdraw_case"),
    "/rapports/envoyer": ("send_report",),
    "/decision": ("keep_decision",),
    "/decision/{key}/retrait": ("drop_decision",),
    "/recherches": ("keep_search",),
    "/recherche/{key}": ("change_search",),
    "/recherche/{key}/supprimer": ("forget_search",),
    "/recherche/{key}/fil": ("open_search_feed",),
    "/recherche/{key}/fil/fermer": ("close_search_feed",),
    "/recherche/{key}/alerte": ("set_search_alert",),
    "/recherche/{key}/alerte/fermer": ("end_search_alert",),
    "/regle": ("make_rule",),
    "/regle/{key}": ("change_rule",),
    "/regle/{key}/etat": (
        *("turn_on_rule", "turn_off_rule", "mute_rule", "unmute_rule", "drop_rule"),
    ),
    "/crise": ("declare_crisis",),
    "/crise/{key}": ("change_crisis",),
    "/crise/{key}/point": ("enter_in_crisis",),
    "/crise/{key}/fin": ("end_crisis",),
}
_DOOR: Final = "it lets a person in or out: a program comes with a token"
_OWN: Final = "it is about the person's own password and browsers"
_ADMIN: Final = "no token acts as an admin, so that none that leaks gives accounts"
_SAMPLE: Final = "an admin tries the pages with it, once; no token acts as an admin"
#: A form's address → why the API does not do the same.
LEFT_OUT: Final[dict[str, str]] = {
    "/connexion": _DOOR,
    "/deconnexion": _DOOR,
    "/bienvenue/{link}": _DOOR,
    "/compte/mot-de-passe": _OWN,
    "/compte/sessions": _OWN,
    "/comptes": _ADMIN,
    "/comptes/{account}": _ADMIN,
    "/comptes/{account}/acces": _ADMIN,
    "/comptes/{account}/lien": _ADMIN,
    "/reglages/exemple": _SAMPLE,
    "/reglages/exemple/retirer": _SAMPLE,
}
#: An operation that reads → the page that tells the same.
READ_ON: Final[dict[str, str]] = {
    **dict.fromkeys(("list_mentions", "count_mentions"), "/mentions"),
    **dict.fromkeys(
        ("get_mention", "get_story", "get_review", "get_history"), "/mention/{mention}"
    ),
    "export_mentions": "/mentions/export.{form}",
    "list_cases": "/dossiers",
    "get_case": "/dossier/{reference}",
    "list_deliveries": "/alerts",
    "list_rules": "/regles",
    "get_rule": "/regle/{key}",
    "try_rule": "/regle/{key}/essai",
    "list_searches": "/recherches",
    "get_search": "/recherche/{key}",
    **dict.fromkeys(("list_crises", "get_crisis"), "/crise"),
    "get_after_action": "/crise/{key}/journal",
    "get_after_action_file": "/crise/{key}/journal.md",
    "get_trend": "/tendances",
    **dict.fromkeys(("compare", "list_decisions"), "/decision"),
    "compare_decision": "/decision/{key}",
    **dict.fromkeys(("list_reports", "list_report_plans"), "/rapports"),
    "get_report": "/rapport/{period}.json",
    "get_report_file": "/rapport/{period}.pdf",
    **dict.fromkeys(("get_coverage", "get_tallies"), "/couverture"),
    "get_me": "/compte",
}
_EVERYWHERE: Final = "every page holds these words, in its filters and its menus"
#: An operation that reads → the need that it has, and why no page tells the same.
READ_NOWHERE: Final[dict[str, tuple[str, str]]] = {
    "list_acts": ("lead", "who did what, over all of a town: pages tell it of one mention only"),
    "list_towns": ("reader", _EVERYWHERE),
    "list_vocabularies": ("reader", _EVERYWHERE),
    "follow_events": ("reader", "what arrives is on the lists, which readers open again"),
}
#: A page that reads → why no operation tells the same.
SEEN_ONLY: Final[dict[str, str]] = {
    "/": "its parts are lists of mentions, asked by route and status",
    "/mention/{mention}/carte.svg": "a drawing: the place is in the mention",
    "/mention/{mention}/presence": "it tells who has the page open",
    "/sources": "a former address",
    "/couverture.json": "the same as its page",
    "/rapport/{period}": "the same as its files",
    "/rapport/{period}/{figure}.svg": "a drawing: its figures are in the report",
    "/dossiers.csv": "the same as its page",
    "/dossier/{reference}.txt": "the same as its page",
    "/dossier/{reference}.csv": "the same as its page",
    "/crise/{key}/journal.csv": "the same as its other file",
    **dict.fromkeys(
        [f"/tendances/{{panel}}.{form}" for form in ("svg", "png", "csv")], "a drawing"
    ),
    **dict.fromkeys([f"/decision/{{chart}}.{form}" for form in ("svg", "png", "csv")], "a drawing"),
    "/regle": "the empty form of a rule",
    "/exercice": "a drill is played on the pages, on a copy",
    "/reglages": "what is to be set up, in sentences for a person",
    "/comptes": _ADMIN,
}
FORMS: Final = [r for r in ROUTES if r.writes and not r.path.startswith(ROOT)]
PAGES: Final = [r for r in ROUTES if not r.writes and not r.path.startswith(ROOT)]
BY_ID: Final = {operation.id: operation for operation in OPERATIONS}


def test_every_form_is_covered_by_an_operation_or_left_out_for_a_reason() -> None:
    paths = {route.path for route in FORMS}
    assert paths == set(COVERED) | set(LEFT_OUT)
    assert not set(COVERED) & set(LEFT_OUT)


@pytest.mark.parametrize("route", [r for r in FORMS if r.path in COVERED], ids=lambda r: r.path)
def test_an_operation_asks_for_the_role_that_its_form_asks_for(route: object) -> None:
    path, need = route.path, route.need  # type: ignore[attr-defined]
    assert {BY_ID[each].need for each in COVERED[path]} == {need}
    assert all(BY_ID[each].writes for each in COVERED[path])


def test_every_operation_that_writes_is_a_form_s_but_sending_an_alert_again() -> None:
    covering = {each for ids in COVERED.values() for each in ids}
    assert {each.id for each in OPERATIONS if each.writes} - covering == {"replay_alert"}


def test_every_operation_that_reads_has_its_page_or_is_without_one_for_a_reason() -> None:
    reading = {each.id for each in OPERATIONS if not each.writes}
    assert reading == set(READ_ON) | set(READ_NOWHERE)
    assert not set(READ_ON) & set(READ_NOWHERE)


@pytest.mark.parametrize("operation", sorted(READ_ON))
def test_an_operation_that_reads_asks_for_the_role_that_its_page_asks_for(operation: str) -> None:
    (page,) = (each for each in PAGES if each.path == READ_ON[operation])
    assert BY_ID[operation].need == page.need


@pytest.mark.parametrize("operation", sorted(READ_NOWHERE))
def test_an_operation_without_a_page_asks_for_the_role_that_is_said_here(operation: str) -> None:
    need, why = READ_NOWHERE[operation]
    assert why
    assert BY_ID[operation].need == need


def test_every_page_that_reads_is_told_by_an_operation_or_left_out_for_a_reason() -> None:
    paths = {route.path for route in PAGES if route.need != ANYONE}
    assert paths == set(READ_ON.values()) | set(SEEN_ONLY)
    assert not set(READ_ON.values()) & set(SEEN_ONLY)
