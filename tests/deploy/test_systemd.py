"""The systemd units start what they say, touch little, and do not insist on a wrong setting."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.cli.exits import EXITS, SETTINGS
from pipeline.distributed.ending import STOPPED
from tests.deploy.composition import DEPLOY

UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
EVERY = pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
#: What only a person can mend: wrong usage, settings, too many items set aside in a row.
FINAL = {2, SETTINGS, STOPPED}
#: On systemd's scale from 0 (nothing exposed) to 10.
_MOST_EXPOSED = 15


def directives(unit: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", unit.read_text("utf-8"), re.MULTILINE):
        found.setdefault(key, []).append(value)
    return found


def hardening(unit: Path) -> str:
    return unit.read_text("utf-8").partition("# What the service may touch")[2].partition("\n[")[0]


def test_there_is_a_unit_for_each_process_of_both_modes() -> None:
    started = {unit.name: directives(unit)["ExecStart"] for unit in UNITS}
    assert started == {
        "vigie.service": ["/opt/vigie/bin/vigie run --log-json"],
        "vigie-collect.service": ["/opt/vigie/bin/vigie collect --log-json"],
        "vigie-work@.service": ["/opt/vigie/bin/vigie work --log-json"],
        "vigie-web.service": ["/opt/vigie/bin/vigie serve --log-json"],
    }


@EVERY
def test_a_unit_writes_nowhere_but_in_its_folder_and_gains_no_power(unit: Path) -> None:
    found = directives(unit)
    assert found["User"] == ["vigie"]
    assert found["StateDirectory"] == ["vigie"]
    assert found["Environment"][0].startswith("VIGIE_HOME=/var/lib/vigie ")
    assert "ReadWritePaths" not in found
    for key, value in {
        "NoNewPrivileges": "yes",
        "CapabilityBoundingSet": "",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "MemoryDenyWriteExecute": "yes",
        "UMask": "0077",
    }.items():
        assert found[key] == [value]
    assert {"MemoryMax", "TasksMax", "TimeoutStopSec"} <= set(found)


def test_the_four_units_are_closed_in_the_same_way() -> None:
    assert len({hardening(unit) for unit in UNITS}) == 1


@EVERY
def test_a_wrong_setting_is_not_tried_again_and_anything_else_is(unit: Path) -> None:
    found = directives(unit)
    assert found["Restart"] == ["on-failure"]
    assert found["StartLimitIntervalSec"] == ["0"]
    final = {int(code) for code in found["RestartPreventExitStatus"][0].split()}
    assert final <= set(EXITS)
    assert final == FINAL


def test_the_two_modes_cannot_run_together() -> None:
    alone = directives(DEPLOY / "systemd" / "vigie.service")["Conflicts"][0].split()
    assert set(alone) == {"vigie-collect.service", "vigie-web.service"}
    for unit in UNITS:
        if unit.name != "vigie.service":
            assert directives(unit)["Conflicts"] == ["vigie.service"]


@EVERY
def test_systemd_itself_finds_nothing_wrong(unit: Path, tmp_path: Path) -> None:
    # Where systemd is not installed, the tests above are what holds.
    if not shutil.which("systemd-analyze"):
        return
    copy = tmp_path / unit.name.replace("@", "@9465")
    text = unit.read_text("utf-8").replace("/opt/vigie/bin/vigie", "/bin/true")
    copy.write_text(text, encoding="utf-8")
    for command in (
        ["verify", f"./{copy.name}"],
        ["security", "--offline=true", "--no-pager", f"--threshold={_MOST_EXPOSED}", copy.name],
    ):
        run = subprocess.run(
            ["systemd-analyze", *command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout + run.stderr
        assert "Unknown" not in run.stderr
