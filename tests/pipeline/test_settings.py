from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.first_settings import make_home
from pipeline.secrets_file import KEY_FILE, make_key, read_key
from pipeline.settings import FILE_NAME, read
from vigie.errors import ConfigurationError


def written(home: Path, text: str) -> Path:
    (home / FILE_NAME).write_text(text, encoding="utf-8")
    return home


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_first_settings_are_right_as_they_are(tmp_path: Path, language: str) -> None:
    make_home(tmp_path / "h", town="namur", contact='a"b@ville.example', language=language)
    settings = read(tmp_path / "h")
    assert settings.towns == ("namur",)
    assert settings.language == language
    assert settings.network.contact == 'a"b@ville.example'


def test_a_second_init_touches_nothing(tmp_path: Path) -> None:
    make_home(tmp_path, town="namur", contact="c", language="fr")
    before = (tmp_path / FILE_NAME).read_bytes(), (tmp_path / KEY_FILE).read_bytes()
    with pytest.raises(ConfigurationError, match="existe déjà"):
        make_home(tmp_path, town="namur", contact="d", language="fr")
    assert before == ((tmp_path / FILE_NAME).read_bytes(), (tmp_path / KEY_FILE).read_bytes())


def test_every_wrong_key_is_named_at_once(tmp_path: Path) -> None:
    written(
        tmp_path,
        'towns = ["namur"]\nlangage = "fr"\n[web]\nport = 99999\nhost = "0.0.0.0"\n'
        '[[source]]\nkind = "feed"\n',
    )
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path)
    told = "\n".join(problem.fr for problem in caught.value.problems)
    for key in ("langage", "web.port", "web.host", "source[1].name"):
        assert f"« {key} »" in told
    assert all(FILE_NAME in problem.en for problem in caught.value.problems)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="vigie init"):
        read(tmp_path)


@pytest.mark.parametrize("text", ["towns = [", "\x00", 'towns = ["a"]\ntowns = ["b"]'])
def test_what_is_not_toml_names_its_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match="TOML"):
        read(written(tmp_path, text))


def test_two_sources_of_one_name_are_refused(tmp_path: Path) -> None:
    block = '[[source]]\nkind = "feed"\nname = "a"\nurl = "https://a.example"\n'
    with pytest.raises(ConfigurationError, match="deux fois"):
        read(written(tmp_path, 'towns = ["namur"]\n' + block + block))


def test_a_source_for_a_town_that_does_not_listen_is_refused(tmp_path: Path) -> None:
    text = 'towns = ["namur"]\n[[source]]\nkind = "feed"\nname = "a"\ntowns = ["liege"]\n'
    with pytest.raises(ConfigurationError, match="liege"):
        read(written(tmp_path, text))


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_WEB__PORT", "8400")
    assert read(written(tmp_path, 'towns = ["namur"]\n[web]\nport = 8311\n')).web.port == 8400


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = make_key(tmp_path)
    first = read_key(tmp_path)
    make_key(tmp_path)
    assert read_key(tmp_path) == first
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_that_others_read_refuses_to_start(tmp_path: Path) -> None:
    make_key(tmp_path).chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        read_key(tmp_path)


@pytest.mark.parametrize("text", ["", "zz", "ab" * 8])
def test_a_spoilt_key_is_told(tmp_path: Path, text: str) -> None:
    make_key(tmp_path).write_text(text)
    with pytest.raises(ConfigurationError, match="clé"):
        read_key(tmp_path)
