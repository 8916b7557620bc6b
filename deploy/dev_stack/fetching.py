"""Fetch the servers with Maven by their coordinates, once, into a cache that processes share."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.dev_stack.java import java_home
from deploy.dev_stack.processes import run
from vigie.errors import ConfigurationError
from vigie.say import Say

HERE = Path(__file__).parent
ELASTICSEARCH = "9.5.0"
ELASTICSEARCH_ZIP = (
    f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{ELASTICSEARCH}:zip"
)
ELASTICSEARCH_SHA256 = "db0e275fd790f723eca7bcde96069fd6fed304ad23afdb70c8c09553dd9e8b1b"
"""Of the archive: Maven finds no checksum beside it, so that -C would refuse it."""

_DEPENDENCY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"

MAVEN_TO_INSTALL = Say(
    fr="Il faut Maven (`apt install maven`) pour aller chercher Kafka et Elasticsearch.",
    en="Maven is needed (`apt install maven`) to fetch Kafka and Elasticsearch.",
)


def cache() -> Path:
    """Return the folder of what was fetched: VIGIE_STACK_CACHE, else the user's cache."""
    if named := os.environ.get("VIGIE_STACK_CACHE"):
        return Path(named)
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "vigie-dev-stack"


def kafka() -> Path:
    """Return the folder of Kafka's jars; fetches them the first time (half a minute)."""
    return _kept(f"kafka-{_digest(HERE / 'pom.xml')}", _fetch_kafka)


def elasticsearch() -> Path:
    """Return Elasticsearch's own folder, untouched; fetches it the first time (130 MB)."""
    return _kept(f"elasticsearch-{ELASTICSEARCH}", _fetch_elasticsearch)


def analysis_plugin() -> Path:
    """Return the folder of the compiled test plugin; built again when its source changes."""
    source = HERE / "analysis_plugin"
    files = [*sorted(source.rglob("*.java")), source / "plugin-descriptor.properties"]
    return _kept(f"analysis-plugin-{ELASTICSEARCH}-{_digest(*files)}", _build_plugin)


def _kept(name: str, make: Callable[[Path], None]) -> Path:
    """Return the cached folder `name`, made beside and renamed once whole: never half of it."""
    target = cache() / name
    with _locked(name):
        if not target.is_dir():
            with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=cache()) as work:
                made = Path(work) / "made"
                made.mkdir()
                make(made)
                _let_everyone_read(made)
                made.rename(target)
    return target


@contextmanager
def _locked(name: str) -> Iterator[None]:
    """One process at a time makes a given thing; the others wait and find it made."""
    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch_kafka(into: Path) -> None:
    # -C: what fails its checksum is refused.
    _maven("copy-dependencies", "-C", "-f", str(HERE / "pom.xml"), f"-DoutputDirectory={into}")
    for jar in into.glob("*.jar"):
        _check(jar)


def _fetch_elasticsearch(into: Path) -> None:
    with tempfile.TemporaryDirectory(dir=into.parent) as folder:
        _maven("copy", f"-Dartifact={ELASTICSEARCH_ZIP}", f"-DoutputDirectory={folder}")
        archive = next(Path(folder).glob("*.zip"))
        _check(archive, ELASTICSEARCH_SHA256)
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder)
        for item in (Path(folder) / f"elasticsearch-{ELASTICSEARCH}").iterdir():
            item.rename(into / item.name)
    for program in (into / "bin").iterdir():
        program.chmod(0o755)  # a zip's own modes are lost on the way


def _build_plugin(into: Path) -> None:
    source, server = HERE / "analysis_plugin", elasticsearch()
    classes = into / "classes"
    compiler = str(java_home(compiler=True) / "bin" / "javac")
    files = [str(path) for path in sorted(source.rglob("*.java"))]
    run([compiler, "--release", "21", "-cp", f"{server}/lib/*", "-d", str(classes), *files])
    shutil.make_archive(str(into / "analysis-fixture"), "zip", classes)
    (into / "analysis-fixture.zip").rename(into / "analysis-fixture.jar")
    shutil.rmtree(classes)
    shutil.copy(source / "plugin-descriptor.properties", into)


def _maven(goal: str, *arguments: str) -> None:
    """Run one goal of Maven's dependency plugin."""
    program = shutil.which("mvn")
    if program is None:
        raise ConfigurationError([MAVEN_TO_INSTALL])
    run([program, "-q", "-B", f"{_DEPENDENCY}:{goal}", *arguments])


def _check(archive: Path, sha256: str = "") -> None:
    """Read a jar or a zip whole, its own sums included, and its digest when we know it."""
    try:
        with zipfile.ZipFile(archive) as opened:
            broken = opened.testzip()
    except zipfile.BadZipFile:
        broken = archive.name
    if not broken and sha256:
        with archive.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
        broken = None if found == sha256 else f"sha256 {found}"
    if broken:
        problem = Say(
            fr=f"{archive.name} est arrivé abîmé ({broken}) : effacez-le du dépôt Maven local "
            "et recommencez.",
            en=f"{archive.name} came damaged ({broken}): delete it from the local Maven "
            "repository and start again.",
        )
        raise ConfigurationError([problem])


def _let_everyone_read(folder: Path) -> None:
    """The servers run as another user than the one who fetches."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))


def _digest(*files: Path) -> str:
    total = hashlib.sha256()
    for path in files:
        total.update(path.read_bytes())
    return total.hexdigest()[:12]
