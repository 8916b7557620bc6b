"""Sentences of the API's page."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

API: Final[dict[str, Say]] = {
    "api.title": Say("API de Vigie", "Vigie’s API"),
    "api.lead": Say(
        "Tout ce que font les pages, un programme peut le faire aussi. Il se présente avec un "
        "jeton, donné dans « Authorization: Bearer … ».",
        "All that the pages do, a program may do too. It comes with a token, given in "
        "“Authorization: Bearer …”.",
    ),
    "api.description": Say("Description OpenAPI 3.1", "OpenAPI 3.1 description"),
    "api.what": Say("Appel", "Call"),
    "api.does": Say("Ce qu’il fait", "What it does"),
    "api.role": Say("Rôle", "Role"),
    "api.problems": Say("Problèmes", "Problems"),
    "api.problems.lead": Say(
        "Ce qui va mal est dit en « application/problem+json » (RFC 9457), avec les champs en "
        "cause ; « type » mène ici.",
        "What goes wrong is told as “application/problem+json” (RFC 9457), with the fields at "
        "fault; `type` leads here.",
    ),
    "api.status": Say("Code", "Status"),
    "api.kind": Say("Genre", "Kind"),
    "api.means": Say("Ce que cela veut dire", "What it means"),
    "act.replayed": Say("a fait repartir une alerte", "sent an alert again"),
    "api.tag.mentions": Say("Mentions", "Mentions"),
    "api.tag.reviews": Say("Agir sur une mention", "Acting on a mention"),
    "api.tag.cases": Say("Dossiers 311", "311 cases"),
    "api.tag.alerts": Say("Alertes", "Alerts"),
    "api.tag.acts": Say("Journal des actes", "Log of acts"),
    "api.tag.listening": Say("Écoute", "Listening"),
    "api.tag.installation": Say("Installation", "Installation"),
    "api.tag.events": Say("Ce qui arrive", "What arrives"),
    "api.tag.searches": Say("Recherches enregistrées", "Saved searches"),
    "api.tag.crises": Say("Crises", "Crises"),
    "api.tag.trends": Say("Tendances", "Trends"),
    "api.tag.reports": Say("Rapports", "Reports"),
}
