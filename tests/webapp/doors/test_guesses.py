"""Guessing passwords: how many guesses are really made, and whom it hinders."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sinks.sqlite.store import SqliteStore
from tests.webapp.doors.people import PASSWORD, Browser, a_browser, an_account, an_app, an_entrance
from tests.webapp.records import read, squeezed
from vigie.clock import HeldClock
from webapp.doors.entrance import Entrance
from webapp.doors.passwords import Passwords
from webapp.doors.tries import network

TRIES = 10_000


class Counted(Passwords):
    """Passwords that are only counted: what is measured is how many guesses get so far."""

    def __init__(self) -> None:
        super().__init__()
        self.checked = 0

    async def fits(self, kept: str, password: str) -> bool:
        self.checked += 1
        return password == PASSWORD and bool(kept)

    def is_weak(self, kept: str) -> bool:
        return not kept


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def way_in(store: SqliteStore, clock: HeldClock, counted: Counted) -> Entrance:
    return an_entrance(store, clock, passwords=counted)


async def test_ten_thousand_tries_from_one_place_make_a_few_dozen_guesses(
    way_in: Entrance, clock: HeldClock, counted: Counted
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    for number in range(TRIES):
        answer = await way_in.let_in("c.tremblay", f"essai {number}", "192.0.2.1", "")
        assert answer.account is None
        clock.move(timedelta(seconds=1))
    # 10,000 seconds: twenty for nothing, then 1 s, 2 s, 4 s… and one each quarter of an hour.
    assert 20 <= counted.checked <= 45


async def test_tries_at_every_name_count_together(
    way_in: Entrance, clock: HeldClock, counted: Counted
) -> None:
    for number in range(1000):
        await way_in.let_in(f"nom-{number}", "essai", "192.0.2.1", "")
    assert counted.checked == 20


async def test_tries_from_everywhere_at_one_name_count_together(
    way_in: Entrance, clock: HeldClock, counted: Counted
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    for number in range(1000):
        client = f"198.51.{number // 250}.{number % 250}"
        await way_in.let_in("c.tremblay", f"essai {number}", client, "")
        clock.move(timedelta(seconds=1))
    # A thousand seconds: ten, then 1 s, 2 s… and one a minute.
    assert 10 <= counted.checked <= 32


async def test_nobody_can_hold_a_colleague_out_of_a_browser_that_knows_the_account(
    way_in: Entrance, clock: HeldClock, counted: Counted
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    device = way_in.guesses.device("c.tremblay")
    for number in range(300):
        await way_in.let_in("c.tremblay", "essai", f"198.51.100.{number % 250}", "")
    elsewhere = await way_in.let_in("c.tremblay", PASSWORD, "203.0.113.9", "")
    assert 0 < elsewhere.wait <= 60
    # Even from the very place that guesses.
    known = await way_in.let_in("c.tremblay", PASSWORD, "198.51.100.7", device)
    assert known.account


async def test_a_known_browser_is_slowed_down_too_when_it_guesses(
    way_in: Entrance, clock: HeldClock, counted: Counted
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    device = way_in.guesses.device("c.tremblay")
    for _ in range(100):
        await way_in.let_in("c.tremblay", "essai", "192.0.2.1", device)
    assert counted.checked == 5


@pytest.mark.parametrize(
    "device", ["", ".", "a.b", "x" * 3000, "é.é", "nonce." + "0" * 64], ids=range(6)
)
async def test_a_made_up_browser_is_not_known(
    way_in: Entrance, clock: HeldClock, counted: Counted, device: str
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    for _ in range(50):
        await way_in.let_in("c.tremblay", "essai", "192.0.2.1", device)
    assert counted.checked == 10


async def test_a_browser_known_for_one_account_is_not_for_another(
    way_in: Entrance, clock: HeldClock, counted: Counted
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    device = way_in.guesses.device("stagiaire")
    for _ in range(50):
        await way_in.let_in("c.tremblay", "essai", "192.0.2.1", device)
    assert counted.checked == 10


async def test_what_must_wait_costs_nothing_more(
    way_in: Entrance, clock: HeldClock, counted: Counted
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    for _ in range(500):
        await way_in.let_in("c.tremblay", "essai", "192.0.2.1", "")
    first = await way_in.let_in("c.tremblay", "essai", "192.0.2.1", "")
    assert first.wait == 1.0
    clock.move(timedelta(seconds=1))
    assert (await way_in.let_in("c.tremblay", PASSWORD, "192.0.2.1", "")).account


async def test_after_a_day_everything_is_forgotten(
    way_in: Entrance, clock: HeldClock, counted: Counted
) -> None:
    for _ in range(30):
        await way_in.let_in("c.tremblay", "essai", "192.0.2.1", "")
        clock.move(timedelta(hours=1))
    clock.move(timedelta(hours=24))
    before = counted.checked
    for _ in range(30):
        await way_in.let_in("c.tremblay", "essai", "192.0.2.1", "")
    assert counted.checked - before == 10


async def test_the_page_says_how_long_to_wait_and_the_same_for_any_name(
    store: SqliteStore, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    site = "https://vigie.ville.example"
    app = an_app(store, clock, way_in, public_url=site)
    pages = []
    for name in ("c.tremblay", "personne"):
        browser = a_browser(app, site, client=f"192.0.2.{len(name)}")
        for _ in range(10):
            assert (await browser.come_in(name, "essai")).status_code == 403
        token = await browser.token()
        answer = await browser.come_in(name, "essai")
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "1"
        pages.append(answer.text.replace(token, ""))
    assert pages[0] == pages[1]
    said = squeezed(read(pages[0]).text).replace("\u202f", " ")
    assert "Trop d’essais. Recommencez dans 1 seconde." in said


async def test_coming_in_leaves_a_browser_that_is_known(
    browser: Browser, way_in: Entrance, clock: HeldClock
) -> None:
    await an_account(way_in, clock, "c.tremblay")
    await browser.come_in("c.tremblay")
    await browser.post("/deconnexion", page="/compte")
    for _ in range(12):
        await way_in.let_in("c.tremblay", "essai", "203.0.113.5", "")
    assert (await browser.come_in("c.tremblay")).status_code == 303


async def test_no_name_and_no_address_is_kept_in_clear(
    store: SqliteStore, way_in: Entrance, clock: HeldClock
) -> None:
    await way_in.let_in("c.tremblay", "essai", "192.0.2.1", "")
    for paper in await store.papers("log_in_tries"):
        assert "tremblay" not in f"{paper!r}"
        assert "192.0.2" not in f"{paper!r}"


@pytest.mark.parametrize(
    ("client", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_place_is_an_address_or_the_network_of_one_home(client: str, place: str) -> None:
    assert network(client) == place
