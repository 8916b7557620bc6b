"""Redirects: followed five times at most, each one checked like the first address."""

from __future__ import annotations

import pytest

from tests.pipeline.ways_out import way_out
from tests.servers import LocalServer, local_server
from vigie.errors import Refused, Unavailable


def redirect(server: LocalServer, path: str, to: str, status: int = 302) -> str:
    return server.serve(path, "ailleurs", status, Location=to)


async def test_a_redirect_is_followed_and_the_last_address_is_told(server: LocalServer) -> None:
    server.serve("/fil.xml", "le fil")
    start = redirect(server, "/ancien", "/fil.xml#haut")
    async with way_out(server.url) as out:
        fetched = await out.get(start)
    assert (fetched.body, fetched.url) == (b"le fil", server.url + "/fil.xml")
    assert fetched.moved_to is None


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301, 308), True), ((301, 302), False), ((302, 301), False), ((307,), False), ((301,), True)],
)
async def test_an_address_has_moved_when_every_hop_was_permanent(
    server: LocalServer, statuses: tuple[int, ...], *, moved: bool
) -> None:
    server.serve(f"/{len(statuses)}", "le fil")
    for number, status in enumerate(statuses):
        redirect(server, f"/{number}", f"/{number + 1}", status)
    async with way_out(server.url) as out:
        fetched = await out.get(server.url + "/0")
    assert fetched.moved_to == (fetched.url if moved else None)


async def test_five_redirects_are_followed_and_the_sixth_is_not(server: LocalServer) -> None:
    server.serve("/6", "enfin")
    for number in range(6):
        redirect(server, f"/{number}", f"/{number + 1}")
    async with way_out(server.url) as out:
        assert (await out.get(server.url + "/1")).body == b"enfin"
        server.received.clear()
        with pytest.raises(Unavailable, match="trop de redirections"):
            await out.get(server.url + "/0")
    assert [r.path for r in server.received] == ["/0", "/1", "/2", "/3", "/4", "/5"]


async def test_a_loop_is_seen_at_its_first_turn(server: LocalServer) -> None:
    redirect(server, "/a", "/b")
    redirect(server, "/b", "/a")
    async with way_out(server.url) as out:
        with pytest.raises(Unavailable, match="en boucle"):
            await out.get(server.url + "/a")
    assert [r.path for r in server.received] == ["/a", "/b"]


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:1/",
        "http://localhost:1/",
        "//[::1]:1/",
        "file:///etc/passwd",
        "http://usager:passe@127.0.0.1/",
        "javascript:alert(1)",
    ],
)
async def test_a_redirect_to_a_forbidden_address_is_refused(server: LocalServer, to: str) -> None:
    async with way_out(server.url) as out:
        with pytest.raises(Refused) as refused:
            await out.get(redirect(server, "/", to))
    assert refused.value.final


async def test_a_redirect_that_brings_a_password_is_refused_even_to_an_allowed_host(
    server: LocalServer,
) -> None:
    to = server.url.replace("://", "://usager:passe@") + "/ailleurs"
    async with way_out(server.url) as out:
        with pytest.raises(Refused) as refused:
            await out.get(redirect(server, "/", to))
    assert "passe" not in str(refused.value).replace("mot de passe", "")
    assert [r.path for r in server.received] == ["/"]


@pytest.mark.parametrize("to", ["http://[/", "http://h:x/", "http://" + "a" * 70_000])
async def test_a_redirect_that_cannot_be_read_is_an_outage(server: LocalServer, to: str) -> None:
    async with way_out(server.url) as out:
        with pytest.raises(Unavailable):
            await out.get(redirect(server, "/", to))


async def test_keys_and_validators_do_not_follow_to_another_origin(server: LocalServer) -> None:
    headers = {
        "Authorization": "Bearer abc123",
        "Cookie": "s=1",
        "If-None-Match": '"v1"',
        "If-Modified-Since": "Mon, 23 Nov 2026 14:00:00 GMT",
        "X-Api-Key": "abc123",
        "Accept": "application/rss+xml",
    }
    with local_server() as other:
        other.serve("/", "le fil")
        server.serve("/ici", "le fil")
        async with way_out(server.url, other.url) as out:
            await out.get(redirect(server, "/a", "/ici"), headers)
            await out.get(redirect(server, "/b", other.url + "/"), headers)
        (there,) = other.received
    here = server.received[1].headers
    assert here["authorization"] == "Bearer abc123"
    assert here["if-none-match"] == '"v1"'
    assert there.headers["accept"] == "application/rss+xml"
    assert not {"authorization", "cookie", "x-api-key"} & there.headers.keys()
    assert not [name for name in there.headers if name.startswith("if-")]


async def test_a_post_is_never_redirected(server: LocalServer) -> None:
    server.serve("/ailleurs", "non")
    async with way_out(server.url) as out:
        answer = await out.post(redirect(server, "/", "/ailleurs", 307), b"{}", {})
    assert (answer.status, answer.moved_to) == (307, None)
    assert [r.path for r in server.received] == ["/"]


async def test_a_redirect_without_an_address_is_an_answer(server: LocalServer) -> None:
    async with way_out(server.url) as out:
        assert (await out.get(server.serve("/", "choix", 302))).status == 302
