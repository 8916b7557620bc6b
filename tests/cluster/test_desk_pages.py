"""The whole desk over each of the two stores: every page that links lead to, every main act.

What one act writes is looked for on the next page at once, as whoever did it would.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.routing import compile_path

from tests.cluster.desk_home import COLLEAGUE, HEARD, NAME, PASSWORD, desk
from tests.webapp.visiting import Visitor
from webapp.app import ROUTES

_PATHS = [
    (path, compile_path(path)[0])
    for path in dict.fromkeys(route.path for route in ROUTES if route.method == "GET")
]
#: What no link leads to: the door, what machines read, what a script asks for, a former address.
_UNLINKED = {
    "/connexion",
    "/connexion/organisation",
    "/connexion/organisation/retour",
    "/bienvenue/{link}",
    "/healthz",
    "/sources",
    "/mention/{mention}/presence",
    "/mention/{mention}/carte.svg",
    "/recherche/{key}.rss",
    "/rapport/{period}/{figure}.svg",
}

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(params=["sqlite", "elasticsearch"])
async def visitor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Visitor]:
    """The first administrator of an installation, who has come in."""
    clustered = request.param == "elasticsearch"
    url = request.getfixturevalue("elasticsearch_url") if clustered else None
    async with desk(tmp_path / "home", url) as come_in:
        yield come_in


async def walked(visitor: Visitor) -> set[str]:
    """Follow links from the first page to one address of each route; return the routes."""
    found: dict[str, str] = {}
    left = ["/"]
    while left:
        await visitor.get(left.pop(0))
        for address in visitor.links():
            path = address.partition("?")[0]
            kinds = [name for name, regex in _PATHS if regex.match(path)]
            assert kinds or path.startswith(("/static/", "/metrics")), address
            # The first route that answers is the one that is asked.
            if kinds and kinds[0] not in found:
                found[kinds[0]] = address
                left.append(address)
    return set(found)


async def opened(visitor: Visitor, words: str) -> None:
    """Open the first mention that a search finds."""
    await visitor.get(f"/mentions?period=all&q={words}")
    await visitor.get(next(link for link in visitor.links() if link.startswith("/mention/")))


async def counted(visitor: Visitor) -> int:
    total: int = (await visitor.client.get("/api/v1/counts")).json()["total"]
    return total


async def search_kept(visitor: Visitor) -> None:
    await visitor.get("/mentions?period=all&q=nid-de-poule")
    await visitor.send("/recherches", name="Nids-de-poule", shared="yes")
    await visitor.get("/recherches")


async def crisis_declared(visitor: Visitor) -> None:
    await visitor.get("/crise")
    await visitor.send("/crise", name="Fil tombé", words="fil électrique")


async def rule_made(visitor: Visitor) -> None:
    await visitor.get("/regle")
    await visitor.send("/regle", {"when.service_request": "true"}, name="Nids-de-poule")


async def decision_kept(visitor: Visitor) -> None:
    # Three days: whatever the hour here, the town has had a whole day since.
    on = datetime.now(UTC).date() - timedelta(days=3)
    await visitor.get(f"/decision?on={on}&weeks=2&name=Budget&nature=resolution")
    await visitor.send("/decision")


async def test_every_page_that_links_lead_to_answers_with_the_sample_and_without(
    visitor: Visitor,
) -> None:
    await visitor.get("/reglages")
    await visitor.send("/reglages/exemple")
    assert await counted(visitor) > 25
    for begin in (search_kept, crisis_declared, rule_made, decision_kept):
        await begin(visitor)
    found = await walked(visitor)
    pages = {path for path, _ in _PATHS if not path.startswith("/api/")}
    assert pages - found - _UNLINKED == set()
    await visitor.get("/reglages")
    await visitor.send("/reglages/exemple/retirer")
    assert await counted(visitor) == HEARD


async def test_a_mention_is_corrected_worked_on_and_answered(visitor: Visitor) -> None:
    await opened(visitor, "lampadaire")
    await visitor.send("/corriger", label="sentiment", value="positive")
    assert "Correction enregistrée" in visitor.text
    page = visitor.path.partition("?")[0]
    await visitor.get("/mentions?period=all&sentiment=positive&q=lampadaire")
    assert page in {link.partition("?")[0] for link in visitor.links()}
    await visitor.get(page)
    await visitor.send("/retablir", label="sentiment")
    for act, fields, said in (
        ("prendre", {}, "Vous vous en occupez"),
        ("noter", {"text": "Appeler les travaux publics."}, "Appeler les travaux publics."),
        ("reponse", {"text": "Bonjour, une équipe ira demain."}, "une équipe ira demain"),
        ("temporaire-envoyee", {}, "Envoyée"),
        ("reponse-envoyee", {}, "Envoyée"),
        ("reponse-pas-envoyee", {}, "Vous vous en occupez"),
        ("passer", {"name": COLLEAGUE, "word": "À toi."}, COLLEAGUE),
        ("reporter", {"until": "tomorrow"}, COLLEAGUE),
        ("ramener", {}, COLLEAGUE),
        ("remettre", {}, "Personne ne s’en occupe"),
        ("clore", {}, "Close"),
        ("rouvrir", {}, "Personne ne s’en occupe"),
    ):
        await visitor.send(f"/{act}", fields)
        assert said in visitor.text, act
    await conflict(visitor)
    await opened(visitor, "brisé")
    assert "Réponses entendues 2" in visitor.text
    assert "La Ville a répondu : " in visitor.text
    journal = (await visitor.get("/api/v1/acts")).json()
    assert {"taken", "noted", "closed", "reopened"} <= {each["what"] for each in journal["acts"]}


async def conflict(visitor: Visitor) -> None:
    """Two windows on one mention: the second is told, and nothing that it held is lost."""
    await opened(visitor, "brisé")
    read, path = visitor.shown, visitor.path
    await visitor.send("/prendre")
    visitor.shown, visitor.path = read, path
    await visitor.send("/noter", code=409, text="Le camion est parti.")
    assert "Modifiée entre-temps" in visitor.text
    await visitor.send("/noter")
    assert "Le camion est parti." in visitor.text
    assert "Vous vous en occupez" in visitor.text


async def test_a_search_finds_by_words_phrases_fields_and_is_kept_as_a_feed(
    visitor: Visitor,
) -> None:
    for words, count in (
        ("lampadaire", 1),
        ('"fil électrique"', 1),
        ("lampadaire OR étincelles", 2),
        ("trois-rivieres NOT lampadaire", 4),
        ("route:emergency", 1),
        ("lampadair*", 1),
    ):
        answer = await visitor.client.get("/api/v1/mentions", params={"q": words})
        assert len(answer.json()["mentions"]) == count, words
    for form, begins in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("jsonl", b"{")):
        answer = await visitor.get(f"/mentions/export.{form}?period=all&q=lampadaire")
        assert answer.content.startswith(begins), form
    await search_kept(visitor)
    await visitor.send("/fil")
    (address,) = visitor.shown.xpath("//input[@id='fresh']/@value")
    assert "nid-de-poule" in (await visitor.get(httpx.URL(address).raw_path.decode())).text
    await visitor.get("/recherches")
    await visitor.send("/alerte", pace="each")
    await visitor.send("/alerte/fermer")
    await visitor.send("/fil/fermer")
    await visitor.send("/supprimer")
    assert "Nids-de-poule" not in visitor.text


async def test_a_crisis_goes_from_its_declaration_to_its_report(visitor: Visitor) -> None:
    await crisis_declared(visitor)
    await visitor.get("/")
    assert "Fil tombé" in visitor.text
    await visitor.get("/crise")
    await visitor.send("/point", text="Hydro-Québec est en route.")
    await visitor.send("/fin", sure="yes")
    await visitor.get(next(each for each in visitor.links() if each.endswith("/journal")))
    assert "Hydro-Québec est en route." in visitor.text
    await visitor.get("/")
    assert "Fil tombé" not in visitor.text


async def test_rules_cases_decisions_and_reports_keep_what_is_done(visitor: Visitor) -> None:
    await rule_made(visitor)
    await visitor.get(f"{visitor.path.partition('?')[0]}/essai")
    await visitor.send("/etat", do="on")
    assert "En marche" in visitor.text
    await visitor.get("/dossiers")
    await visitor.get(next(each for each in visitor.links() if each.startswith("/dossier/")))
    await visitor.send(visitor.path.partition("?")[0], do="withdraw")
    assert "retiré" in visitor.text
    await decision_kept(visitor)
    assert "Budget" in visitor.text
    await visitor.send("/retrait")
    year, week, _ = datetime.now(UTC).date().isocalendar()
    await visitor.get(f"/rapport/{year}-W{week:02}")
    for figure in [each for each in visitor.links() if each.endswith(".svg")]:
        await visitor.get(figure)
    pdf = await visitor.get(f"/rapport/{year}-W{week:02}.pdf")
    assert pdf.content.startswith(b"%PDF")


async def test_a_colleague_is_let_in_and_kept_to_their_role(visitor: Visitor) -> None:
    await visitor.get("/comptes")
    await visitor.send(f"/{COLLEAGUE}/lien")
    (link,) = visitor.shown.xpath("//section//input[@readonly]/@value")
    await visitor.get("/")
    await visitor.send("/deconnexion")
    await visitor.get(httpx.URL(link).path)
    await visitor.send(httpx.URL(link).path, password=PASSWORD, again=PASSWORD)
    await opened(visitor, "lampadaire")
    assert not visitor.shown.xpath("//form[contains(@action, '/clore')]")
    await visitor.get("/comptes", code=403)
    await visitor.get("/compte")
    await visitor.send("/deconnexion")
    await visitor.get("/connexion")
    await visitor.send("/connexion", name=NAME, password=PASSWORD)
    await visitor.get("/comptes")
    assert COLLEAGUE in visitor.text
