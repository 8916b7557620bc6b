"""`vigie source preview`: what an address would bring, whatever it is the address of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connectors.documents import ARTICLES, rss
from tests.doubles import web_pages as pages
from tests.doubles.discourse import DiscourseForum
from tests.doubles.youtube import YouTube
from tests.pipeline.installations import Ran, make_installation, vigie_here
from tests.servers import LocalServer
from vigie.clock import SystemClock

TOLD = "Un trou rue des Forges à Trois-Rivières."
NETWORK = '[network]\nallowed_hosts = ["127.0.0.1"]\nspacing = 0'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_installation(tmp_path / "ici", NETWORK)


def preview(home: Path, *arguments: str, language: str = "fr") -> Ran:
    return vigie_here("--home", home, "source", "preview", *arguments, language=language)


def test_a_feed_shows_its_first_posts_and_counts_the_rest(home: Path, server: LocalServer) -> None:
    ran = preview(home, server.serve("/fil", rss(*ARTICLES, "<item/>")), "--limit", "3")
    assert ran.code == 0
    assert ran.out.startswith(f"Reconnu : feed  {server.url}/fil")
    assert "20 en tout, " in ran.out
    assert "1 illisible." in ran.out


def test_a_script_reads_one_object_a_line(home: Path, server: LocalServer) -> None:
    ran = preview(home, server.serve("/fil", rss(*ARTICLES)), "--limit", "3", "--json")
    assert len(ran.rows) == 3
    assert set(ran.rows[0]) == {"published", "title", "url", "about", "why"}
    assert ran.rows[0]["about"] is not None


def test_a_forum_s_page_is_shown_as_the_forum(home: Path, server: LocalServer) -> None:
    DiscourseForum(server).publish(TOLD)
    page = server.serve("/t/sujet/7", pages.discourse(server.url))
    (row,) = preview(home, page, "--json").rows
    assert row["about"] == "trois-rivieres"
    assert "Reconnu : discourse" in preview(home, page).out
    english = preview(home, page, language="en").out
    assert "1 in all, 1 of the town (✔), 0 unreadable." in english


def test_a_channel_is_shown_by_its_key_when_there_is_one(home: Path, server: LocalServer) -> None:
    double = YouTube(server, SystemClock(), "cle-fictive")
    channel = double.channel("Ville fictive")
    double.comment(double.video(channel, "Séance", days=2), TOLD)
    (home / "cle").write_text("cle-fictive\n")
    (home / "cle").chmod(0o600)
    given = ["--set", f"base_url={double.url}", "--set", "key_file=cle", "--json"]
    ran = preview(home, f"https://www.youtube.com/channel/{channel}", *given)
    assert [row["about"] for row in ran.rows][:1] == ["trois-rivieres"]


def test_a_page_shows_its_first_feed_and_names_the_others(home: Path, server: LocalServer) -> None:
    server.serve("/fil", rss(*ARTICLES))
    ran = preview(home, server.serve("/", pages.PAPER))
    assert ran.code == 0
    assert f"feed  {server.url}/fil/avis  « Flux des commentaires »" in ran.out
    assert "20 en tout" in ran.out


def test_what_cannot_be_read_without_a_key_says_so(home: Path) -> None:
    ran = preview(home, "https://www.facebook.com/VilleFictive")
    assert ran.code == 6
    assert "Reconnu : facebook" in ran.out
    assert "vigie source add" in ran.err
    assert preview(home, "https://www.facebook.com/VilleFictive", "--json").out == ""


@pytest.mark.parametrize(("path", "code"), [("/", 6), ("/absent", 6)])
def test_nothing_there_is_told(home: Path, server: LocalServer, path: str, code: int) -> None:
    server.serve("/", pages.BARE)
    ran = preview(home, server.url + path, "--json")
    assert (ran.code, ran.out) == (code, "")
    assert ran.err


def test_a_source_that_brings_nothing_says_why(home: Path, server: LocalServer) -> None:
    server.serve("/posts.json", "non", 403)
    ran = preview(home, server.serve("/", pages.discourse(server.url)), "--kind", "discourse")
    assert ran.code == 6
    assert "(403)" in ran.out


def test_nobody_there_is_another_exit_code(home: Path) -> None:
    ran = preview(home, "http://127.0.0.1:9/")
    assert ran.code == 5
    assert "Impossible de joindre" in ran.err


def test_outside_an_installation_the_posts_alone_are_shown(
    tmp_path: Path, server: LocalServer
) -> None:
    ran = vigie_here("--home", tmp_path, "source", "preview", server.url + "/fil")
    # Without settings no private address may be reached; that is all that is asked here.
    assert ran.code == 6
    assert "privée" in ran.err
