"""What an address tells by itself, before anything is asked of anyone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.recognition.by_address import known_place, whole_address
from connectors.recognition.by_path import known_path
from connectors.recognition.settings_needed import blanks_of
from pipeline import plugins
from pipeline.connecting import connect
from pipeline.settings import SourceSettings
from tests.doubles.web_pages import CHANNEL
from vigie.context import Context

REDDIT = {"subreddits": ["troisrivieres"], "search": False}
ALERTS = ["googlealerts-noreply@google.com"]

TOLD: list[tuple[str, str, dict[str, Any]]] = [
    ("https://www.reddit.com/r/troisrivieres/", "reddit", REDDIT),
    ("reddit.com/r/troisrivieres", "reddit", REDDIT),
    ("https://old.reddit.com/r/troisrivieres/comments/abc/sujet/", "reddit", REDDIT),
    ("https://www.reddit.com/r/troisrivieres.rss", "reddit", REDDIT),
    ("https://www.reddit.com/", "reddit", {}),
    ("https://bsky.app/profile/ville.example", "bluesky", {}),
    (f"https://www.youtube.com/channel/{CHANNEL}", "youtube", {"channels": [CHANNEL]}),
    (f"https://m.youtube.com/channel/{CHANNEL}/videos", "youtube", {"channels": [CHANNEL]}),
    (
        f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}",
        "youtube",
        {"channels": [CHANNEL]},
    ),
    ("https://www.youtube.com/", "youtube", {}),
    ("https://www.facebook.com/VilleFictive", "facebook", {"own": True}),
    ("https://fr-fr.facebook.com/VilleFictive/", "facebook", {"own": True}),
    (
        "https://www.facebook.com/profile.php?id=100064512345678",
        "facebook",
        {"page_id": "100064512345678", "own": True},
    ),
    (
        "https://www.facebook.com/pages/Ville-Fictive/19292868552",
        "facebook",
        {"page_id": "19292868552", "own": True},
    ),
    (
        "https://www.facebook.com/p/Ville-Fictive-100064512345678/",
        "facebook",
        {"page_id": "100064512345678", "own": True},
    ),
    ("https://www.facebook.com/VilleFictive/videos/123456789012", "facebook", {"own": True}),
    ("https://www.facebook.com/events/123456789012/", "facebook", {"own": True}),
    ("https://www.instagram.com/ville_fictive/", "instagram", {"username": "ville_fictive"}),
    ("https://www.instagram.com/p/Cabcdef/", "instagram", {}),
    (
        "https://www.instagram.com/explore/tags/troisrivieres/",
        "instagram",
        {"tags": ["troisrivieres"]},
    ),
    ("https://x.com/villefictive", "x", {}),
    ("https://twitter.com/villefictive/status/1", "x", {}),
    (
        "imaps://veille%40ville.example@imap.ville.example/Alertes",
        "mailbox",
        {
            "host": "imap.ville.example",
            "user": "veille@ville.example",
            "folder": "Alertes",
            "from": ALERTS,
        },
    ),
    (
        "imaps://imap.ville.example:1993",
        "mailbox",
        {"host": "imap.ville.example", "port": 1993, "from": ALERTS},
    ),
    (
        "imap://imap.ville.example:143",
        "mailbox",
        {"host": "imap.ville.example", "from": ALERTS},
    ),
    ("veille@ville.example", "mailbox", {"user": "veille@ville.example", "from": ALERTS}),
    ("mailto:veille@ville.example", "mailbox", {"user": "veille@ville.example", "from": ALERTS}),
]


@pytest.mark.parametrize(("address", "kind", "expected"), TOLD, ids=lambda value: str(value)[:60])
def test_an_address_tells_its_kind_and_its_settings(
    address: str, kind: str, expected: dict[str, Any]
) -> None:
    first = known_place(address)[0]
    assert (first.kind, first.settings) == (kind, expected)


@pytest.mark.parametrize(("address", "kind", "expected"), TOLD, ids=lambda value: str(value)[:60])
def test_what_is_recognised_passes_its_kind_s_own_check_once_it_is_filled_in(
    address: str, kind: str, expected: dict[str, Any], context: Context
) -> None:
    assert kind in plugins.names(plugins.CONNECTORS)
    settings_ = {**expected, **{blank.key: blank.example for blank in blanks_of(kind, expected)}}
    if kind in {"reddit", "x", "youtube"}:  # which search for the towns' names; there is none here
        settings_["words"] = ["Trois-Rivières"]
    source = SourceSettings(kind=kind, name=address[:100], **settings_)
    assert connect(source, context).name == address[:100].strip()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://www.facebook.com/groups/123456789/", "groupe"),
        ("https://nextdoor.com/city/x", "Nextdoor"),
        ("https://www.tiktok.com/@ville", "connecteur"),
        ("https://t.me/ville", "connecteur"),
        ("https://www.reddit.com/user/residente_fictive_1", "personne"),
        ("https://www.google.ca/alerts", "Flux RSS"),
        ("javascript:alert(1)", "adresse"),
        ("https://[::1/", "adresse"),
        ("https://forum.example/\udce9", "adresse"),
    ],
)
def test_where_nothing_can_be_listened_to_a_sentence_says_why(address: str, words: str) -> None:
    (one,) = known_place(address)
    assert one.kind == ""
    assert one.note is not None
    assert words in one.note.fr
    assert one.note.en != one.note.fr


@pytest.mark.parametrize(
    "address",
    [
        "https://veille:motdepasse@forum.example/",
        "imaps://veille:motdepasse@imap.ville.example",
        "veille:motdepasse@forum.example",
    ],
)
def test_an_address_with_a_password_is_refused_without_repeating_it(address: str) -> None:
    (one,) = known_place(address)
    assert one.kind == ""
    assert "mot de passe" in str(one.note)
    assert "motdepasse" not in repr(one)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/@ville",
        "https://youtu.be/abcdefghijk",
        "https://journal.example/",
        "https://forum.reddit.com.example/r/x",
        "https://notx.com/",
        "https://www.google.com/alerts/feeds/123/456",
    ],
)
def test_other_addresses_have_to_be_read(address: str) -> None:
    assert known_place(address) == ()


def test_addresses_are_taken_as_people_write_them() -> None:
    assert whole_address(" forum.example/x ") == "https://forum.example/x"
    assert whole_address("http://forum.example") == "http://forum.example"
    assert whole_address("@ville@mastodon.example") == "https://mastodon.example/@ville"
    assert whole_address("!quebec@lemmy.example") == "https://lemmy.example/c/quebec"


@given(st.text(max_size=200) | st.from_regex(r"[a-z]{1,6}://[^ ]{0,60}", fullmatch=True))
@settings(max_examples=200, deadline=None)
def test_any_text_is_an_address_that_is_told_or_not(address: str) -> None:
    for one in known_place(address):
        assert one.kind or one.note


def test_files_and_folders_of_this_machine_are_known(tmp_path: Path) -> None:
    home = tmp_path / "ici"
    (home / "depot").mkdir(parents=True)
    (tmp_path / "export.csv").write_text("texte\n", encoding="utf-8")
    inside = known_path(str(home / "depot"), home)
    assert inside is not None
    assert (inside.kind, inside.settings) == ("drop_folder", {"folder": "depot"})
    file = known_path(f"file://{tmp_path}/export.csv", home)
    assert file is not None
    assert (file.kind, file.settings) == ("import", {"file": str(tmp_path / "export.csv")})
    for none in ("", "forum.example", "\x00", "~nulle-personne/x", "x" * 10_000, "photo.png"):
        assert known_path(none, home) is None
