"""Whom the way out may reach, and that the checked address is the one dialled."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import httpcore
import pytest

from pipeline.outbound.allowed import AllowedHosts
from pipeline.outbound.guard import GuardedBackend
from tests.pipeline.ways_out import way_out
from tests.servers import LocalServer
from vigie.errors import ConfigurationError, Refused, Unavailable


class Names:
    """A name server whose answers a test writes; each look-up takes the next one."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Dialled(httpcore.AsyncNetworkBackend):
    """Writes down where it is sent and connects nowhere, so that no test leaves the machine."""

    def __init__(self, silent: Sequence[str] = ()) -> None:
        self.addresses: list[str] = []
        self.silent = silent

    async def connect_tcp(self, host: str, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        self.addresses.append(host)
        if host in self.silent:
            raise httpcore.ConnectTimeout
        return httpcore.AsyncMockStream([])


def port_of(server: LocalServer) -> int:
    return urlsplit(server.url).port or 0


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0"]
)
async def test_loopback_is_refused_however_it_is_written(server: LocalServer, host: str) -> None:
    server.serve("/", "secret")
    async with way_out() as out:
        # An odd spelling may also be no name at all to the system: either way, no request.
        with pytest.raises(Unavailable) as refused:
            await out.get(f"http://{host}:{port_of(server)}/")
    assert server.received == []
    if host in ("127.0.0.1", "localhost"):
        assert isinstance(refused.value, Refused)
        assert refused.value.final


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://10.0.0.1/",
        "http://[fd00:ec2::254]/",
        "ftp://ville.example/fil.xml",
        "file:///etc/passwd",
        "gopher://ville.example/",
        "http://",
        "//ville.example/fil.xml",
        "pas une adresse",
        "http://usager:passe@ville.example/",
        "http://ville.example:99999/",
        "http://\ud800/",
        "",
    ],
)
async def test_these_addresses_are_refused_for_good_by_both_verbs(url: str) -> None:
    async with way_out() as out:
        with pytest.raises(Refused) as by_get:
            await out.get(url)
        with pytest.raises(Refused) as by_post:
            await out.post(url, b"{}", {})
    assert by_get.value.final
    assert by_post.value.final


async def test_a_public_name_with_a_private_address_is_refused(server: LocalServer) -> None:
    names = Names(["127.0.0.1"])
    async with way_out(resolve=names) as out:
        with pytest.raises(Refused) as refused:
            await out.get(f"http://journal.example:{port_of(server)}/fil?cle=abc123")
    assert server.received == []
    assert refused.value.final
    assert "journal.example" in refused.value.say.fr
    assert "abc123" not in refused.value.say.fr + refused.value.say.en


async def test_a_name_allowed_by_the_settings_may_live_at_a_private_address(
    server: LocalServer,
) -> None:
    server.serve("/", "bonjour")
    names = Names(["127.0.0.1"])
    settings = {"allowed_hosts": ["Intranet.Example"], "resolve": names}
    async with way_out(**settings) as out:
        fetched = await out.get(f"http://intranet.example:{port_of(server)}/")
        with pytest.raises(Refused):
            await out.get(f"http://autre.intranet.example:{port_of(server)}/")
    assert fetched.body == b"bonjour"
    assert server.received[0].headers["host"] == f"intranet.example:{port_of(server)}"


async def test_an_allowed_port_opens_no_other_port(server: LocalServer) -> None:
    async with way_out("http://127.0.0.1:1/") as out:
        with pytest.raises(Refused):
            await out.get(server.url + "/")
    assert server.received == []


async def test_a_name_that_changes_its_address_is_dialled_at_the_one_that_was_checked() -> None:
    names, dialled = Names(["93.184.216.34"], ["127.0.0.1"]), Dialled()
    backend = GuardedBackend(AllowedHosts([]), names, dialled)
    await backend.connect_tcp("journal.example", 80, timeout=1)
    assert (names.asked, dialled.addresses) == (["journal.example"], ["93.184.216.34"])
    with pytest.raises(Refused):
        await backend.connect_tcp("journal.example", 80, timeout=1)
    assert dialled.addresses == ["93.184.216.34"]


async def test_every_request_is_checked_anew(server: LocalServer) -> None:
    server.serve("/", "bonjour")
    names = Names(["127.0.0.1"])
    host = f"intranet.example:{port_of(server)}"
    async with way_out(allowed_hosts=[host], resolve=names) as out:
        for _ in range(3):
            await out.get(f"http://{host}/")
    assert len(names.asked) == 3


async def test_private_addresses_among_public_ones_are_left_out() -> None:
    dialled = Dialled(silent=["93.184.216.34"])
    names = Names(["10.0.0.1", "93.184.216.34", "127.0.0.1", "2606:4700::1111"])
    backend = GuardedBackend(AllowedHosts([]), names, dialled)
    await backend.connect_tcp("journal.example", 443, timeout=1)
    assert dialled.addresses == ["93.184.216.34", "2606:4700::1111"]


async def test_a_name_that_does_not_exist_is_only_unavailable() -> None:
    async with way_out() as out:
        with pytest.raises(Unavailable) as error:
            await out.get("http://nulle-part.invalid/fil?cle=abc123")
    assert not isinstance(error.value, Refused)
    assert "nulle-part.invalid" in str(error.value)
    assert "abc123" not in str(error.value)


def test_every_bad_entry_among_the_allowed_hosts_is_named_at_once() -> None:
    bad = ["http://intranet.example/", "*.example", "usager@hote", "hote:port", "hote/chemin", ""]
    with pytest.raises(ConfigurationError) as error:
        AllowedHosts(["intranet.example", "[::1]:8731", *bad])
    assert len(error.value.problems) == len(bad)


@pytest.mark.parametrize(
    ("entry", "host", "port", "allowed"),
    [
        ("intranet.example", "INTRANET.example.", 443, True),
        ("intranet.example:80", "intranet.example", 443, False),
        ("[::1]:8731", "::1", 8731, True),
        ("127.0.0.1", "127.0.0.1", 9, True),
        ("example", "intranet.example", 80, False),
        ("cité.example", "xn--cit-dma.example", 80, True),
    ],
)
def test_allowed_hosts_are_exact_names(entry: str, host: str, port: int, *, allowed: bool) -> None:
    assert AllowedHosts([entry]).allows(host, port) is allowed
