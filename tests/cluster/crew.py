"""An installation under faults, and the processes that serve it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.settings import FILE_NAME
from tests.cluster.scripts import PLUGIN
from tests.cluster.towns import TownHome

FAULTS_PLUGIN = Path(__file__).parent / "faults_plugin"
_STOPPING = 40.0

#: Batches small enough to be killed often; a dead collector's sources are taken over soon.
_SETTINGS = "[collect]\nlease_seconds = 3\n[work]\nbatch = 200\nwatchdog_seconds = {watchdog}\n"


class FaultHome(TownHome):
    """An installation whose source is paced, with a stage that may hang."""

    def __init__(self, home: Path, *blocks: str, watchdog: float = 90) -> None:
        super().__init__(home, *blocks, _SETTINGS.format(watchdog=watchdog))
        self.clock: dict[str, str] = {}
        settings = self.home / FILE_NAME
        told = settings.read_text("utf-8").replace('kind = "scripted"', 'kind = "paced"')
        settings.write_text(told, encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which both plug-ins are found."""
        path = os.pathsep.join(map(str, (PLUGIN, FAULTS_PLUGIN)))
        ours = {"PYTHONPATH": path, "VIGIE_TEST_HANG": str(self.hang), **self.clock}
        return {**super().environment, **ours}

    @property
    def hang(self) -> Path:
        """The file that says how the balky stage hangs."""
        return self.home / "hang"

    def pace(self, seconds: float) -> None:
        """Have the source wait so long before each of its pages."""
        beside = self.home / "pace.new"
        beside.write_text(str(seconds))
        beside.replace(self.home / "pace")

    @property
    def heard(self) -> bool:
        """Tell whether every page was absorbed."""
        return (self.home / "heard").exists()


class Member:
    """One process: `vigie work` or `vigie collect`."""

    def __init__(self, home: FaultHome, command: str, environment: dict[str, str]) -> None:
        self.log = home.home / f"{command}-{time.monotonic_ns()}.log"
        self._command = command
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                home.command(command),
                stdout=out,
                stderr=out,
                env={**home.environment, **environment},
            )

    def __str__(self) -> str:
        code, log = self.process.poll(), self.log.read_text("utf-8", "replace")
        lines = [line for line in log.splitlines() if " library " not in line]
        pages = [line for line in lines if "page.sent" in line]
        others = [line for line in lines if "page.sent" not in line]
        return "\n".join([f"--- {self._command}, exit code {code}", *others[-50:], *pages[-2:]])

    def says(self, words: str) -> bool:
        """Tell whether these words are in its log."""
        return words in self.log.read_text("utf-8", "replace")

    def ready(self, patience: float = 60) -> Self:
        """Wait until it is at work."""
        words = "partitions.assigned" if self._command == "work" else "sources.shared"
        until = time.monotonic() + patience
        while not self.says(words):
            assert self.process.poll() is None, str(self)
            assert time.monotonic() < until, f"never at work:\n{self}"
            time.sleep(0.05)
        return self

    def kill(self) -> None:
        """`kill -9`."""
        self.process.kill()
        self.process.wait()

    def leave(self) -> None:
        """Tell it to stop, and see that it does, in order."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(_STOPPING) == 0, str(self)


class Crew:
    """The processes of one installation; none is left when the block ends."""

    def __init__(self, home: FaultHome) -> None:
        self.home = home
        self.members: list[Member] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        left = [member for member in self.members if member.process.poll() is None]
        for member in left:
            member.process.terminate()
        for member in left:
            try:
                member.process.wait(_STOPPING)
            except subprocess.TimeoutExpired:
                member.kill()

    def start(self, command: str, **environment: str) -> Member:
        """Start one more."""
        member = Member(self.home, command, environment)
        self.members.append(member)
        return member

    def again(self, member: Member, command: str) -> Member:
        """Kill it and start another in its place, as a supervisor does."""
        member.kill()
        return self.start(command)

    def all_well(self) -> None:
        """See that nobody left but those who were killed or told to."""
        for member in self.members:
            code = member.process.poll()
            assert code in (None, 0, -signal.SIGKILL), str(member)
