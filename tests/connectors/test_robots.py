"""robots.txt over real HTTP: what it allows, how long it is believed, at what pace."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.robots import cache as robots_cache
from connectors.robots.cache import Kept, RobotsCache
from connectors.robots.robots import Permission, Robots, robots_of, site_of
from connectors.robots.rules import READ, judge
from tests.connectors.outbound import PlainOutbound
from tests.servers import LocalServer
from vigie.errors import Refused
from vigie.say import Say

RULES = "User-agent: *\nDisallow: /prive/\nCrawl-delay: 12\n\nUser-agent: Vigie\nDisallow: /nous/\n"


class Time:
    """A monotonic clock that moves when someone sleeps, and keeps how long."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def robots(outbound: PlainOutbound, time: Time) -> Robots:
    return Robots(outbound, now=time, sleep=time.sleep)


def asked(server: LocalServer) -> int:
    return sum(one.path == "/robots.txt" for one in server.received)


async def test_the_rules_for_vigie_count_before_those_for_all(
    server: LocalServer, robots: Robots
) -> None:
    server.serve("/robots.txt", RULES)
    assert (await robots.allowed(server.url + "/prive/a")).allowed
    refused = await robots.allowed(server.url + "/nous/a?b=c")
    assert not refused.allowed
    assert not refused.passing
    assert "robots.txt" in refused.say.fr
    assert (await robots.allowed(server.url + "/robots.txt")).allowed


def test_only_our_own_name_is_ours() -> None:
    for name, allowed in (("vigie", False), ("VIGIE", False), ("vigieautre", True)):
        rules = f"User-agent: {name}\nDisallow: /\n".encode()
        assert judge(rules, "https://journal.example/a").allowed is allowed


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
async def test_a_site_without_rules_allows_everything(
    server: LocalServer, robots: Robots, status: int
) -> None:
    server.serve("/robots.txt", "User-agent: *\nDisallow: /\n", status)
    assert await robots.allowed(server.url + "/a") == Permission(allowed=True)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_rules_that_cannot_be_had_allow_nothing_for_now(
    server: LocalServer, robots: Robots, time: Time, status: int
) -> None:
    server.serve("/robots.txt", "", status)
    refused = await robots.allowed(server.url + "/a")
    assert (refused.allowed, refused.passing) == (False, True)
    server.serve("/robots.txt", "User-agent: *\nAllow: /\n")
    assert not (await robots.allowed(server.url + "/a")).allowed
    time.now += 1_801
    assert (await robots.allowed(server.url + "/a")).allowed
    assert asked(server) == 2


async def test_nobody_answering_allows_nothing(robots: Robots, outbound: PlainOutbound) -> None:
    assert not (await robots.allowed("http://127.0.0.1:9/a")).allowed
    outbound.refusal = Refused(Say("Adresse privée.", "Private address."), final=True)
    assert not (await robots.allowed("http://10.0.0.1/a")).allowed


async def test_five_redirects_are_followed(server: LocalServer, robots: Robots) -> None:
    server.serve("/vraies-regles", "User-agent: *\nDisallow: /prive/\n")
    for step in range(4):
        server.serve(
            f"/r{step}", "", 302, Location=f"/r{step + 1}" if step < 3 else "/vraies-regles"
        )
    server.serve("/robots.txt", "", 301, Location="/r0")
    assert not (await robots.allowed(server.url + "/prive/a")).allowed
    assert (await robots.allowed(server.url + "/a")).allowed


async def test_a_site_is_asked_once_a_day(server: LocalServer, robots: Robots, time: Time) -> None:
    server.serve("/robots.txt", RULES)
    for path in ("/a", "/b", "/nous/c"):
        await robots.allowed(server.url + path)
    assert asked(server) == 1
    time.now += 86_401
    await robots.allowed(server.url + "/a")
    assert asked(server) == 2


async def test_yesterdays_rules_serve_while_the_file_cannot_be_had(
    server: LocalServer, robots: Robots, time: Time
) -> None:
    server.serve("/robots.txt", RULES)
    await robots.allowed(server.url + "/a")
    server.serve("/robots.txt", "", 503)
    time.now += 86_401
    assert (await robots.allowed(server.url + "/a")).allowed
    assert not (await robots.allowed(server.url + "/nous/a")).allowed
    time.now += 1_801
    assert (await robots.allowed(server.url + "/a")).allowed
    assert asked(server) == 3


async def test_what_is_beyond_half_a_megabyte_is_not_read(
    server: LocalServer, robots: Robots
) -> None:
    head = "User-agent: *\nDisallow: /prive/\n"
    filler = "# remplissage\n" * (READ // 14)
    server.serve("/robots.txt", head + filler + "Disallow: /tard/\n")
    assert not (await robots.allowed(server.url + "/prive/a")).allowed
    assert (await robots.allowed(server.url + "/tard/a")).allowed
    cut = (head + "#" * (READ - len(head) - 12) + "\nDisallow: /abcdef\n").encode()
    assert judge(cut, server.url + "/a").allowed


async def test_a_file_of_several_megabytes_allows_nothing(
    server: LocalServer, robots: Robots
) -> None:
    server.serve("/robots.txt", b"#" * (8 * READ + 1))
    assert not (await robots.allowed(server.url + "/a")).allowed


async def test_rules_that_multiply_are_given_up_and_allow_nothing(
    server: LocalServer, robots: Robots
) -> None:
    agents = "".join(f"User-agent: a{n}\n" for n in range(18_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(12_000))
    server.serve("/robots.txt", agents + rules)
    refused = await robots.allowed(server.url + "/a")
    assert (refused.allowed, refused.passing) == (False, False)


async def test_a_crawl_delay_is_waited_for_between_two_requests(
    server: LocalServer, robots: Robots, time: Time
) -> None:
    server.serve("/robots.txt", "User-agent: *\nCrawl-delay: 12\n")
    permission = await robots.allowed(server.url + "/a")
    assert permission.delay == 12
    for _ in range(3):
        assert await robots.turn(server.url + "/a", permission.delay, most=60)
    assert time.slept == [12, 12]


async def test_a_delay_longer_than_one_may_wait_is_not_begun(robots: Robots, time: Time) -> None:
    assert await robots.turn("https://a.example/1", 3_600, most=180)
    assert not await robots.turn("https://a.example/2", 3_600, most=180)
    assert await robots.turn("https://b.example/1", 3_600, most=180)
    assert await robots.turn("https://a.example/3", None, most=180)
    assert time.slept == []


def test_a_site_is_a_scheme_a_host_and_a_port() -> None:
    assert site_of("https://Journal.example:8443/a?b#c") == "https://journal.example:8443"
    assert site_of("https://moi:secret@journal.example/a") == "https://journal.example"


def test_sources_of_one_client_share_their_rules(outbound: PlainOutbound) -> None:
    assert robots_of(outbound) is robots_of(outbound)


def test_the_cache_is_bounded_in_number_and_in_size(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = RobotsCache()
    for number in range(600):
        cache.put(f"https://{number}.example", Kept(until=0))
    assert cache.get("https://99.example") is None
    assert cache.get("https://599.example") is not None
    monkeypatch.setattr(robots_cache, "_BYTES", 1_000)
    for number in range(3):
        cache.put(f"https://gros{number}.example", Kept(body=b"x" * 600, until=0))
    assert cache.get("https://gros1.example") is None
    assert cache.get("https://gros2.example") is not None


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_are_rules(body: bytes, path: str) -> None:
    assert judge(body, f"https://journal.example/{path}").allowed in {True, False}
