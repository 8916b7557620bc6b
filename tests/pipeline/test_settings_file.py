"""A source added to `vigie.toml`: what is written, and what never is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.given_settings import read_given
from pipeline.settings import FILE_NAME, read
from pipeline.settings_file import check, save, with_block
from pipeline.source_block import Block, block, toml
from vigie.errors import ConfigurationError

HEAD = 'language = "fr"\ntowns = ["namur"]\n'
FEED = {"url": "https://journal.example/rss"}


def a_feed(name: str = "Le Journal", **more: Any) -> Block:
    return block("feed", name, {**FEED, **more}, "fr")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / FILE_NAME).write_text(HEAD, encoding="utf-8")
    return tmp_path


def test_a_source_added_is_a_source_read(home: Path) -> None:
    save(home, a_feed('Le "Journal" é'))
    source = read(home).source[-1]
    assert source.name == 'Le "Journal" é'
    assert source.own_settings()["url"] == FEED["url"]


def test_the_rest_stays_as_the_person_wrote_it(home: Path) -> None:
    before = b'# \xc3\xa0 moi\r\nlanguage = "fr"\r\ntowns = ["namur"]  # une seule\r\n[web]\r\n\r\n'
    (home / FILE_NAME).write_bytes(before)
    (home / FILE_NAME).chmod(0o640)
    save(home, a_feed())
    after = (home / FILE_NAME).read_bytes()
    assert after.startswith(before.rstrip())
    assert after.endswith(b'url = "https://journal.example/rss"\n')
    assert (home / FILE_NAME).stat().st_mode & 0o777 == 0o640
    assert [path.name for path in home.iterdir()] == [FILE_NAME]


def test_a_name_used_twice_changes_nothing(home: Path) -> None:
    save(home, a_feed())
    before = (home / FILE_NAME).read_bytes()
    with pytest.raises(ConfigurationError, match="deux fois"):
        save(home, a_feed())
    assert (home / FILE_NAME).read_bytes() == before


def test_sources_written_as_one_list_are_left_alone(home: Path) -> None:
    (home / FILE_NAME).write_text(f"{HEAD}source = []\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="TOML"):
        check(home, a_feed())


def test_settings_behind_a_link_stay_behind_it(home: Path) -> None:
    real = home / "ailleurs"
    real.mkdir()
    (home / FILE_NAME).rename(real / FILE_NAME)
    (home / FILE_NAME).symlink_to(real / FILE_NAME)
    save(home, a_feed())
    assert (home / FILE_NAME).is_symlink()
    assert len(read(home).source) == 1


def test_settings_that_cannot_be_written_are_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr("pipeline.settings_file._replace", refused)
    with pytest.raises(ConfigurationError, match="ne peut pas être écrit"):
        save(home, a_feed())


def test_settings_that_cannot_be_replaced_are_written_in_place(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise OSError(16, "busy")

    monkeypatch.setattr("pathlib.Path.replace", busy)
    save(home, a_feed())
    assert len(read(home).source) == 1
    assert [path.name for path in home.iterdir()] == [FILE_NAME]


# --- what is to be filled in


def test_what_is_to_be_filled_in_is_a_comment_that_says_what(home: Path) -> None:
    made = block("facebook", "Page", {"own": True}, "fr")
    save(home, made)
    assert read(home).source == ()
    lines = (home / FILE_NAME).read_text("utf-8").splitlines()
    assert any("page_id, le numéro de la page" in line for line in lines)
    uncommented = [line.removeprefix("# ") for line in made.text.splitlines()[1:]]
    (source,) = tomllib.loads("\n".join(uncommented))["source"]
    assert source["page_id"] == "0"
    assert source["token_file"] == "secrets/page.token"
    english = block("facebook", "Page", {}, "en").text
    assert english.startswith("# To fill in, then take off the `#`: page_id, the page’s number")


def test_a_source_filled_in_takes_the_place_of_its_draft(home: Path) -> None:
    for name in ("Page", "Autre page"):
        save(home, block("facebook", name, {}, "fr"))
    save(home, block("facebook", "Page", {"page_id": "123456"}, "fr"))
    text = (home / FILE_NAME).read_text("utf-8")
    assert text.count('name = "Page"') == 1
    assert '# name = "Autre page"' in text
    assert [source.name for source in read(home).source] == ["Page"]


def test_a_source_that_someone_commented_out_is_nobody_s_draft(home: Path) -> None:
    kept = '\n# [[source]]\n# kind = "feed"\n# name = "Le Journal"\n'
    (home / FILE_NAME).write_text(HEAD + kept, encoding="utf-8")
    save(home, a_feed())
    assert kept in (home / FILE_NAME).read_text("utf-8")


# --- secrets


def test_secrets_are_named_and_their_folder_is_the_owner_s(home: Path) -> None:
    made = block("reddit", "Reddit de la région", {}, "fr")
    save(home, made)
    assert read(home).source[0].own_settings() == {"name": "Reddit de la région"}
    assert '# client_id_file = "secrets/reddit-de-la-region.client_id"' in made.text
    assert (home / "secrets").stat().st_mode & 0o777 == 0o700


def test_a_secret_of_the_environment_needs_no_file() -> None:
    made = block("mailbox", "Boîte", {"host": "h", "user": "u", "password_env": "MOT"}, "fr")
    assert "password_file" not in made.text
    assert [(each.file, each.variable) for each in made.secrets] == [("", "MOT")]


# --- `--set`


@pytest.mark.parametrize(
    ("pair", "value"),
    [
        ("interval=900", 900),
        ("search=false", False),
        ("near = true", True),
        ("tags=['V3R', \"autre\"]", ["V3R", "autre"]),
        ("word=Trois-Rivières", "Trois-Rivières"),
        ("word='12'", "12"),
        ("page_id=19292868552", "19292868552"),
        ("url=https://a.example/?a=b", "https://a.example/?a=b"),
        ("since=2026-11-23", "2026-11-23"),
        ("text=1\nsource = 2", "1\nsource = 2"),
        ('columns={text = "body.plain"}', {"text": "body.plain"}),
        ("token_file=secrets/x", "secrets/x"),
        ("key_env=YOUTUBE_KEY", "YOUTUBE_KEY"),
    ],
)
def test_a_setting_is_read_as_it_would_be_in_the_file(pair: str, value: Any) -> None:
    assert list(read_given([pair]).values()) == [value]


@pytest.mark.parametrize(
    "pair",
    [
        "token=abcdef",
        "key=abcdef",
        "client_secret=abcdef",
        "client_id=abcdef",
        "app_secret=abcdef",
        "Password=abcdef",
        "url=https://veille:abcdef@forum.example",
    ],
)
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(pair: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_given([pair, "interval=900"])
    (problem,) = caught.value.problems
    assert "variable d’environnement" in problem.fr
    assert "environment variable" in problem.en
    assert "abcdef" not in repr(problem)


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_given(["interval", "name=a", "kind=feed", "a.b=c", "word=\udce9"])
    assert len(caught.value.problems) == 5


VALUES = st.recursive(
    st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(VALUES, st.text(min_size=1, max_size=20))
@settings(max_examples=150, deadline=None)
def test_any_value_and_any_name_come_back_from_the_file(value: Any, name: str) -> None:
    assert tomllib.loads(f"v = {toml(value)}")["v"] == value
    text = with_block(HEAD, block("feed", name, {**FEED, "value": value}, "fr"))
    (source,) = tomllib.loads(text)["source"]
    assert (source["name"], source["value"]) == (name, value)
