"""A Kafka of one process, broker and controller at once, on loopback ports of its own."""

from __future__ import annotations

import base64
import os
import uuid
from pathlib import Path
from typing import ClassVar

from deploy.dev_stack import fetching, places
from deploy.dev_stack.account import Account, unprivileged
from deploy.dev_stack.broker_settings import LOGGING, Guarded, properties, scram
from deploy.dev_stack.java import java_home
from deploy.dev_stack.kafka_wire import answers_metadata
from deploy.dev_stack.processes import run
from deploy.dev_stack.server import Server

QUICK = ("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For a tool that runs two seconds: no time to optimise in."""


class Broker(Server, frozen=True, kw_only=True):
    """A Kafka made by `Broker.create`: open on `server`, and guarded on `guarded.server`."""

    product: ClassVar[str] = "Kafka"

    controller_port: int
    guarded: Guarded | None = None

    @classmethod
    def create(cls, guarded: Guarded | None = None) -> Broker:
        """Fetch Kafka if needed and lay out a new, empty, stopped broker (blocks for seconds).

        Raises:
            ConfigurationError: Maven or Java is missing, or Kafka could not be fetched.
        """
        account, jars = unprivileged(), fetching.kafka()
        broker = cls(
            folder=places.run_folder("kafka", account),
            port=places.free_port(),
            controller_port=places.free_port(),
            guarded=guarded,
        )
        places.link(jars, broker.folder / "libs")
        places.subfolder(broker.folder, "data", account)
        broker._configure(account)
        return broker

    @property
    def server(self) -> str:
        """Its open address, « host:port », for `bootstrap_servers`."""
        return self.address

    def answers(self) -> bool:
        """Say whether it names its brokers when asked."""
        return answers_metadata(places.HOST, self.port)

    def _command(self) -> list[str]:
        heap = os.environ.get("VIGIE_STACK_KAFKA_HEAP", "768m")
        return [*self._java(f"-Xms{heap}", f"-Xmx{heap}"), "kafka.Kafka", str(self._settings)]

    @property
    def _settings(self) -> Path:
        return self.folder / "server.properties"

    def _java(self, *options: str) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={self.folder}/log4j2.properties"
        program = str(java_home() / "bin" / "java")
        return [program, *options, logging, "-cp", f"{self.folder}/libs/*"]

    def _configure(self, account: Account) -> None:
        """Write the settings, then the empty log folder that Kafka's own tool makes."""
        if self.guarded is not None and self.guarded.certificates is not None:
            places.give(self.guarded.certificates, self.folder / "certificates", account)
        text = properties(
            folder=self.folder,
            port=self.port,
            controller_port=self.controller_port,
            guarded=self.guarded,
        )
        places.write(self.folder / "log4j2.properties", LOGGING, account)
        places.write(self._settings, text, account)
        cluster = cluster_identifier(uuid.uuid4())
        tool = [*self._java(*QUICK), "kafka.tools.StorageTool", "format", "--standalone"]
        options = ["-t", cluster, "-c", str(self._settings), *scram(self.guarded)]
        run([*tool, *options], account=account)


def cluster_identifier(unique: uuid.UUID) -> str:
    """22 letters and digits as Kafka wants them, and none a dash.

    In the URL-safe alphabet one identifier in 64 begins with a dash, which Kafka's tool takes
    for an option of its own.
    """
    return base64.b64encode(unique.bytes, altchars=b"AB").rstrip(b"=").decode()
