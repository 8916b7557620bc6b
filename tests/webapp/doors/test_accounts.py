from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from sinks.sqlite.store import SqliteStore
from tests.webapp.doors.people import (
    FAST,
    OTHER_TOWN,
    PASSWORD,
    Browser,
    a_browser,
    an_account,
    an_app,
    an_entrance,
)
from tests.webapp.records import read, squeezed
from vigie.clock import HeldClock
from webapp.doors.entrance import Entrance
from webapp.doors.password_rules import refusal
from webapp.doors.passwords import Passwords
from webapp.log_of_acts import acts

NEW = "cafetière bleue sous la neige"


def path_of(link: str) -> str:
    return link.removeprefix("http://localhost")


async def test_a_link_lets_someone_choose_a_password_and_come_in(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay", password="", display="Camille Tremblay")
    path = path_of(await way_in.link("c.tremblay"))
    page = await browser.get(path)
    assert page.status_code == 200
    assert "Bienvenue, Camille Tremblay" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    answer = await browser.post(path, page=path, password=NEW, again=NEW)
    assert answer.headers["location"] == "/?did=password_set"
    assert (await browser.get("/compte")).status_code == 200
    assert (await a_browser(browser.client._transport.app).come_in("c.tremblay", NEW)).headers[
        "location"
    ] == "/"


async def test_a_link_works_once(
    browser: Browser, app: Any, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay", password="")
    path = path_of(await way_in.link("c.tremblay"))
    await browser.post(path, page=path, password=NEW, again=NEW)
    other = a_browser(app)
    assert (await other.get(path)).status_code == 404
    assert (await other.post(path, password=PASSWORD, again=PASSWORD)).status_code == 404
    assert (await a_browser(app).come_in("c.tremblay", PASSWORD)).status_code == 403


async def test_a_link_ends_after_two_days(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay", password="")
    path = path_of(await way_in.link("c.tremblay"))
    clock.move(timedelta(hours=47, minutes=59))
    assert (await browser.get(path)).status_code == 200
    clock.move(timedelta(minutes=1))
    assert (await browser.get(path)).status_code == 404
    assert (await browser.post(path, password=NEW, again=NEW)).status_code == 404


async def test_a_new_link_puts_an_end_to_the_former_one_and_to_what_was_opened(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    await browser.admitted(way_in, "c.tremblay")
    first, second = [path_of(await way_in.link("c.tremblay")) for _ in range(2)]
    assert (await browser.get(first)).status_code == 404
    assert (await browser.get("/compte")).status_code == 200
    other = a_browser(browser.client._transport.app)
    await other.post(second, page=second, password=NEW, again=NEW)
    assert (await browser.get("/compte")).status_code == 303


async def test_a_disabled_accounts_link_opens_nothing(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    path = path_of(await way_in.link("c.tremblay"))
    await way_in.accounts.change("c.tremblay", disabled=True)
    assert (await browser.get(path)).status_code == 404
    await way_in.disable("c.tremblay", disabled=True)
    await way_in.disable("c.tremblay", disabled=False)
    assert (await browser.get(path)).status_code == 404


async def test_only_the_hash_of_a_link_is_kept(
    store: SqliteStore, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    link = await way_in.link("c.tremblay")
    (paper,) = await store.papers("setup_link")
    secret = link.rpartition("/")[2]
    assert len(secret) >= 43
    assert secret not in f"{paper.key}{paper.body!r}"


async def test_a_bad_password_keeps_the_link_and_says_why(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay", password="")
    path = path_of(await way_in.link("c.tremblay"))
    for password, again, why in (
        ("court", "court", "au moins 12 caractères"),
        (NEW, NEW + "!", "ne sont pas les mêmes"),
        ("motdepasse2026", "motdepasse2026", "trop courant"),
        ("c.tremblay2026!", "c.tremblay2026!", "ressemble trop"),
    ):
        answer = await browser.post(path, page=path, password=password, again=again)
        assert answer.status_code == 400
        assert why in squeezed(read(answer.text).text).replace("\u202f", " ")
        assert password not in answer.text
    answer = await browser.post(path, page=path, password=NEW, again=NEW)
    assert answer.status_code == 303


REFUSED = [
    "12345678",
    "123456789012",
    "aaaaaaaaaaaa",
    "abcabcabcabc",
    "azertyuiopqs",
    "qwertyuiop123",
    "Motdepasse123!",
    "M0tD3P@sse2026",
    "password-2026",
    "P@ssw0rd!2026",
    "correcthorsebatterystaple",
    "bienvenue2026!!",
    "Ville-Fictive2026",
    "camille1234567",
    "Tremblay.Camille",
    "VigieVigie2026",
    "hiver2026!!!1",
    "x" * 201,
]
TAKEN = [
    "tuque pamplemousse escalier",
    "cafetière bleue sous la neige",
    "j'ai trois chats et un vélo rouge",
    "k7#Vq2!mZp9&wR",
    "пароль из четырёх слов здесь",
    "🦊 renard 🦊 sur le quai",
]


@pytest.mark.parametrize("password", REFUSED)
def test_what_others_would_try_first_is_refused(password: str) -> None:
    names = ("c.tremblay", "Camille Tremblay", "ville-fictive", "Ville-Fictive")
    if password.startswith("hiver"):
        names = (*names, "hiver")
    assert refusal(password, names) is not None


@pytest.mark.parametrize("password", TAKEN)
def test_a_long_password_needs_no_digit_no_capital_no_sign(password: str) -> None:
    assert refusal(password, ("c.tremblay", "Camille Tremblay", "Ville-Fictive")) is None


async def test_a_password_is_the_same_however_the_keyboard_wrote_its_accents() -> None:
    passwords = Passwords(FAST)
    kept = await passwords.hashed("caf\u00e9 noisette ce soir")
    assert kept.startswith("$argon2id$")
    assert await passwords.fits(kept, "cafe\u0301 noisette ce soir")
    assert not await passwords.fits(kept, "cafe noisette ce soir")
    assert not await passwords.fits("", "cafe noisette ce soir")
    assert not await passwords.fits("pas un hachage", "cafe noisette ce soir")


async def test_a_weak_hash_is_strengthened_when_its_owner_comes_in(
    store: SqliteStore, clock: HeldClock
) -> None:
    from argon2 import PasswordHasher

    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    way_in = an_entrance(store, clock, passwords=Passwords(stronger))
    await an_account(way_in, clock, "c.tremblay")
    assert (await way_in.let_in("c.tremblay", PASSWORD, "192.0.2.1", "")).account
    kept = (await way_in.accounts.wanted("c.tremblay")).password
    assert "m=16,t=2" in kept
    assert (await way_in.let_in("c.tremblay", PASSWORD, "192.0.2.1", "")).account


async def test_changing_a_password_ends_every_other_session_and_renews_this_one(
    app: Any, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    mine, other = a_browser(app), a_browser(app)
    await mine.come_in("c.tremblay")
    await other.come_in("c.tremblay")
    before = mine.session
    answer = await mine.post(
        "/compte/mot-de-passe", page="/compte", present=PASSWORD, password=NEW, again=NEW
    )
    assert answer.headers["location"] == "/compte?did=password_set"
    assert mine.session != before
    assert "Votre mot de passe est changé" in (await mine.get(answer.headers["location"])).text
    assert (await other.get("/compte")).status_code == 303
    assert (await a_browser(app).come_in("c.tremblay", PASSWORD)).status_code == 403
    assert (await a_browser(app).come_in("c.tremblay", NEW)).status_code == 303


async def test_a_password_is_not_changed_by_who_does_not_know_it(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    await browser.come_in("c.tremblay")
    for _ in range(8):
        answer = await browser.post(
            "/compte/mot-de-passe", page="/compte", present="deviné", password=NEW, again=NEW
        )
        assert answer.status_code == 400
    # Guessing is slowed down here as at the door: by now even the right one must wait.
    answer = await browser.post(
        "/compte/mot-de-passe", page="/compte", present=PASSWORD, password=NEW, again=NEW
    )
    assert answer.status_code == 400
    clock.move(timedelta(minutes=15))
    answer = await browser.post(
        "/compte/mot-de-passe", page="/compte", present=PASSWORD, password=NEW, again=NEW
    )
    assert answer.status_code == 303


async def test_the_others_are_logged_out_and_not_this_one(
    app: Any, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    mine, other = a_browser(app), a_browser(app)
    mine.client.headers["user-agent"] = "Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/150.0"
    await mine.come_in("c.tremblay")
    await other.come_in("c.tremblay")
    page = (await mine.get("/compte")).text
    assert "Firefox" in page
    assert page.count("celui-ci") == 1
    await mine.post("/compte/sessions", page="/compte")
    assert (await mine.get("/compte")).status_code == 200
    assert (await other.get("/compte")).status_code == 303


async def test_an_admin_adds_a_colleague_and_hands_over_the_link(
    app: Any, store: SqliteStore, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "chef", role="admin")
    admin = await a_browser(app).admitted(way_in, "chef")
    answer = await admin.post(
        "/comptes",
        page="/comptes",
        name="C.Tremblay",
        display="Camille",
        role="officer",
        towns=["ville-fictive"],
    )
    assert answer.status_code == 200
    (field,) = [
        f for f in read(answer.text).all("input") if "/bienvenue/" in f.attributes.get("value", "")
    ]
    path = path_of(field.attributes["value"])
    colleague = a_browser(app)
    await colleague.post(path, page=path, password=NEW, again=NEW)
    assert (await colleague.get("/mentions")).status_code == 200
    assert (await colleague.get("/comptes")).status_code == 403
    account = await way_in.accounts.wanted("c.tremblay")
    assert (account.role, account.towns) == ("officer", ("ville-fictive",))
    noted = [(each.act.by, each.act.what, each.about) for each in await acts(store)]
    assert ("chef", "account_added", "c.tremblay") in noted
    assert "/bienvenue/" not in str(noted)
    # The link is not shown twice.
    assert "/bienvenue/" not in (await admin.get("/comptes")).text


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": "Élise T"}, "lettres sans accent"),
        ({"name": ""}, "lettres sans accent"),
        ({"name": "-x"}, "lettres sans accent"),
        ({"name": "chef"}, "déjà pris"),
        ({"role": "roi"}, "Un rôle"),
        ({"towns": [], "every_town": ""}, "au moins une ville"),
        ({"towns": ["inconnue"], "every_town": ""}, "au moins une ville"),
        ({"display": "a\u202eb"}, "nom affiché"),
        ({"display": "a" * 81}, "nom affiché"),
    ],
)
async def test_what_cannot_be_an_account_is_said(
    browser: Browser, way_in: Entrance, clock: HeldClock, fields: dict[str, Any], why: str
) -> None:
    await an_account(way_in, clock, "chef", role="admin")
    await browser.admitted(way_in, "chef")
    good = {"name": "nouveau", "display": "", "role": "reader", "every_town": "yes"}
    answer = await browser.post("/comptes", page="/comptes", **{**good, **fields})
    assert answer.status_code == 400
    assert why in squeezed(read(answer.text).text).replace("\u202f", " ")
    assert len(await way_in.accounts.all_of_them()) == 1


async def test_an_admin_changes_disables_and_gives_a_new_link(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "chef", role="admin")
    await an_account(way_in, clock, "c.tremblay")
    await browser.admitted(way_in, "chef")
    page = "/comptes"
    answer = await browser.post(
        "/comptes/c.tremblay", page=page, role="lead", towns=["autre-ville"], display="Camille"
    )
    assert answer.headers["location"] == "/comptes?did=account_changed"
    changed = await way_in.accounts.wanted("c.tremblay")
    assert (changed.role, changed.towns, changed.display) == ("lead", ("autre-ville",), "Camille")
    given = await browser.post("/comptes/c.tremblay/lien", page=page)
    assert "/bienvenue/" in given.text
    answer = await browser.post("/comptes/c.tremblay/acces", page=page, access="no")
    assert answer.headers["location"] == "/comptes?did=account_disabled"
    assert (await way_in.accounts.wanted("c.tremblay")).disabled
    assert (await browser.post("/comptes/c.tremblay/lien", page=page)).status_code == 404
    await browser.post("/comptes/c.tremblay/acces", page=page, access="yes")
    assert not (await way_in.accounts.wanted("c.tremblay")).disabled


async def test_nobody_shuts_themselves_out(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "chef", role="admin")
    await browser.admitted(way_in, "chef")
    page = "/comptes"
    assert (await browser.post("/comptes/chef/acces", page=page, access="no")).status_code == 400
    answer = await browser.post("/comptes/chef", page=page, role="reader", every_town="yes")
    assert answer.status_code == 400
    answer = await browser.post("/comptes/chef", page=page, role="admin", towns=["autre-ville"])
    assert answer.status_code == 400
    answer = await browser.post(
        "/comptes/chef", page=page, role="admin", every_town="yes", display="La cheffe"
    )
    assert answer.status_code == 303
    assert (await way_in.accounts.wanted("chef")).display == "La cheffe"


async def test_an_admin_of_one_town_has_neither_the_others_accounts_nor_their_towns(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "chef", role="admin", towns=("autre-ville",))
    await an_account(way_in, clock, "partout")
    await an_account(way_in, clock, "ailleurs", towns=("ville-fictive",))
    await an_account(way_in, clock, "des-deux", towns=("autre-ville", "ville-fictive"))
    await an_account(way_in, clock, "ici", towns=("autre-ville",))
    await browser.admitted(way_in, "chef")
    shown = (await browser.get("/comptes")).text
    assert "/comptes/ici" in shown
    for other in ("partout", "ailleurs", "des-deux", "ville-fictive", OTHER_TOWN.slug + "x"):
        assert other not in shown
    for other in ("partout", "ailleurs", "des-deux", "inconnu"):
        for act in ("", "/acces", "/lien"):
            answer = await browser.post(f"/comptes/{other}{act}", page="/comptes", role="reader")
            assert answer.status_code == 404
    for fields in ({"every_town": "yes"}, {"towns": ["ville-fictive"]}):
        answer = await browser.post("/comptes/ici", page="/comptes", role="admin", **fields)
        assert answer.status_code == 400
    assert (await way_in.accounts.wanted("ici")).towns == ("autre-ville",)


async def test_an_account_that_is_removed_leaves_nothing_that_lets_in(
    app: Any, store: SqliteStore, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    browser = await a_browser(app).admitted(way_in, "c.tremblay")
    link = path_of(await way_in.link("c.tremblay"))
    await way_in.remove("c.tremblay")
    await an_account(way_in, clock, "c.tremblay")
    assert (await browser.get("/compte")).status_code == 303
    assert (await browser.get(link)).status_code == 404


async def test_of_two_changes_at_once_one_is_told(way_in: Entrance, clock: HeldClock) -> None:
    account = await an_account(way_in, clock, "c.tremblay")
    assert replace(account, role="lead") == await way_in.accounts.change("c.tremblay", role="lead")


async def test_the_pages_fit_a_single_town(
    store: SqliteStore, clock: HeldClock, way_in: Entrance
) -> None:
    from tests.desk.examples import TOWN

    browser = a_browser(an_app(store, clock, way_in, towns=(TOWN,)))
    await an_account(way_in, clock, "chef", role="admin")
    await browser.admitted(way_in, "chef")
    shown = read((await browser.get("/comptes")).text)
    assert not shown.all("input", type="checkbox")
    answer = await browser.post(
        "/comptes", page="/comptes", name="nouveau", role="reader", every_town="yes"
    )
    assert answer.status_code == 200
