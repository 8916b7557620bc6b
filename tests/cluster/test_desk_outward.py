"""What the desk does with the world outside, over each store: sign-on, mail, the 311, a drill.

The provider, the mail server and the 311 are real ones on local sockets.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import httpx
import pytest

from pipeline.assembly import load_town
from pipeline.demo.drill import Drill, friday_night, read_drill, read_scenario, write_drill
from pipeline.first_settings import quoted
from tests.cluster.desk_home import NAME, PASSWORD, Around, heard, installed
from tests.doubles.oidc import Provider
from tests.doubles.open311 import Open311Town
from tests.doubles.smtp import MailServer, mail_server
from tests.pipeline.installations import make_installation, vigie
from tests.servers import LocalServer
from tests.sinks.certificates import make_certificate
from tests.webapp.visiting import Visitor
from vigie.clock import HeldClock
from vigie.page import Page
from vigie.post import Post, Published, Source
from vigie.say import Say
from webapp.doors.single_sign_on import RETURN

TOWN = "trois-rivieres"

# Elasticsearch alone may take a minute and a half to start on a machine that has much else to do.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(params=["sqlite", "elasticsearch"])
def url(request: pytest.FixtureRequest) -> str | None:
    """The address of Elasticsearch, None to keep all in one SQLite file."""
    if request.param == "sqlite":
        return None
    found: str = request.getfixturevalue("elasticsearch_url")
    return found


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    return make_certificate(tmp_path, "localhost")


@pytest.fixture
def smtp(certificate: tuple[Path, Path]) -> Iterator[MailServer]:
    with mail_server(*map(str, certificate), implicit=True) as serving:
        yield serving


async def come_back(visitor: Visitor) -> None:
    """Come in again as the administrator: a session that nobody uses ends within two hours."""
    await visitor.get("/connexion")
    await visitor.send("/connexion", name=NAME, password=PASSWORD)


async def by_the_provider(visitor: Visitor, provider: Provider, code: int = 200) -> None:
    """Come in by the town's own accounts, and go where that leads."""
    await visitor.get("/connexion")
    (way,) = {link for link in visitor.links() if link.startswith("/connexion/organisation")}
    sent = await visitor.client.get(way)
    state, given = provider.visit(sent.headers["location"])
    await visitor.get(str(httpx.URL(RETURN, params={"state": state, "code": given})), code)


async def test_the_towns_own_accounts_let_people_in_with_the_roles_of_the_day(
    tmp_path: Path, url: str | None, server: LocalServer
) -> None:
    provider = Provider(now=int(time.time()))
    provider.person |= {"preferred_username": "C.Tremblay@ville.example"}
    oidc = (
        f'[web.oidc]\nissuer = {quoted(provider.serve(server))}\nclient_id = "vigie"\n'
        'client_secret_file = "secrets/oidc.secret"\nlabel = "la Ville"\n'
        'roles = { veille = "officer", direction = "lead" }'
    )
    around = Around(
        settings=(oidc,),
        hosts=(server.url.partition("://")[2],),
        files={"secrets/oidc.secret": provider.secret},
    )
    async with installed(tmp_path / "home", url, around) as (_, visitor):
        await visitor.send("/deconnexion")
        await by_the_provider(visitor, provider)
        assert "c.tremblay" in visitor.text
        await visitor.get("/mentions")
        await visitor.get("/regle", code=403)
        provider.person["groups"] = ["direction"]
        await visitor.get("/")
        await visitor.send("/deconnexion")
        await by_the_provider(visitor, provider)
        await visitor.get("/regle")
        # Who is in no group is not let in, and sees nothing.
        await visitor.send("/deconnexion")
        provider.person |= {"sub": "u-2", "groups": []}
        await by_the_provider(visitor, provider, code=403)
        await visitor.get("/mentions")
        assert visitor.path.startswith("/connexion")
        await come_back(visitor)
        await visitor.get("/comptes")
        assert "c.tremblay" in visitor.text


async def test_a_report_leaves_now_by_the_towns_mail_server(
    tmp_path: Path, url: str | None, smtp: MailServer, certificate: tuple[Path, Path]
) -> None:
    mail = (
        f'[[target]]\nkind = "email"\nname = "courriel"\nhost = "localhost"\nport = {smtp.port}\n'
        f'tls = "implicit"\nca_file = {quoted(str(certificate[0]))}\n'
        'from = "veille@ville.example"\nto = ["garde@ville.example"]\n'
        '[[report]]\nname = "Direction"\nperiod = "day"\nat = 07:30:00\ntarget = "courriel"\n'
        'to = ["direction@ville.example"]\nformat = "pdf"'
    )
    around = Around(settings=(mail,), hosts=(f"localhost:{smtp.port}",))
    async with installed(tmp_path / "home", url, around) as (it, visitor):
        await it.intake.absorb(heard(it.clock.now() - timedelta(days=1)), ())
        await visitor.get("/rapports")
        await visitor.send("/rapports/envoyer")
        assert "Le rapport est parti." in visitor.text
        (got,) = smtp.mails
        await visitor.send("/rapports/envoyer")
        acts = (await visitor.get("/api/v1/acts")).json()["acts"]
    assert (got.to, got.encrypted) == (["direction@ville.example"], True)
    message = message_from_bytes(got.data, policy=default)
    kinds = {part.get_content_type() for part in message.walk()}
    assert {"text/plain", "text/html", "application/pdf"} <= kinds
    assert [each["what"] for each in acts].count("report_sent") >= 1


