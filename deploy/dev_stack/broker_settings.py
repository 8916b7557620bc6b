"""The settings of the dev stack's Kafka, with one guarded listener more when asked."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from deploy.dev_stack.places import HOST

LOGGING = """\
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d %p %m (%c)%n
"""


class Guarded(msgspec.Struct, frozen=True, kw_only=True):
    """A second listener, that asks for TLS, for a password, or for both.

    `security` is written as the product's setting is. The password is accepted by PLAIN and by
    SCRAM-SHA-512. `certificates` is a folder made by `certificates.create`, for TLS.
    """

    security: Literal["ssl", "sasl_plaintext", "sasl_ssl"]
    port: int
    user: str = "vigie"
    password: str = "mot-de-passe-d-essai"  # noqa: S105 - a test server's
    certificates: Path | None = None

    @property
    def server(self) -> str:
        """Its address, « host:port »."""
        return f"{HOST}:{self.port}"


def properties(*, folder: Path, port: int, controller_port: int, guarded: Guarded | None) -> str:
    """Return the text of server.properties."""
    listeners = [f"PLAIN://{HOST}:{port}"]
    protocols = ["PLAIN:PLAINTEXT", "CONTROLLER:PLAINTEXT"]
    if guarded is not None:
        listeners.append(f"GUARDED://{guarded.server}")
        protocols.append(f"GUARDED:{guarded.security.upper()}")
    lines = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.bootstrap.servers": f"{HOST}:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAIN",
        "listeners": ",".join([*listeners, f"CONTROLLER://{HOST}:{controller_port}"]),
        "advertised.listeners": ",".join([*listeners, f"CONTROLLER://{HOST}:{controller_port}"]),
        "listener.security.protocol.map": ",".join(protocols),
        "log.dirs": f"{folder}/data",
        **SINGLE,
        **_guard(guarded, folder),
    }
    return "".join(f"{name}={value}\n" for name, value in lines.items())


SINGLE = {
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "8",  # fifty would only make each start slower
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "controlled.shutdown.enable": "true",
}
"""What one broker alone needs, and what makes tests quick; the rest is as Kafka ships it."""


def _guard(guarded: Guarded | None, folder: Path) -> dict[str, str]:
    if guarded is None:
        return {}
    settings: dict[str, str] = {}
    prefix = "listener.name.guarded"
    if "sasl" in guarded.security:
        plain = "org.apache.kafka.common.security.plain.PlainLoginModule"
        challenged = "org.apache.kafka.common.security.scram.ScramLoginModule"
        settings |= {
            f"{prefix}.sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
            f"{prefix}.plain.sasl.jaas.config": f"{plain} required "
            f'user_{guarded.user}="{guarded.password}";',
            f"{prefix}.scram-sha-512.sasl.jaas.config": f"{challenged} required;",
        }
    if "ssl" in guarded.security and guarded.certificates is not None:
        settings |= {
            f"{prefix}.ssl.keystore.type": "PEM",
            f"{prefix}.ssl.keystore.location": f"{folder}/certificates/server-with-key.pem",
        }
    return settings


def scram(guarded: Guarded | None) -> list[str]:
    """Return what the format tool must be told so that SCRAM knows the password."""
    if guarded is None or "sasl" not in guarded.security:
        return []
    return ["--add-scram", f"SCRAM-SHA-512=[name={guarded.user},password={guarded.password}]"]
