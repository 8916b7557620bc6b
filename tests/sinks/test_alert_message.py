"""What a person reads of an alert, in each form, whatever the alert holds."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinks.alert_cut import cut, cut_bytes, one_line
from sinks.alert_escaping import escaped_within, markdown, safe_link, slack
from sinks.alert_message import SHORT, html_text, message_of, plain_text, short_text
from tests.pipeline.outboxes import an_alert

HOSTILE = "<!channel> <script>alert(1)</script> & [ici](http://mal.example) @channel *gras*"


class Tags(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_person_reads_what_why_what_to_do_and_where() -> None:
    text = plain_text(message_of(an_alert(), "fr"))
    assert text == (
        "Urgent · Fil électrique tombé dans la rue du Moulin\n\n"
        "Pourquoi\u00a0: Danger immédiat pour la vie\nÀ faire\u00a0: Appelez le 911.\n\n"
        "«\u00a0Un fil est tombé, ça fait des étincelles!\u00a0»\n\n"
        "Sujet\u00a0: safety\n\n"
        "Ouvrir\u00a0: http://127.0.0.1:8311/mentions/a\n\n"
        "Alerte alert_a · règle emergency\n"
    )


def test_the_same_in_english() -> None:
    english = an_alert(title="Wire down", reason="Danger", advice="Call 911.", severity="low")
    text = plain_text(message_of(english, "en"))
    assert text.startswith("For information · Wire down\n\nWhy: Danger\nWhat to do: Call 911.\n\n“")
    assert "\nTopic: safety\n" in text
    assert "Open: http" in text


def test_our_own_french_suits_quebec_and_belgium() -> None:
    bare = an_alert(title="T", reason="R", advice="A", summary={"excerpt": "E"}, url=None)
    for form in (plain_text, short_text, html_text):
        said = re.sub(r"<[^>]*>|&[#\w]+;", "", form(message_of(bare, "fr")))
        assert not set(";!?") & set(said)
        assert " :" not in said


def test_a_telephone_reads_what_to_do_and_where_in_300_characters() -> None:
    said = short_text(message_of(an_alert(title="Un très long titre " * 40), "fr"))
    assert len(said) <= SHORT == 300
    assert said.startswith("Urgent · Un très long titre")
    assert "… À faire\u00a0: Appelez le 911. http://127.0.0.1:8311/mentions/a" in said
    long_link = an_alert(url="https://ville.example/" + "a" * 400)
    assert "http" not in short_text(message_of(long_link, "fr"))


def test_a_page_holds_no_markup_of_the_alert() -> None:
    alert = an_alert(
        title=HOSTILE,
        reason=HOSTILE,
        advice=HOSTILE,
        rule=HOSTILE,
        summary={"excerpt": HOSTILE, "topic": HOSTILE, HOSTILE: HOSTILE},
    )
    page = Tags(html_text(message_of(alert, "fr")))
    assert {tag for tag, _ in page.tags} == {
        *("html", "head", "meta", "title", "body", "p", "h1", "strong"),
        *("blockquote", "ul", "li", "a", "small"),
    }
    assert [a["href"] for tag, a in page.tags if tag == "a"] == [alert.url]
    assert page.text.count("<script>") == 9


def test_no_field_that_could_name_somebody_is_in_any_form() -> None:
    for form in (plain_text, short_text, html_text):
        told = form(message_of(an_alert(mention="mention_de_quelquun"), "fr"))
        assert "mention_de_quelquun" not in told
        assert "ville-fictive" not in told


def test_an_alert_about_a_removed_mention_is_still_a_message() -> None:
    blank = an_alert(title="", reason="", advice="", summary={}, url=None)
    assert plain_text(message_of(blank, "fr")) == (
        "Urgent · Alerte\n\nAlerte alert_a · règle emergency\n"
    )
    assert short_text(message_of(blank, "en")) == "Urgent · Alert"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "http://a b/",
        'https://a.example/"x',
        "https://a.example/\n",
        "https://a.example/>",
        "//a.example",
        "https://é.example/",
        "",
        None,
        "https://[a/",
        "https://a.example/" + "x" * 2_000,
        "https://a.example/\\",
    ],
)
def test_an_address_that_is_not_fit_for_a_button_is_left_out(url: str | None) -> None:
    assert safe_link(url) is None


@pytest.mark.parametrize(
    "url", ["https://ville.example/mention/a?b=c&d=%C3%A9#e", "http://127.0.0.1:8311/mention/a"]
)
def test_an_ordinary_address_is(url: str) -> None:
    assert safe_link(url) == url


def test_slack_gets_no_call_to_everyone() -> None:
    assert slack("<!channel> a & b") == "&lt;!channel&gt; a &amp; b"


def test_markdown_gets_no_link_no_emphasis_and_no_call() -> None:
    said = markdown(HOSTILE)
    assert "@channel" not in said
    assert r"\[ici\]\(http" in said
    assert r"\*gras\*" in said
    assert r"\<script\>" in said


ANY = st.text(max_size=200).flatmap(
    lambda text: st.sampled_from([text, text * 30, text + "&<>@*" * 400, "\ud800\r\n\x00" + text])
)


@settings(max_examples=60, deadline=None)
@given(ANY, ANY, ANY, st.sampled_from(["fr", "en"]))
def test_any_alert_has_a_message_in_every_form(
    title: str, said: str, excerpt: str, language: str
) -> None:
    fields: dict[str, Any] = {"title": title, "reason": said, "advice": said, "rule": title}
    message = message_of(an_alert(**fields, summary={"excerpt": excerpt, title: said}), language)
    assert 0 < len(short_text(message)) <= SHORT
    assert "\n" not in message.title + message.reason + message.excerpt + message.foot
    for form in (short_text, plain_text, html_text):
        form(message).encode()
    assert len(html_text(message)) < 60_000


@settings(max_examples=80, deadline=None)
@given(ANY, st.integers(0, 400))
def test_a_cut_never_exceeds_its_limit_nor_halves_an_escape(text: str, limit: int) -> None:
    text = one_line(text)
    assert len(cut(text, limit)) <= limit
    assert len(cut_bytes(text, limit).encode()) <= limit
    for escape in (slack, markdown):
        kept = escaped_within(text, limit, escape)
        assert len(kept) <= limit
        if escape is slack:
            assert re.fullmatch(r"(?:[^&<>]|&amp;|&lt;|&gt;)*", kept)
