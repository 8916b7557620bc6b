from __future__ import annotations

import unicodedata
from typing import Any

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.markup import TEXT_LIMIT, TITLE_LIMIT, cut, one_line, plain, to_text


def test_paragraphs_and_breaks_are_lines_and_the_rest_is_text() -> None:
    markup = "<p>Nid-de-poule <b>énorme</b>,\n  rue fictive.</p><p>Merci&nbsp;!<br>À bientôt</p>"
    assert to_text(markup) == "Nid-de-poule énorme, rue fictive.\nMerci !\nÀ bientôt"


def test_lists_keep_their_lines() -> None:
    assert to_text("<ul><li>neige<li>glace</ul>fin") == "neige\nglace\nfin"


@pytest.mark.parametrize(
    "markup",
    [
        "avant<script>alert('x')</script> après",
        "avant<SCRIPT SRC=//mal.example/x.js></SCRIPT> après",
        "avant<style>p{color:red}</style> après",
        "avant<!-- caché --> après",
        "avant<iframe src='https://mal.example'>vide</iframe> après",
        "avant<noscript><img src=x></noscript> après",
        "<svg><script>alert(1)</script></svg>avant après",
    ],
)
def test_what_is_not_said_to_the_reader_is_gone(markup: str) -> None:
    assert to_text(markup) == "avant après"


@pytest.mark.parametrize("number", ["9" * 5_000, "x" + "f" * 5_000, "0" * 5_000 + "65"])
def test_a_reference_to_no_character_is_told_by_the_sign_of_what_is_lost(number: str) -> None:
    assert to_text(f"<p>avant &#{number}; après</p>") == "avant \ufffd après"


def test_references_are_left_to_who_reads_them_in_linear_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # nh3 takes quadratic time on them: 400 kB of « & » took 1.4 s, and a page has many posts.
    given: list[str] = []
    clean = nh3.clean

    def watched(markup: str, **how: Any) -> str:
        given.append(markup)
        return clean(markup, **how)

    monkeypatch.setattr(nh3, "clean", watched)
    assert to_text("<p>caf&eacute; &" + "&" * 5_000).startswith("café &&&")
    assert len(given) == 1
    assert "&" not in given[0]


def test_entities_are_read_once() -> None:
    assert to_text("<i>5 &lt; 6 &amp; 7</i> &eacute;t&#233; &amp;lt;b&amp;gt;") == (
        "5 < 6 & 7 été &lt;b&gt;"
    )


def test_a_bare_less_than_sign_is_no_tag() -> None:
    assert to_text("5 < 6 et 7 > 6") == "5 < 6 et 7 > 6"


@pytest.mark.parametrize(
    "mark", list("\x00\x08\x1b\u202a\u202e\u2066\u2069\u200e\u200f\u200b\ufeff")
)
def test_controls_and_direction_marks_vanish(mark: str) -> None:
    assert plain(f"Trois-{mark}Rivières") == "Trois-Rivières"
    assert to_text(f"<b>Trois-{mark}</b>Rivières") == "Trois-Rivières"
    assert to_text(f"<b>Trois-&#{ord(mark)};</b>Rivières").replace("\ufffd", "") == "Trois-Rivières"


def test_a_lone_surrogate_cannot_reach_the_store() -> None:
    assert plain("a\ud83db").encode() == b"ab"


def test_a_title_is_one_line() -> None:
    assert one_line("<p>Avis</p>\n<p>public</p>") == "Avis public"


def test_a_megabyte_becomes_a_title_that_says_it_was_cut() -> None:
    title = one_line("déneigement " * 90_000)
    assert len(title) == TITLE_LIMIT
    assert title.startswith("déneigement déneigement")
    assert title.endswith("…")


def test_a_long_text_is_cut_at_its_limit() -> None:
    assert to_text("é" * TEXT_LIMIT) == "é" * TEXT_LIMIT
    longer = to_text("é" * (TEXT_LIMIT + 1))
    assert len(longer) == TEXT_LIMIT
    assert longer.endswith("é…")


@pytest.mark.parametrize(
    "cluster", ["e\u0301", "👨\u200d👩\u200d👧", "👍🏽", "❄\ufe0f", "a\u0301\u0323"]
)
def test_no_cut_parts_a_character_from_what_belongs_to_it(cluster: str) -> None:
    text = "neige" + cluster * 10
    for limit in range(8, len(text)):
        kept = cut(text, limit).removesuffix("…").removeprefix("neige")
        assert kept == cluster * (len(kept) // len(cluster))


def test_tens_of_thousands_of_nested_tags_do_not_stop_the_reading() -> None:
    assert to_text("<div>" * 70_000 + "texte") == "texte"
    assert to_text("<div>" * 5_000 + "<script>a<b</script>texte") == "texte"


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("<>/&;#abp\"'! \n\r\t\x00\u202eé-=brscriptx0123"), max_size=200
    )
)
def test_any_markup_gives_clean_text(markup: str) -> None:
    text = to_text(markup)
    assert text == text.strip()
    assert "\n\n" not in text
    assert "  " not in text
    assert not any(
        unicodedata.category(character) in {"Cc", "Cs"} for character in text if character != "\n"
    )
    assert "\u202e" not in text
