"""Alerts by e-mail over real, encrypted sockets, and every way in which a server may answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinks import mail as module
from sinks.alert_message import message_of
from sinks.mail import MailDeliverer, build
from sinks.mail_message import mail
from tests.doubles.smtp import MailServer, mail_server
from tests.pipeline.outboxes import an_alert
from tests.pipeline.ways_out import way_out
from tests.sinks.certificates import make_certificate, make_expired_certificate
from vigie.clock import SystemClock
from vigie.context import Context
from vigie.errors import ConfigurationError, Refused, Unavailable
from vigie.privacy import Pseudonymiser

SENDER = "veille@ville.example"
TO = ["com@ville.example", "garde@ville.example"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("tls"), "mail.example")


@pytest.fixture(params=["implicit", "starttls"])
def smtp(request: pytest.FixtureRequest, certificate: tuple[Path, Path]) -> Iterator[MailServer]:
    with mail_server(*map(str, certificate), implicit=request.param == "implicit") as serving:
        yield serving


@pytest.fixture
def plain(certificate: tuple[Path, Path]) -> Iterator[MailServer]:
    with mail_server(*map(str, certificate), implicit=False) as serving:
        yield serving


async def at_home(_host: str, _port: int) -> Sequence[str]:
    return ["127.0.0.1"]


Opened = Callable[..., Any]


@pytest.fixture
def target(tmp_path: Path, certificate: tuple[Path, Path]) -> Opened:
    (tmp_path / "mail.password").write_text("mot de passe fictif\n")
    (tmp_path / "mail.password").chmod(0o600)

    @asynccontextmanager
    async def opened(smtp: MailServer, **changes: Any) -> AsyncIterator[MailDeliverer]:
        values = {
            "name": "Équipe des com.",
            "host": "mail.example",
            "port": smtp.port,
            "tls": "implicit" if smtp.implicit else "starttls",
            "user": "vigie",
            "password_file": "mail.password",
            "from": SENDER,
            "to": TO,
            "ca_file": str(certificate[0]),
            **changes,
        }
        async with way_out(allowed_hosts=["mail.example"], resolve=at_home) as out:
            yield build(values, context(out, tmp_path))

    return opened


def context(out: Any, home: Path) -> Context:
    return Context(
        outbound=out, clock=SystemClock(), pseudonyms=Pseudonymiser(b"k" * 32), home=home
    )


def read(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=default)
    assert isinstance(found, EmailMessage)
    return found


async def test_an_alert_arrives_encrypted_in_plain_text_and_html(
    smtp: MailServer, target: Opened
) -> None:
    async with target(smtp) as deliverer:
        assert await deliverer.deliver(an_alert()) is None
    (got,) = smtp.mails
    assert (got.sender, got.to, got.encrypted, got.user) == (SENDER, TO, True, "vigie")
    message = read(got.data)
    assert message["subject"] == "[Urgent] Fil électrique tombé dans la rue du Moulin"
    assert message["from"] == "Vigie <veille@ville.example>"
    assert message["message-id"] == "<alert_a@ville.example>"
    assert message["auto-submitted"] == "auto-generated"
    assert message["list-id"] == "<quipe-des-com.alerts.ville.example>"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    plain, html = (part.get_content() for part in message.iter_parts())
    assert "À faire\u00a0: Appelez le 911." in plain
    assert 'href="http://127.0.0.1:8311/mentions/a"' in html
    assert "<script" not in html
    assert max(map(len, got.data.split(b"\r\n"))) <= 998
    assert got.data.isascii()


async def test_a_repeat_is_the_same_message(plain: MailServer, target: Opened) -> None:
    for _ in range(2):
        async with target(plain) as deliverer:
            await deliverer.deliver(an_alert())
    first, second = plain.mails
    assert first.data == second.data


async def test_alerts_of_one_story_are_one_thread(plain: MailServer, target: Opened) -> None:
    async with target(plain) as deliverer:
        for name, story in (("a", "mention_1"), ("b", "mention_1"), ("c", "mention_9"), ("d", "")):
            await deliverer.deliver(an_alert(name, story=story))
    a, b, c, d = (read(each.data) for each in plain.mails)
    assert a["references"] == a["in-reply-to"] == b["references"] != c["references"]
    assert d["references"] is None
    assert len({m["message-id"] for m in (a, b, c, d)}) == 4


@pytest.mark.parametrize(
    ("verb", "answer"),
    [
        ("GREETING", "421 busy"),
        ("GREETING", "554 not today"),
        ("EHLO", "421 busy"),
        ("STARTTLS", "454 no TLS now"),
        ("AUTH", "454 later"),
        ("AUTH", "535 wrong"),
        ("MAIL", "451 later"),
        ("DATA", "451 later"),
        ("END", "452 disk full"),
    ],
)
async def test_what_may_pass_is_tried_again(
    plain: MailServer, target: Opened, verb: str, answer: str
) -> None:
    plain.answers[verb] = answer
    async with target(plain) as deliverer:
        with pytest.raises(Unavailable) as error:
            await deliverer.deliver(an_alert())
    assert not getattr(error.value, "final", False)
    assert "mot de passe fictif" not in str(error.value.say)
    assert plain.mails == []


@pytest.mark.parametrize("verb", ["MAIL", "DATA", "END"])
async def test_a_5xx_about_the_message_is_final(
    plain: MailServer, target: Opened, verb: str
) -> None:
    plain.answers[verb] = "554 com@ville.example is not wanted"
    async with target(plain) as deliverer:
        with pytest.raises(Refused) as error:
            await deliverer.deliver(an_alert())
    assert error.value.final
    assert "554" in error.value.say.fr
    assert "com@" not in error.value.say.fr


async def test_an_address_refused_among_others_is_said(plain: MailServer, target: Opened) -> None:
    plain.answers[f"RCPT {TO[1]}"] = "550 unknown"
    async with target(plain) as deliverer:
        said = await deliverer.deliver(an_alert())
        assert "1 adresse(s) sur 2" in said.fr
        plain.answers[f"RCPT {TO[0]}"] = "550 unknown"
        with pytest.raises(Refused) as error:
            await deliverer.deliver(an_alert("b"))
    assert error.value.final


async def test_an_address_that_is_busy_is_tried_again_alone(
    plain: MailServer, target: Opened
) -> None:
    plain.answers[f"RCPT {TO[1]}"] = "450 greylisted"
    async with target(plain) as deliverer:
        with pytest.raises(Unavailable):
            await deliverer.deliver(an_alert())
        plain.answers.clear()
        assert await deliverer.deliver(an_alert()) is None
    assert [each.to for each in plain.mails] == [[TO[0]], [TO[1]]]
    assert plain.mails[0].data == plain.mails[1].data


@pytest.mark.parametrize("verb", ["GREETING", "EHLO", "AUTH", "RCPT com@ville.example", "END"])
async def test_a_line_that_is_cut_is_tried_again(
    smtp: MailServer, target: Opened, verb: str
) -> None:
    smtp.cuts.add(verb)
    async with target(smtp) as deliverer:
        with pytest.raises(Unavailable, match="coupée"):
            await deliverer.deliver(an_alert())


@pytest.mark.parametrize("rude", ["hangs", "drips"])
@pytest.mark.parametrize("verb", ["GREETING", "EHLO", "END"])
async def test_a_server_that_never_ends_is_left_in_time(
    smtp: MailServer, target: Opened, monkeypatch: pytest.MonkeyPatch, rude: str, verb: str
) -> None:
    getattr(smtp, rude).add(verb)
    monkeypatch.setattr(module, "_WHOLE", 0.4)
    began = time.monotonic()
    async with target(smtp) as deliverer:
        with pytest.raises(Unavailable):
            await deliverer.deliver(an_alert())
    assert time.monotonic() - began < 5


async def test_a_cancellation_ends_at_once(smtp: MailServer, target: Opened) -> None:
    smtp.hangs.add("END")
    async with target(smtp) as deliverer:
        task = asyncio.create_task(deliverer.deliver(an_alert()))
        while not smtp.mails:  # noqa: ASYNC110 - the server is in a thread
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 2)


async def test_nothing_is_said_in_clear_to_a_server_without_tls(
    plain: MailServer, target: Opened
) -> None:
    plain.starttls = False
    async with target(plain) as deliverer:
        with pytest.raises(Unavailable, match="STARTTLS"):
            await deliverer.deliver(an_alert())
    assert [line.split(" ")[0].lower() for line in plain.said] == ["ehlo"]


async def test_a_certificate_that_is_unknown_expired_or_anothers_is_refused(
    tmp_path: Path, target: Opened
) -> None:
    expired = make_expired_certificate(tmp_path, "mail.example")
    another = make_certificate(tmp_path, "autre.example")
    unknown = make_certificate(tmp_path, "mail.example")
    for made, trusted in ((expired, expired), (another, another), (unknown, another)):
        for implicit in (True, False):
            with mail_server(*map(str, made), implicit=implicit) as smtp:
                async with target(smtp, ca_file=str(trusted[0])) as deliverer:
                    with pytest.raises(Unavailable, match="chiffrée"):
                        await deliverer.deliver(an_alert())
                assert smtp.mails == []
                assert not any("AUTH" in line for line in smtp.said)


async def test_a_private_address_is_refused_for_good(smtp: MailServer, tmp_path: Path) -> None:
    values = {"name": "x", "host": "mail.example", "port": smtp.port, "from": SENDER, "to": TO}
    async with way_out(resolve=at_home) as out:
        with pytest.raises(Refused) as error:
            await build(values, context(out, tmp_path)).deliver(an_alert())
    assert error.value.final
    assert smtp.said == []


ANY = st.text(max_size=120)


@settings(max_examples=60, deadline=None)
@given(ANY, ANY, ANY, ANY)
def test_no_alert_can_add_a_header_or_a_line(title: str, story: str, id_: str, rule: str) -> None:
    evil = "\r\nBcc: mal@mal.example\r\n\r\n.\r\nQUIT\r\n"
    alert = an_alert(
        id=id_ + evil, title=title + evil, story=story + evil, rule=rule, reason=evil + title
    )
    data = mail(alert, message_of(alert, "fr"), sender=SENDER, to=(TO[0],), list_name=rule + evil)
    got = read(data)
    assert got["bcc"] is None
    assert sorted(set(got.keys())) == sorted(
        {
            *("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
            *("List-Id", "Auto-Submitted", "X-Auto-Response-Suppress", "Importance"),
            *("MIME-Version", "Content-Type", "Content-Language"),
        }
    )
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"from": "veille"}, "« from »"),
        ({"from": "veille@ville.example\r\nBcc: x@y.example"}, "« from »"),
        ({"to": []}, "« to »"),
        ({"to": ["a@b.example", "é@b.example"]}, "« to.1 »"),
        ({"to": "a@b.example"}, "une liste"),
        ({"port": 0}, "« port »"),
        ({"host": "mail example"}, "« host »"),
        ({"tls": "none"}, "implicit"),
        ({"password_file": "absent"}, "absent"),
        ({"password_file": None}, "password_env"),
        ({"password_file": "ouvert"}, "chmod 600"),
        ({"ca_file": "absente.pem"}, "absente.pem"),
        ({"couleur": "bleu"}, "from"),
    ],
)
async def test_a_wrong_setting_is_named(
    plain: MailServer, target: Opened, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    (tmp_path / "ouvert").write_text("motdepasse")
    (tmp_path / "ouvert").chmod(0o644)
    with pytest.raises(ConfigurationError) as error:
        async with target(plain, **change):
            pass
    told = "".join(f"{p.fr} {p.en}" for p in error.value.problems)
    assert said in told
    assert "cible «" in told
    assert "motdepasse" not in told
