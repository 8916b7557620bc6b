"""What the two servers share: a folder, a port, and coming and going without losing data."""

from __future__ import annotations

import shutil
import time
from abc import abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

import msgspec

from deploy.dev_stack import places
from deploy.dev_stack.account import unprivileged
from deploy.dev_stack.processes import Running, check_alive, launch
from vigie.errors import Unavailable
from vigie.say import Say


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """A server that stands in `folder` and listens on `port` of the loopback, started or not.

    Which process it is at the moment is written in its folder, so that whoever knows the folder
    (another test process, `down`, the guard) can stop it.
    """

    product: ClassVar[str] = ""

    folder: Path
    port: int

    def start(self, patience: float = 150) -> None:
        """Start it on its port and data, and wait until it answers; harmless when it runs.

        Raises:
            Unavailable: it ended, or did not answer within `patience` seconds.
        """
        self.launch()
        self.wait(patience)

    def launch(self) -> None:
        """Start its process if it has none, without waiting."""
        if self.alive():
            return
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
        running = launch(
            self._command(),
            account=unprivileged(),
            environment={**environment, **self._environment()},
            log=self.log,
        )
        self._note.write_bytes(msgspec.json.encode(running))

    def wait(self, patience: float = 150) -> None:
        """Wait until it answers.

        Raises:
            Unavailable: it ended, or did not answer within `patience` seconds.
        """
        until = time.monotonic() + patience
        name = self.product
        while not self.answers():
            check_alive(self.running, self.log, name)
            if time.monotonic() > until:
                told = f"{patience:.0f} s ; {self.log}"
                raise Unavailable(
                    Say(
                        fr=f"{name} ne répond toujours pas : {told}",
                        en=f"{name} still does not answer: {told}",
                    )
                )
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask it to stop and wait until it has; its data stays."""
        if self.running is not None:
            self.running.terminate()

    def kill(self) -> None:
        """`kill -9`; its data stays."""
        if self.running is not None:
            self.running.kill()

    def restart(self) -> None:
        """Stop it in order and start it again on the same port and data."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """Kill it and delete its folder, data included."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def alive(self) -> bool:
        """Say whether its process runs, whether or not it answers."""
        return self.running is not None and self.running.alive()

    @property
    def running(self) -> Running | None:
        """The process that was last started for it, alive or not; None before the first."""
        with suppress(FileNotFoundError):
            return msgspec.json.decode(self._note.read_bytes(), type=Running)
        return None

    @property
    def log(self) -> Path:
        """The file of what it writes."""
        return self.folder / "server.log"

    @property
    def address(self) -> str:
        """« host:port »."""
        return f"{places.HOST}:{self.port}"

    @property
    def _note(self) -> Path:
        return self.folder / "process.json"

    @abstractmethod
    def answers(self) -> bool:
        """Say whether it serves right now."""

    @abstractmethod
    def _command(self) -> list[str]: ...

    def _environment(self) -> Mapping[str, str]:
        return {}