async def test_a_case_is_handed_to_the_311_and_what_becomes_of_it_is_shown(
    tmp_path: Path, url: str | None, server: LocalServer
) -> None:
    clock = HeldClock(datetime.now(UTC))
    door = Open311Town(now=clock.now())
    handoff = (
        f'[handoff]\nby = "open311"\nurl = {quoted(door.serve(server))}\n'
        'key_file = "secrets/311.key"\nservices = { pothole = "001" }'
    )
    around = Around(
        settings=(handoff,),
        hosts=(server.url.partition("://")[2],),
        files={"secrets/311.key": door.key},
        clock=clock,
    )
    async with installed(tmp_path / "home", url, around) as (it, visitor):
        await it.intake.absorb(heard(clock.now()), ())
        await visitor.get("/dossiers")
        for path in {link for link in visitor.links() if link.startswith("/dossier/")}:
            await visitor.get(path)
            if "Nid-de-poule" in visitor.text:
                break
        case = visitor.path.partition("?")[0]
        await visitor.send(case, do="send")
        assert "Transmis" in visitor.text
        (form,) = door.forms
        assert form["service_code"] == ["001"]
        assert case.rpartition("/")[2] in form["description"][0]
        request = door.made[0]["service_request_id"]
        await visitor.get(case)
        assert request in visitor.text
        door.close(0, "Comblé.")
        clock.move(timedelta(hours=2))
        await it.handing.round()
        await come_back(visitor)
        await visitor.get(case)
        assert "Comblé." in visitor.text
        assert len(door.forms) == 1


def evening(now: datetime) -> Page:
    """All that is published on the drill's evening, at once."""
    week = read_scenario().week(load_town(TOWN, None), 1)
    channels = {channel.path: channel for channel in week.channel}
    posts = [
        Post(
            source=Source(
                kind="feed", name=channels[shown.channel].name, own=channels[shown.channel].own
            ),
            native_id=shown.id,
            title=shown.title,
            text=shown.text,
            published_at=now,
            fetched_at=now,
        )
        for shown in week.post
    ]
    return Page(source="Exercice", cursor=b"1", events=tuple(Published(post=p) for p in posts))


async def take_all(visitor: Visitor, route: str) -> None:
    """Take each mention of a route."""
    await visitor.get(f"/mentions?period=all&view=all&route={route}")
    found = {link.partition("?")[0] for link in visitor.links() if link.startswith("/mention/")}
    assert found, route
    for path in found:
        await visitor.get(path)
        await visitor.send("/prendre")


async def test_a_drill_is_played_to_its_debrief(tmp_path: Path, url: str | None) -> None:
    scenario = read_scenario()
    start = friday_night(load_town(TOWN, None), datetime.now(UTC))
    clock = HeldClock(start)
    drill = Drill(name=Say(scenario.fr, scenario.en), started_at=start, step=scenario.step)
    home = tmp_path / "home"
    home.mkdir()
    write_drill(home, drill)
    async with installed(home, url, Around(clock=clock)) as (it, visitor):
        assert read_drill(it.home) == drill
        clock.move(timedelta(minutes=10))
        await it.intake.absorb(evening(clock.now()), ())
        await take_all(visitor, "emergency")
        assert "EXERCICE" in visitor.text
        await visitor.get("/crise")
        await visitor.send("/crise", name="Bris d’aqueduc", words="aqueduc")
        await visitor.send("/point", text="Équipe sur place.")
        clock.move(timedelta(minutes=90))
        await visitor.get("/exercice")
        assert len(visitor.shown.xpath("//tr[@class='step-missed']")) == 1  # the newspaper
        await take_all(visitor, "media_relations")
        await visitor.get("/crise")
        await visitor.send("/point", text="Avis d’ébullition.")
        await visitor.send("/fin", sure="yes")
        await visitor.get("/exercice")
        states = [row.get("class") for row in visitor.shown.xpath("//tbody/tr[@class]")]
        assert sorted(states) == ["step-done"] * 5 + ["step-late"]


def test_the_drill_of_an_installation_on_a_cluster_asks_nothing_of_it(
    tmp_path: Path, server: LocalServer
) -> None:
    cluster = f'[store]\nkind = "elasticsearch"\n[elasticsearch]\nurls = [{quoted(server.url)}]\n'
    home = make_installation(tmp_path / "home", cluster)
    ran = vigie("--home", home, "drill", "--port", "0", "--seconds", "4", "--speed", "600")
    assert ran.code == 0, ran.err
    assert "EXERCICE à Trois-Rivières" in ran.out
    assert server.received == []
