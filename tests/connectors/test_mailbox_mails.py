"""Mails as they are read: who sends them, what they say, what an alert found."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.mailbox.alerts import MOST, read_alert
from connectors.mailbox.mail import Mail, read_mail
from connectors.mailbox.posts import MailPosts
from connectors.mailbox.sender import is_authentic, is_listed
from connectors.mailbox.settings import MailboxSettings
from tests.connectors.tables import NOW, house
from tests.doubles.google_alert import SENDER, an_alert
from tests.doubles.imap import a_mail
from vigie.errors import InvalidInput
from vigie.post import Post, Published

RESULTS = (
    (
        "https://gazette.example/verglas?utm_source=x",
        "Verglas à <b>Trois</b>-<b>Rivières</b>",
        "La Gazette fictive",
        "La ville de <b>Trois</b>-<b>Rivières</b> épand du sable&nbsp;...",
    ),
    ("https://blogue.example/pont", "Le pont ferme", "Le blogue (blog)", "Dès lundi."),
)


def mails(home: Path, **others: Any) -> MailPosts:
    asked = {"name": "Alertes", "host": "h", "user": "u", "from": [SENDER, "@forum.example"]}
    return MailPosts(MailboxSettings(**{**asked, **others}), house(home))


def posts(home: Path, raw: bytes, **others: Any) -> list[Post]:
    events = mails(home, **others).events(raw, NOW)
    return [event.post for event in events if isinstance(event, Published)]


@pytest.mark.parametrize("as_text", [False, True])
def test_each_result_of_an_alert_is_a_post_at_its_own_address(
    tmp_path: Path, as_text: bool
) -> None:
    first, second = posts(tmp_path, an_alert(*RESULTS, as_text=as_text))
    assert first.url == first.native_id == "https://gazette.example/verglas"
    assert first.title == "Verglas à Trois-Rivières"
    assert "La ville de Trois-Rivières épand du sable" in first.text
    assert first.published_at == datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert (second.title, second.url) == ("Le pont ferme", "https://blogue.example/pont")
    assert first.author.pseudonym is None
    assert "JETON" not in repr((first, second))


def test_the_publisher_is_in_neither_title_nor_excerpt_of_the_html(tmp_path: Path) -> None:
    first, second = posts(tmp_path, an_alert(*RESULTS))
    assert "Gazette" not in f"{first.title}{first.text}"
    assert second.text == "Dès lundi."


def test_an_alert_whose_form_is_unknown_is_one_post_without_the_reader_s_tokens(
    tmp_path: Path,
) -> None:
    raw = a_mail("Voici :\nhttps://www.google.com/alerts?s=JETON", sender=SENDER, subject="Alerte")
    (post,) = posts(tmp_path, raw)
    assert (post.title, post.url) == ("Alerte", None)
    assert "JETON" not in post.text


def test_the_same_page_in_two_alerts_has_one_id(tmp_path: Path) -> None:
    found = posts(tmp_path, an_alert(RESULTS[0], RESULTS[0]))
    assert len(found) == 1


def test_an_alert_brings_no_more_than_a_bounded_number_of_results() -> None:
    rows = "".join(
        f'<a itemprop="url" href="https://a.example/{n}"><span itemprop="name">T</span></a>'
        for n in range(MOST + 50)
    )
    assert len(read_alert(rows, "")) == MOST


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "https://www.google.com/alerts?s=x"])
def test_what_is_no_page_is_no_result(url: str) -> None:
    html = f'<a itemprop="url" href="{url}"><span itemprop="name">Titre</span></a>'
    assert read_alert(html, "") == []


def test_html_alone_becomes_text(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"] = "alertes@forum.example"
    mail.set_content("<p>Un <b>trou</b>.</p><script>x()</script>", subtype="html")
    (post,) = posts(tmp_path, mail.as_bytes())
    assert post.text == "Un trou."
    assert not post.published_is_known


def test_attachments_are_not_read(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "alertes@forum.example", "Sujet"
    mail.add_attachment("secret de la pièce jointe", filename="a.txt")
    (post,) = posts(tmp_path, mail.as_bytes())
    assert post.text == "Sujet"


def test_an_empty_mail_says_nothing(tmp_path: Path) -> None:
    assert mails(tmp_path).events(b"", NOW) == [], "it is nobody's"
    with pytest.raises(InvalidInput, match="vide"):
        mails(tmp_path).events(b"From: alertes@forum.example\r\n\r\n \r\n", NOW)


@pytest.mark.parametrize(
    "head",
    [
        b"Subject: =?utf-8?q?R=C3=A9ponse?=",
        b"Subject: =?inconnu?q?R=C3=A9ponse?=",
        b"Subject: =?utf-8?b?!!!!?=",
        b"Subject: R\xe9ponse",
        b"Date: le trente f\xe9vrier",
        b"Date: Mon, 99 Foo 2026 25:61:00 +9999",
        b"Content-Type: text/plain; charset=inconnu",
        b"Content-Type: text/plain; charset=utf-16",
        b"Content-Type: multipart/mixed",
        b"Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: base64\r\nX: y",
        b"Message-ID: <<<>>>",
        b"MIME-Version: \xff",
    ],
)
def test_a_strange_mail_is_read_as_far_as_it_can_be(tmp_path: Path, head: bytes) -> None:
    raw = b"From: alertes@forum.example\r\n" + head + b"\r\nSubject: Trou\r\n\r\nUn trou.\r\n"
    (post,) = posts(tmp_path, raw)
    assert post.native_id


def test_a_mail_nested_without_end_is_refused_or_read_but_never_worse(tmp_path: Path) -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(3_000)
    )
    began = time.monotonic()
    with suppress(InvalidInput):
        mails(tmp_path).events(b"From: alertes@forum.example\r\n" + nested, NOW)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("Google Alerts <GoogleAlerts-NoReply@google.com>", SENDER),
        ('"a@b.example" <c@d.example>', "c@d.example"),
        ("a@b.example, c@d.example", ""),
        ("a@b.example\r\nFrom: c@d.example", ""),
        ("=?utf-8?q?a=40b.example?=", ""),
        ("a@b.example@c.example", ""),
        ("personne", ""),
        ("", ""),
    ],
)
def test_the_sender_is_the_only_address_of_the_only_from(written: str, sender: str) -> None:
    assert read_mail(f"From: {written}\r\n\r\nx".encode()).sender == sender


def test_a_sender_is_listed_whole_or_by_domain() -> None:
    listed = ("a@b.example", "@c.example")
    assert is_listed("a@b.example", listed)
    assert is_listed("x@c.example", listed)
    for other in ("x@b.example", "x@sub.c.example", "x@xc.example", "", "@", "a@b.example.c"):
        assert not is_listed(other, listed)


@pytest.mark.parametrize(
    ("results", "authentic"),
    [
        (None, True),
        ("mx.example; dkim=pass header.d=forum.example", True),
        ("mx.example; dkim=pass header.i=@forum.example; spf=fail", True),
        ("mx.example;\n dkim=pass (2048-bit; x) header.d=mail.forum.example", True),
        ("mx.example; spf=pass smtp.mailfrom=robot@forum.example", True),
        ("mx.example; dmarc=pass (p=REJECT) header.from=forum.example", True),
        ("mx.example; dkim=fail header.d=forum.example", False),
        ("mx.example; dkim=pass header.d=ailleurs.example", False),
        ("mx.example; dkim=pass header.d=example", False),
        ("mx.example; spf=pass smtp.mailfrom=robot@ailleurs.example; dmarc=fail", False),
        ("mx.example; dkim=none; spf=none", False),
        ("mx.example; none", False),
        ("dkim=pass header.d=forum.example", False),
        ("mx.example; x=dkim=pass header.d=forum.example", False),
        ("(" * 2000, False),
    ],
)
def test_a_sender_is_authentic_when_its_own_domain_passed(
    results: str | None, authentic: bool
) -> None:
    assert is_authentic("alertes@forum.example", results) is authentic


def test_the_results_that_count_are_those_above_the_others(tmp_path: Path) -> None:
    forged = b"Authentication-Results: mx; dkim=pass header.d=forum.example\r\n"
    ours = b"Authentication-Results: mx; dkim=fail header.d=forum.example\r\n"
    rest = b"From: alertes@forum.example\r\n\r\nUn trou.\r\n"
    assert read_mail(ours + forged + rest).authentication == "mx; dkim=fail header.d=forum.example"
    with pytest.raises(InvalidInput, match="authentifié"):
        mails(tmp_path).events(ours + forged + rest, NOW)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    head=st.lists(
        st.sampled_from(
            [
                b"From: alertes@forum.example",
                f"From: {SENDER}".encode(),
                b"Content-Type: multipart/alternative; boundary=b",
                b"Content-Type: text/html; charset=utf-8",
                b"Content-Transfer-Encoding: quoted-printable",
                b"--b",
                b"",
                b'<a itemprop="url" href="https://a.example"><span itemprop="name">',
            ]
        )
        | st.binary(max_size=40),
        max_size=12,
    )
)
def test_any_bytes_are_posts_nothing_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, head: list[bytes]
) -> None:
    raw = b"\r\n".join(head)
    try:
        events = mails(tmp_path_factory.getbasetemp()).events(raw, NOW)
    except InvalidInput:
        return
    assert all(isinstance(event, Published) and event.post.native_id for event in events)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_body_gives_results_or_none(html: str, text: str) -> None:
    found = read_alert('<a itemprop="url" href="https://a.example">' + html, text)
    assert all(result.title and result.url.startswith("http") for result in found)


@pytest.mark.parametrize("fold", [b"", b"\r\n ", b"\n\t", b"\r "])
@pytest.mark.parametrize("name", [b"Content-Type: text/plain", b"content-disposition: inline"])
def test_a_header_of_endless_parameters_is_no_mail(name: bytes, fold: bytes) -> None:
    # The standard library takes quadratic time on them, in each part.
    for end in (b"\r\n", b"\r"):
        head = b"From: alertes@forum.example" + end + name
        with pytest.raises(InvalidInput):
            read_mail(head + (b"; a*0=b" + fold) * 2_000 + b"\r\n\r\nUn trou.")
        assert read_mail(head + (b"; a*0=b" + fold) * 20 + b"\r\n\r\nUn trou.").sender


def test_an_alert_of_nothing_but_tags_or_references_is_none() -> None:
    result = '<a itemprop="url" href="https://a.example"><span itemprop="name">Rue</span></a>'
    assert [found.title for found in read_alert(result + "&amp;" * 4_000, "")] == ["Rue"]
    assert read_alert(result + "&amp;" * 6_000, "") == []
    assert read_alert(result + "<div>" * 6_000, "") == []


def test_the_worst_bodies_are_read_in_a_moment(tmp_path: Path) -> None:
    for html in (
        '<a itemprop="url" href="https://a.example">' + "<div>" * 4_900,
        '<a itemprop="url">' + "<!--" * 90_000,
        '<span itemprop="url">' + "<" * 4_900 + "\n" * 100_000,
    ):
        began = time.monotonic()
        read_alert(html, "\n<https://" * 40_000)
        assert time.monotonic() - began < 5
    assert read_mail(b"").sender == Mail(sender="").sender
