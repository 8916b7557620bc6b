"""Scheduled reports by a real mail server: each once, whoever stops, starts or is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import time, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from desk.report_schedule import Plan
from pipeline.metrics import Metrics
from pipeline.report_claims import KIND
from pipeline.report_mailing import ReportMailing
from pipeline.report_plans import Planned
from sinks.mail import MailDeliverer, build
from sinks.sqlite import SqliteStore
from tests.desk.voices import CITY, NOW, a_week
from tests.doubles.smtp import MailServer, mail_server
from tests.pipeline.reports import a_desk, hear, undrawn, words_of
from tests.pipeline.ways_out import way_out
from tests.sinks.certificates import make_certificate
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import InvalidInput
from vigie.privacy import Pseudonymiser

TO = ("direction@ville.example", "com@ville.example")
#: Monday, at 7:30 in the town.
LEAVES = NOW.replace(hour=12, minute=30)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("tls"), "mail.example")


@pytest.fixture
def smtp(certificate: tuple[Path, Path]) -> Iterator[MailServer]:
    with mail_server(*map(str, certificate), implicit=True) as serving:
        yield serving


async def at_home(_host: str, _port: int) -> Sequence[str]:
    return ["127.0.0.1"]


@pytest.fixture
async def mail(
    smtp: MailServer, certificate: tuple[Path, Path], tmp_path: Path
) -> AsyncIterator[MailDeliverer]:
    values = {
        "name": "courriel", "host": "mail.example", "port": smtp.port, "tls": "implicit",
        "from": "veille@ville.example", "to": ["autre@ville.example"],
        "ca_file": str(certificate[0]),
    }  # fmt: skip
    async with way_out(allowed_hosts=["mail.example"], resolve=at_home) as out:
        context = Context(
            outbound=out, clock=HeldClock(NOW), pseudonyms=Pseudonymiser(b"k" * 32), home=tmp_path
        )
        yield build(values, context)


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(LEAVES)


@pytest.fixture
async def stores(tmp_path: Path, clock: HeldClock) -> AsyncIterator[list[SqliteStore]]:
    """Two processes on one file, which holds the week."""
    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(
                await SqliteStore.open(tmp_path / "vigie.db", clock=clock)
            )
            for _ in range(2)
        ]
        await hear(opened[0], a_week())
        yield opened


def planned(mail: MailDeliverer, **changes: Any) -> Planned:
    weekly = Planned(
        name="Direction, chaque lundi",
        town=CITY,
        plan=Plan(period="week", at=time(7, 30), day=0),
        to=TO,
        form="html",
        language="fr",
        target="courriel",
        mail=mail,
    )
    return replace(weekly, **changes)


def mailing(store: Any, clock: HeldClock, *plans: Planned) -> ReportMailing:
    desk = a_desk(store, clock=clock)
    desk._draw = undrawn
    return ReportMailing(desk, plans, store, clock=clock, metrics=Metrics())


def read(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=default)
    assert isinstance(found, EmailMessage)
    return found


async def test_the_report_leaves_at_its_hour_in_every_form_that_a_mail_program_shows(
    smtp: MailServer, mail: MailDeliverer, stores: list[SqliteStore], clock: HeldClock
) -> None:
    clock.move(-timedelta(minutes=1))
    sender = mailing(stores[0], clock, planned(mail, form="pdf"))
    await sender.round()
    assert smtp.mails == []
    clock.move(timedelta(minutes=1))
    await sender.round()
    (got,) = smtp.mails
    assert (got.to, got.encrypted, got.sender) == (list(TO), True, "veille@ville.example")
    message = read(got.data)
    assert message["subject"].replace("\u00a0", " ") == (
        "Ville-Fictive : Rapport de la semaine du 16 au 22 novembre 2026"
    )
    assert message["auto-submitted"] == "auto-generated"
    assert message["message-id"].endswith("@ville.example>")
    assert message["list-id"] == "<direction-chaque-lundi.reports.ville.example>"
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    pictures = ["image/png"] * kinds.count("image/png")
    assert kinds == ["text/plain", "text/html", *pictures, "application/pdf"]
    assert pictures
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert "Bris d’aqueduc" in plain.get_content()
    shown = {part["content-id"].strip("<>") for part in message.walk() if part["content-id"]}
    assert shown
    assert all(f'src="cid:{each}"' in html.get_content() for each in shown)
    (file,) = [part for part in message.iter_attachments() if part.get_filename()]
    assert file.get_filename() == "vigie-ville-fictive-2026-W47.pdf"
    assert "Bris d’aqueduc" in words_of(file.get_content())


async def test_two_workers_send_each_report_once(
    smtp: MailServer, mail: MailDeliverer, stores: list[SqliteStore], clock: HeldClock
) -> None:
    plans = [
        planned(mail, form="text"),
        planned(mail, form="text", name="Conseil", plan=Plan(period="month", at=time(7), day=23)),
    ]
    workers = [mailing(store, clock, *plans) for store in (*stores, *stores)]
    for _ in range(3):
        await asyncio.gather(*(worker.round() for worker in workers))
        clock.move(timedelta(minutes=20))
    assert sorted(read(got.data)["list-id"].partition(".")[0] for got in smtp.mails) == [
        "<conseil",
        "<direction-chaque-lundi",
    ]
    clock.move(timedelta(days=7))
    await asyncio.gather(*(worker.round() for worker in workers))
    assert [read(got.data)["subject"].replace("\u00a0", " ") for got in smtp.mails[2:]] == [
        "Ville-Fictive : Rapport de la semaine du 23 au 29 novembre 2026"
    ]


async def test_a_mail_server_that_is_away_has_the_report_later_and_once(
    smtp: MailServer, mail: MailDeliverer, stores: list[SqliteStore], clock: HeldClock
) -> None:
    smtp.answers["MAIL"] = "451 later"
    await mailing(stores[0], clock, planned(mail)).round()
    (plan,) = await mailing(stores[0], clock, planned(mail)).schedule(CITY.slug)
    assert plan.last is not None
    assert (plan.last.state, plan.last.attempts) == ("waiting", 1)
    assert plan.last.why is not None
    assert "451" in plan.last.why.fr
    # Not at once, and by another process after a restart.
    said = len(smtp.said)
    await mailing(stores[1], clock, planned(mail)).round()
    assert len(smtp.said) == said
    del smtp.answers["MAIL"]
    for _ in range(2):
        clock.move(timedelta(minutes=2))
        await mailing(stores[1], clock, planned(mail)).round()
    assert len(smtp.mails) == 1


async def test_a_report_that_waits_goes_on_beyond_the_hour_at_which_none_begins(
    smtp: MailServer, mail: MailDeliverer, stores: list[SqliteStore], clock: HeldClock
) -> None:
    smtp.answers["GREETING"] = "421 busy"
    daily = planned(mail, plan=Plan(period="day", at=time(7, 30)), form="text")
    sender = mailing(stores[0], clock, daily)
    await sender.round()
    clock.move(timedelta(hours=22))
    smtp.answers.clear()
    await sender.round()
    assert len(smtp.mails) == 1


async def test_a_sender_that_died_is_followed_by_another_once_its_lease_is_over(
    smtp: MailServer, mail: MailDeliverer, stores: list[SqliteStore], clock: HeldClock
) -> None:
    smtp.hangs.add("DATA")
    dying = asyncio.create_task(mailing(stores[0], clock, planned(mail)).round())
    for _ in range(500):
        if "DATA" in map(str.upper, smtp.said):
            break
        await asyncio.sleep(0.02)
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    smtp.hangs.clear()
    other = mailing(stores[1], clock, planned(mail))
    clock.move(timedelta(minutes=9))
    await other.round()
    assert smtp.mails == []
    clock.move(timedelta(minutes=2))
    await other.round()
    assert len(smtp.mails) == 1


async def test_an_address_that_took_it_is_not_sent_it_again_because_another_was_busy(
    smtp: MailServer, mail: MailDeliverer, stores: list[SqliteStore], clock: HeldClock
) -> None:
    smtp.answers[f"RCPT {TO[1]}"] = "451 later"
    sender = mailing(stores[0], clock, planned(mail, form="text"))
    await sender.round()
    smtp.answers.clear()
    clock.move(timedelta(minutes=2))
    await sender.round()
    first, second = smtp.mails
    assert (first.to, second.to) == ([TO[0]], [TO[1]])
    assert read(first.data)["message-id"] == read(second.data)["message-id"]
    kept = await stores[0].papers(KIND)
    assert not any(address.encode() in paper.body for paper in kept for address in TO)


async def test_a_refusal_for_good_is_kept_and_not_tried_again(
    smtp: MailServer, mail: MailDeliverer, stores: list[SqliteStore], clock: HeldClock
) -> None:
    smtp.answers["MAIL"] = "550 no"
    sender = mailing(stores[0], clock, planned(mail))
    await sender.round()
    clock.move(timedelta(hours=3))
    said = len(smtp.said)
    await sender.round()
    (plan,) = await sender.schedule(CITY.slug)
    assert plan.last is not None
    assert (plan.last.state, len(smtp.said)) == ("refused", said)


async def test_a_report_sent_by_hand_before_its_hour_does_not_leave_twice(
    smtp: MailServer, mail: MailDeliverer, stores: list[SqliteStore], clock: HeldClock
) -> None:
    clock.move(-timedelta(hours=1))
    sender = mailing(stores[0], clock, planned(mail, form="text"))
    done = await sender.send("Direction, chaque lundi", CITY.slug, "week", "Aurèle")
    assert (done.state, done.by) == ("sent", "Aurèle")
    clock.move(timedelta(hours=1))
    await sender.round()
    assert len(smtp.mails) == 1
    # Asked for again, it goes again, as another message.
    await sender.send("Direction, chaque lundi", CITY.slug, "2026-W47", "Aurèle")
    first, second = (read(got.data)["message-id"] for got in smtp.mails)
    assert first != second
    with pytest.raises(InvalidInput):
        await sender.send("inconnu", CITY.slug, "week", "Aurèle")
    with pytest.raises(InvalidInput):
        await sender.send("Direction, chaque lundi", "ailleurs", "week", "Aurèle")


async def test_a_name_of_a_report_cannot_add_a_header(
    smtp: MailServer, mail: MailDeliverer, stores: list[SqliteStore], clock: HeldClock
) -> None:
    town = replace(CITY, name="Ville\r\nBcc: tous@ville.example")
    sender = mailing(stores[0], clock, planned(mail, name="x\r\nBcc: a@b.example", town=town))
    await sender.round()
    (got,) = smtp.mails
    assert read(got.data)["bcc"] is None
    assert got.to == list(TO)
