"""Whatever a form of the pages does, the API does too, or it is said here why it does not."""

from __future__ import annotations

from typing import Final

import pytest

from webapp.api.operation import ROOT
from webapp.api.routes import OPERATIONS
from webapp.app import ROUTES

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
FORMS: Final = [r for r in ROUTES if r.writes and not r.path.startswith(ROOT)]
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
