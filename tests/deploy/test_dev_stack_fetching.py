"""What the dev stack fetches is whole, made once, and what it lacks is named."""

from __future__ import annotations

import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy.dev_stack import fetching, java
from vigie.errors import ConfigurationError


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIGIE_STACK_CACHE", str(tmp_path))
    return tmp_path


def test_what_fails_half_way_leaves_nothing_that_looks_whole(cache: Path) -> None:
    def fail(into: Path) -> None:
        (into / "half.jar").write_bytes(b"PK")
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - the one raised above
        fetching._kept("thing", fail)
    assert [path.name for path in cache.iterdir()] == [".thing.lock"]


def test_two_that_want_the_same_thing_make_it_once(cache: Path) -> None:
    made: list[Path] = []

    def slowly(into: Path) -> None:
        made.append(into)
        time.sleep(0.2)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: fetching._kept("thing", slowly), range(4)))
    assert len(made) == 1
    assert set(found) == {cache / "thing"}


def test_a_cut_or_another_archive_is_refused(tmp_path: Path) -> None:
    whole = tmp_path / "whole.jar"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a", "a" * 10_000)
    fetching._check(whole)
    with pytest.raises(ConfigurationError, match="sha256"):
        fetching._check(whole, "0" * 64)
    whole.write_bytes(whole.read_bytes()[:-200])
    with pytest.raises(ConfigurationError, match=r"whole\.jar"):
        fetching._check(whole)


def test_without_maven_the_sentence_names_it(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(cache))
    with pytest.raises(ConfigurationError, match="apt install maven"):
        fetching.kafka()


def test_an_old_java_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "jdk"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "java").touch()
    monkeypatch.setattr(java, "USUAL", (str(tmp_path),))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    (home / "release").write_text('JAVA_VERSION="17.0.15"\n')
    with pytest.raises(ConfigurationError, match="JDK 21"):
        java.java_home()
    (home / "release").write_text('JAVA_VERSION="25.0.1"\n')
    assert java.java_home() == home


def test_the_plugin_and_the_server_are_of_one_version() -> None:
    descriptor = (fetching.HERE / "analysis_plugin" / "plugin-descriptor.properties").read_text()
    assert f"elasticsearch.version={fetching.ELASTICSEARCH}\n" in descriptor
