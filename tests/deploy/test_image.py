"""deploy/Dockerfile builds what the package says, from hashed lists, for an ordinary account."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from tests.deploy.composition import DEPLOY, ROOT, SERVICES

DOCKERFILE = DEPLOY / "Dockerfile"
TEXT = DOCKERFILE.read_text("utf-8").replace("\\\n", " ")
BUILDER, FINAL = TEXT.split("\nFROM ")[1:]


def instructions(stage: str, word: str) -> list[str]:
    return [line.removeprefix(word).strip() for line in stage.splitlines() if line.startswith(word)]


def project() -> dict[str, Any]:
    whole: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return whole


def test_the_linter_has_nothing_to_say() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    run = subprocess.run(
        [hadolint, "--no-color", DOCKERFILE], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout + run.stderr) == (0, "")


def test_the_image_runs_as_an_ordinary_account_whose_number_is_fixed() -> None:
    assert instructions(FINAL, "USER") == ["10001:10001"]
    assert instructions(FINAL, "ENTRYPOINT") == ['["vigie"]']
    assert "groupadd --gid 10001" in FINAL
    assert "useradd --uid 10001" in FINAL


def test_nothing_is_installed_but_by_its_hash() -> None:
    installs = re.findall(r"pip (?:--python \S+ )?(?:install|wheel) ([^&\n]+)", BUILDER + FINAL)
    assert len(installs) == 5
    for how in installs:
        assert "--require-hashes" in how or "--no-index" in how or "--no-deps" in how
    for name in ("deploy/build.txt", "requirements/cluster.txt"):
        locked = (ROOT / name).read_text("utf-8")
        pinned = re.findall(r"^[a-z0-9][\w.-]*(?:\[\w+\])?==", locked, re.MULTILINE)
        followed = re.findall(r"^[a-z0-9].*?\\\n +--hash=sha256:", locked, re.MULTILINE)
        assert len(pinned) == len(followed) > 0


def test_what_builds_the_wheel_is_in_the_hashed_list() -> None:
    locked = (DEPLOY / "build.txt").read_text("utf-8")
    asked = [line for line in (DEPLOY / "build.in").read_text().splitlines() if line[:1] != "#"]
    for requirement in [*asked, *project()["build-system"]["requires"]]:
        name = re.split(r"[><=]", requirement)[0]
        assert re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE)


def test_neither_compiler_nor_installer_is_in_the_image() -> None:
    assert not re.search(r"apt-get|apk |gcc|build-essential", FINAL)
    assert "venv --without-pip /opt/vigie" in BUILDER
    assert "pip uninstall --yes pip" in FINAL
    assert instructions(FINAL, "COPY")[0] == "--from=builder /opt/vigie /opt/vigie"


def test_everything_that_the_wheel_is_made_of_is_copied() -> None:
    wheel = project()["tool"]["hatch"]["build"]["targets"]["wheel"]
    copied = {source for line in instructions(BUILDER, "COPY") for source in line.split()[:-1]}
    wanted = {*wheel["packages"], *wheel.get("force-include", {}), "pyproject.toml"}
    wanted |= {project()["project"]["readme"], *project()["project"]["license-files"]}
    assert wanted <= copied


def test_what_is_copied_exists_and_is_sent_to_the_engine() -> None:
    rules = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    kept = [rule[1:] for rule in rules if rule.startswith("!")]
    assert "*" in rules
    for line in [*instructions(BUILDER, "COPY"), *instructions(FINAL, "COPY")]:
        if line.startswith("--from"):
            continue
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert any(fnmatch(source, rule) or source.startswith(f"{rule}/") for rule in kept)
    assert set(kept) <= {
        s for line in re.findall(r"^COPY (.*)", TEXT, re.MULTILINE) for s in line.split()
    }


def test_the_labels_tell_the_version_and_the_licence_of_the_package() -> None:
    labels = dict(re.findall(r'org\.opencontainers\.image\.([\w.]+)="([^"]*)"', FINAL))
    assert labels["version"] == project()["project"]["version"]
    assert labels["licenses"] == project()["project"]["license"]
    assert labels["base.name"].endswith(FINAL.split("\n")[0])


def test_the_programs_that_the_services_start_are_in_the_image() -> None:
    for name in ("setup", "accounts", "collector", "worker", "web"):
        program = SERVICES[name]["entrypoint"][-1]
        assert program.startswith("/usr/local/share/vigie/")
        assert (DEPLOY / "container" / Path(program).name).is_file()
    assert "COPY deploy/container /usr/local/share/vigie" in FINAL
