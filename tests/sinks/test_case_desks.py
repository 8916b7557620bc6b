"""Cases by e-mail, by webhook and by CSV."""

from __future__ import annotations

import base64
import csv
import io
import json
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from standardwebhooks import Webhook

from sinks.case_mail import MailDesk, Post
from sinks.case_row import COLUMNS
from sinks.case_table import TableDesk
from sinks.case_webhook import WebhookDesk
from tests.doubles.clerk_mail import MailServer, mail_server
from tests.pipeline.ways_out import way_out
from tests.servers import LocalServer
from tests.sinks.test_open311 import SAID, case
from vigie.case_contracts import Declined, Held, Later, Sent, Unsure
from vigie.clock import HeldClock, SystemClock
from vigie.errors import ConfigurationError
from vigie.say import Say

KEY = b"secret de trente-deux octets ..."


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


async def mailed(mail: MailServer, **settings: Any) -> Any:
    password = settings.pop("password", lambda: "mot de passe")
    trust = settings.pop("trust", None)
    post = Post(
        **{
            "host": "127.0.0.1",
            "port": mail.port,
            "tls": "none",
            "sender": "vigie@ville.example",
            "to": "311@ville.example",
            **settings,
        }
    )
    clock = HeldClock(datetime(2026, 11, 23, 14, 0, tzinfo=UTC))
    near = [f"http://{host}:{mail.port}" for host in ("127.0.0.1", "localhost")]
    async with way_out(*near) as out:
        desk = MailDesk(post, out, clock, password=password, language="fr", trust=trust)
        return await desk.hand(SAID)


async def test_a_case_is_one_plain_mail_whose_id_is_its_reference(mail: MailServer) -> None:
    sent = await mailed(mail)
    assert sent == Sent(request="vigie-aaaaaaaaaa@ville.example")
    read = message_from_bytes(mail.taken[0], policy=default)
    assert read["Message-ID"] == "<vigie-aaaaaaaaaa@ville.example>"
    assert read["Subject"] == "[VIGIE-AAAAAAAAAA] Nid-de-poule, rue des Forges"
    assert read["To"] == "311@ville.example"
    assert read.get_content_type() == "text/plain"
    body = read.get_content()
    assert "« Un trou énorme. »" in body
    assert "46.343212, -72.543000" in body
    assert mail.said[0] == "ehlo vigie.invalid"


async def test_an_account_is_given_its_password(mail: MailServer) -> None:
    assert isinstance(await mailed(mail, user="vigie"), Sent)
    assert any(line.startswith("AUTH PLAIN") for line in mail.said)


@pytest.mark.parametrize(
    ("word", "line", "outcome"),
    [
        ("RCPT", "550 inconnu", Declined),
        ("RCPT", "451 plus tard", Later),
        ("MAIL", "452 plein", Later),
        ("AUTH", "535 non", Held),
        ("STARTTLS", "454 pas ici", Later),
    ],
)
async def test_what_a_mail_server_s_refusal_means(
    mail: MailServer, word: str, line: str, outcome: type
) -> None:
    mail.refuses = {word: line}
    tls = "starttls" if word == "STARTTLS" else "none"
    assert isinstance(await mailed(mail, user="vigie", tls=tls), outcome)
    assert mail.taken == []


@pytest.mark.parametrize("drops", ["after", "data"])
async def test_a_line_cut_in_mid_message_leaves_an_unknown_outcome(
    mail: MailServer, drops: str
) -> None:
    mail.drops = drops
    assert isinstance(await mailed(mail), Unsure)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[str, str]:
    """A certificate of « localhost », signed by itself, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command to make a certificate with")
    made, key = str(tmp_path / "certificate.pem"), str(tmp_path / "key.pem")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", key, "-out", made]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    return made, key


async def test_a_mail_goes_encrypted_and_to_nobody_that_is_not_trusted(
    certificate: tuple[str, str],
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificate)
    trust = ssl.create_default_context(cafile=certificate[0])
    with mail_server(tls) as server:
        named = {"host": "localhost", "tls": "starttls"}
        assert isinstance(await mailed(server, **named), Later)
        assert server.taken == []
        server.secure = False
        assert isinstance(await mailed(server, trust=trust, **named), Sent)
        assert server.secure


async def test_a_server_that_is_away_or_a_password_that_lacks_is_no_outcome(
    mail: MailServer,
) -> None:
    def lacking() -> str:
        raise ConfigurationError([Say("manque", "lacks")])

    assert isinstance(await mailed(mail, password=lacking), Held)
    assert isinstance(await mailed(mail, host="localhost", port=1), Held)
    assert mail.taken == []


async def test_a_webhook_carries_a_signed_case_under_its_reference(server: LocalServer) -> None:
    url = server.serve("/311", "")
    async with way_out(server.url) as out:
        desk = WebhookDesk(url=url, keys=[KEY], outbound=out, clock=SystemClock())
        assert await desk.hand(SAID) == Sent()
    (got,) = server.received
    assert got.headers["webhook-id"] == "VIGIE-AAAAAAAAAA"
    secret = "whsec_" + base64.b64encode(KEY).decode()
    read = Webhook(secret).verify(got.body, got.headers)
    assert read["type"] == "case.handed"
    assert set(read["data"]) == set(COLUMNS)
    assert read["data"]["lat"] == 46.343212


@pytest.mark.parametrize(("status", "outcome"), [(500, Later), (302, Later), (410, Held)])
async def test_a_webhook_that_fails_is_tried_again_or_held(
    server: LocalServer, status: int, outcome: type
) -> None:
    url = server.serve("/311", "", status, Location="/")
    async with way_out(server.url) as out:
        desk = WebhookDesk(url=url, keys=[KEY], outbound=out, clock=SystemClock())
        assert isinstance(await desk.hand(SAID), outcome)


async def test_a_case_with_very_many_links_fits_in_a_webhook(server: LocalServer) -> None:
    many = tuple(f"https://forum.example/sujet/{n}" for n in range(2_000))
    url = server.serve("/311", "")
    async with way_out(server.url) as out:
        desk = WebhookDesk(url=url, keys=[KEY], outbound=out, clock=SystemClock())
        assert isinstance(await desk.hand(replace(SAID, links=many)), Sent)
    body = server.received[0].body
    assert len(body) < 20_000
    assert len(json.loads(body)["data"]["links"]) > 100


def rows(path: Path) -> list[list[str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


async def test_a_table_has_one_row_a_case_safe_for_a_spreadsheet(tmp_path: Path) -> None:
    desk = TableDesk(tmp_path / "cases.csv", "fr")
    evil = replace(SAID, reference="VIGIE-BBBBBBBBBB", excerpt="=cmd|' /C calc'!A0")
    assert await desk.find(case()) is None
    for said in (SAID, SAID, evil):
        assert await desk.hand(said) == Sent()
    heading, one, other = rows(tmp_path / "cases.csv")
    assert tuple(heading) == COLUMNS
    assert one[0] == SAID.reference
    assert other[COLUMNS.index("excerpt")].startswith("'=")
    assert await desk.find(case()) == Sent()


async def test_a_row_torn_by_a_kill_is_written_again_whole(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    desk = TableDesk(path, "fr")
    await desk.hand(SAID)
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"VIGIE-") + 30])
    assert await desk.find(case()) is None
    await desk.hand(SAID)
    assert rows(path)[-1][0] == SAID.reference
    assert len(rows(path)[-1]) == len(COLUMNS)
    assert isinstance(await TableDesk(tmp_path / "rien" / "x.csv", "fr").hand(SAID), Later)
