"""A mailbox of alerts, over a real IMAP server with TLS on this machine."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from connectors.mailbox.connector import MailboxConnector, MailboxCursor, build
from connectors.mailbox.imap import modified_utf7, quoted
from tests.connectors.api_context import api_context
from tests.connectors.contract import ConnectorContract, gone, heard, ids
from tests.doubles.imap import ImapServer, a_mail, imap_server
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.page import Page
from vigie.post import Published

SENDER = "alertes@forum.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of « localhost », signed by itself, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    made, key = folder / "certificate.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(made)]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    return made, key


@dataclass
class Mailbox:
    """A server and the connector of its account."""

    double: ImapServer
    context: Context
    certificate: Path
    secret: str | None = None

    def __post_init__(self) -> None:
        self.secret = self.double.password
        secrets = self.context.home / "boite.secret"
        secrets.write_text(self.double.password, encoding="utf-8")
        secrets.chmod(0o600)

    def build(self, **others: Any) -> MailboxConnector:
        asked = {
            "name": "Alertes",
            "host": "localhost",
            "port": self.double.port,
            "user": self.double.user,
            "password_file": "boite.secret",
            "from": [SENDER, "@alertes.example"],
            "ca_file": str(self.certificate),
            **others,
        }
        return build(asked, self.context)

    def publish(self, texts: Sequence[str]) -> list[str]:
        made = [f"{len(self.double.mails)}.{n}@forum.example" for n in range(len(texts))]
        for text, message_id in zip(texts, made, strict=True):
            self.double.add(a_mail(text, sender=SENDER, message_id=message_id))
        return made

    def spoil(self) -> None:
        forged = "mx.ville.example; dkim=fail header.d=forum.example"
        self.double.add(a_mail(sender=SENDER, Authentication_Results=forged))

    def refuse(self) -> None:
        self.double.password = "un autre"

    def vanish(self) -> None:
        self.double.hang = ""


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


@pytest.fixture
async def world(context: Context, certificate: tuple[Path, Path]) -> AsyncIterator[Mailbox]:
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(*certificate)
    async with imap_server(trust) as double:
        yield Mailbox(double, context, certificate[0])


class TestMailbox(ConnectorContract):
    """The contract, over TLS."""


async def pages(connector: MailboxConnector, cursor: bytes | None = None) -> list[Page]:
    return await heard(connector, cursor, 1_000_000)


def posts(found: Sequence[Page]) -> list[Any]:
    return [e.post for p in found for e in p.events if isinstance(e, Published)]


async def test_a_mail_is_a_post_of_its_subject_and_text(world: Mailbox) -> None:
    text = (
        "Une réponse.\nhttps://forum.example/sujet/12?jeton=secret#p3\n311@trois-rivieres.example"
    )
    world.double.add(a_mail(text, subject="=?utf-8?q?R=C3=A9ponse?=", message_id="a@forum.example"))
    (post,) = posts(await pages(world.build()))
    assert (post.title, post.native_id) == ("Réponse", "a@forum.example")
    assert "https://forum.example/sujet/12\n" in post.text, "a link keeps none of its parameters"
    assert "@trois-rivieres.example" not in post.text
    assert (post.source.kind, post.url) == ("mailbox", None)
    assert post.published_at.hour == 12
    assert post.author.pseudonym


async def test_mails_are_left_unread_where_they_are(world: Mailbox) -> None:
    world.publish(["Un.", "Deux."])
    await pages(world.build())
    assert world.double.seen == set()
    assert len(world.double.mails) == 2
    assert any(command.startswith("EXAMINE") for command in world.double.asked)
    assert not any("STORE" in command for command in world.double.asked)


@pytest.mark.parametrize(
    "sender",
    [
        "quelquun@ailleurs.example",
        '"alertes@forum.example" <quelquun@ailleurs.example>',
        "alertes@forum.example.ailleurs.example",
        "autrealertes@forum.example",
        "alertes@forum.example, quelquun@ailleurs.example",
    ],
)
async def test_mails_of_others_are_neither_read_nor_counted(world: Mailbox, sender: str) -> None:
    world.double.add(a_mail(sender=sender))
    (page,) = await pages(world.build())
    assert (page.events, page.rejected, page.state) == ((), (), "working")
    assert world.double.seen == set()


async def test_all_of_a_domain_may_be_listed(world: Mailbox) -> None:
    world.double.add(a_mail(sender="Veille <n.importe@alertes.example>"))
    assert len(posts(await pages(world.build()))) == 1


async def test_a_forged_mail_is_set_aside_without_being_kept(world: Mailbox) -> None:
    world.spoil()
    (page,) = await pages(world.build())
    (letter,) = page.rejected
    assert letter.where == "courriel 1"
    assert letter.raw == b"INBOX 1700000000/1"
    assert "authentifié" in letter.why
    assert len(posts(await pages(world.build(check_sender=False)))) == 1


async def test_a_mail_too_large_is_not_fetched(world: Mailbox) -> None:
    world.double.add(a_mail("x" * 5_100_000))
    world.double.add(a_mail("Un trou."))
    (page,) = await pages(world.build())
    assert [post.text for post in posts([page])] == ["Un trou."]
    assert "5 Mo" in page.rejected[0].why
    assert not any(c.startswith("UID FETCH 1 (UID BODY") for c in world.double.asked)


async def test_no_more_than_two_hundred_mails_are_read_at_once(world: Mailbox) -> None:
    world.publish([f"Message {n}." for n in range(205)])
    first = await pages(world.build())
    assert len(ids(first)) == 200
    assert [len(page.events) for page in first] == [20] * 10
    assert first[-1].next_at == world.context.clock.now(), "the rest at once"
    second = await pages(world.build(), first[-1].cursor)
    assert len(ids(second)) == 5
    assert not set(ids(first)) & set(ids(second))
    third = await pages(world.build(), second[-1].cursor)
    assert ids(third) == []


async def test_when_numbers_change_all_is_read_anew_under_the_same_ids(world: Mailbox) -> None:
    world.publish(["Un.", "Deux."])
    first = await pages(world.build())
    world.double.validity += 1
    second = await pages(world.build(), first[-1].cursor)
    assert ids(first) == ids(second)


async def test_mails_go_only_once_what_they_brought_is_durable(world: Mailbox) -> None:
    world.publish(["Un.", "Deux."])
    other = world.double.add(a_mail(sender="quelquun@ailleurs.example"))
    connector = world.build(delete=True)
    first = await pages(connector)
    assert len(world.double.mails) == 3
    await pages(connector)  # as after a crash: the cursor was not saved
    assert len(world.double.mails) == 3
    second = await pages(connector, first[-1].cursor)
    assert list(world.double.mails) == [other]
    world.double.asked.clear()
    await pages(connector, second[-1].cursor)
    assert not any("STORE" in command for command in world.double.asked)


async def test_a_line_that_is_cut_keeps_what_was_read(world: Mailbox) -> None:
    world.publish([f"Message {n}." for n in range(45)])
    world.double.cut_after = 30
    first = await pages(world.build())
    assert [page.state for page in first] == ["working", "failing"]
    assert len(ids(first)) == 20
    assert first[-1].next_at is not None
    world.double.cut_after = None
    rest = await pages(world.build(), first[-1].cursor)
    assert len(set(ids([*first, *rest]))) == 45
    assert MailboxCursor().failures == 0


@pytest.mark.parametrize("at", ["", "CAPABILITY", "EXAMINE", "UID SEARCH", "UID FETCH"])
async def test_whenever_the_server_hangs_it_is_left_at_once(world: Mailbox, at: str) -> None:
    world.publish(["Un."])
    world.double.hang = at
    listening = asyncio.create_task(pages(world.build()))
    await asyncio.sleep(0.3)
    assert not listening.done()
    began = time.monotonic()
    listening.cancel()
    await asyncio.wait({listening})
    assert time.monotonic() - began < 0.5
    for _ in range(100):
        if not any(t.name.startswith("vigie-mailbox") for t in threading.enumerate()):
            break
        await asyncio.sleep(0.02)
    else:
        raise AssertionError("a thread was left behind")


async def test_a_server_that_says_nothing_is_told_after_a_while(
    world: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.mailbox.session._QUIET", 0.2)
    world.double.hang = "UID SEARCH"
    (page,) = await pages(world.build())
    assert (page.state, page.note) == ("failing", "localhost ne répond plus.")


async def test_a_server_that_trickles_is_told_after_a_while(
    world: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.mailbox.session._QUESTION", 0.3)
    world.double.hang = "UID SEARCH"
    (page,) = await pages(world.build())
    assert page.state == "failing"


@pytest.mark.parametrize("literal", ["9999999999", "9" * 5000, "20000000"])
async def test_a_server_that_announces_too_much_is_not_believed(
    world: Mailbox, literal: str
) -> None:
    world.publish(["Un."])
    world.double.literal = literal
    (page,) = await pages(world.build())
    assert page.state == "failing"


async def test_a_server_that_never_stops_is_left(world: Mailbox) -> None:
    world.publish(["Un."])
    world.double.flood = True
    (page,) = await pages(world.build())
    assert page.state == "failing"


@pytest.mark.parametrize("greeting", [b"* BYE non\r\n", b"HTTP/1.1 400 Bad\r\n", b"\xff\x00\r\n"])
async def test_what_is_no_imap_server_is_told(world: Mailbox, greeting: bytes) -> None:
    world.double.greeting = greeting
    (page,) = await pages(world.build())
    assert page.state == "failing"
    assert page.note == "La ligne avec localhost a été coupée."


async def test_a_log_in_that_is_refused_for_now_is_not_a_wrong_password(world: Mailbox) -> None:
    world.double.refusal = "[UNAVAILABLE] plus tard"
    world.refuse()
    (page,) = await pages(world.build())
    assert page.state == "failing"
    assert str(world.secret) not in f"{page}"


async def test_a_server_without_auth_plain_is_logged_in_to(world: Mailbox) -> None:
    world.double.capabilities = "IMAP4rev1"
    world.publish(["Un."])
    (page,) = await pages(world.build())
    assert page.state == "needs_credentials", "a password with accents cannot be said that way"
    world.double.password = 'mot "de" passe\\fictif'
    (world.context.home / "boite.secret").write_text(world.double.password, encoding="utf-8")
    assert len(ids(await pages(world.build()))) == 1


async def test_without_a_password_nothing_is_dialled(world: Mailbox) -> None:
    (world.context.home / "boite.secret").unlink()
    (page,) = await pages(world.build())
    assert page.state == "needs_credentials"
    assert world.double.asked == []


async def test_a_folder_that_is_not_there_is_named(world: Mailbox) -> None:
    (page,) = await pages(world.build(folder="Alertes"))
    assert page.note is not None
    assert "« Alertes »" in page.note.replace("\u00a0", " ")
    world.double.folder = modified_utf7("Été/Veille & Cie")
    world.publish(["Un."])
    assert len(ids(await pages(world.build(folder="Été/Veille & Cie")))) == 1


async def test_a_certificate_that_is_not_trusted_stops_before_the_password(world: Mailbox) -> None:
    (page,) = await pages(world.build(ca_file=None))
    assert page.state == "failing"
    assert page.note is not None
    assert "certificat" in page.note
    (page,) = await pages(world.build(host="127.0.0.1"))
    assert page.note is not None
    assert "certificat" in page.note, "it is that of another name"
    assert world.double.asked == []


async def test_a_plain_line_is_for_this_machine_alone(context: Context) -> None:
    async with imap_server(None) as double:
        world = Mailbox(double, context, Path())
        world.publish(["Un."])
        assert len(ids(await pages(world.build(tls=False, ca_file=None)))) == 1
        with pytest.raises(ConfigurationError, match="cette machine"):
            world.build(tls=False, host="courriel.example")


async def test_a_private_address_is_not_dialled(world: Mailbox) -> None:
    (page,) = await pages(world.build(host="10.0.0.1"))
    assert page.state == "blocked"


async def test_only_new_mailboxes_are_read_a_month_back_and_no_more(world: Mailbox) -> None:
    world.publish(["Un."])
    first = await pages(world.build())
    await pages(world.build(), first[-1].cursor)
    searches = [c for c in world.double.asked if c.startswith("UID SEARCH")]
    assert "SINCE 24-Oct-2026" in searches[0]
    assert "SINCE" not in searches[1]
    assert 'OR FROM "alertes@forum.example" FROM "@alertes.example"' in searches[1]


async def test_a_cursor_that_cannot_be_read_starts_anew(world: Mailbox) -> None:
    published = world.publish(["Un."])
    assert ids(await pages(world.build(), b"\xffn'importe")) == published
    assert gone(await pages(world.build(), b"[]")) == []


def test_every_wrong_setting_is_told_at_once(tmp_path: Path, clock: HeldClock) -> None:
    wrong = {"name": "A", "host": "a b", "user": "a\nb", "from": ["pas une adresse"], "jeton": 1}
    with pytest.raises(ConfigurationError) as caught:
        build(wrong, None)  # type: ignore[arg-type]
    said = "\n".join(problem.fr for problem in caught.value.problems)
    for key in ("host", "user", "from", "jeton"):
        assert f"« {key}" in said
    with pytest.raises(ConfigurationError, match="« from"):
        build({"name": "A", "host": "a.example", "user": "a"}, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "written"),
    [("INBOX", "INBOX"), ("A&B", "A&-B"), ("Été", "&AMk-t&AOk-"), ("台北", "&U,BTFw-")],
)
def test_a_folder_s_name_is_written_as_imap_does(name: str, written: str) -> None:
    assert modified_utf7(name) == written
    assert quoted('a"b\\') == '"a\\"b\\\\"'
