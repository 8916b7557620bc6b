"""How to reach the brokers, told to each of the three clients in its own words."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from vigie.errors import ConfigurationError
from vigie.say import Say

Security = Literal["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"]


class Kafka(msgspec.Struct, frozen=True, kw_only=True):
    """The brokers, their security, and how topics are made.

    The password is read from its file when a client is built: no value holds it, so that none
    can be printed with it.

    Attributes:
        servers: "host:port" of brokers to ask first.
        prefix: what the names of topics and of the workers' group begin with.
        partitions: of the topics of mentions, chosen once (see docs/topics.md).
        password_file, ca_file: absolute paths.
    """

    servers: tuple[str, ...] = ("127.0.0.1:9092",)
    prefix: str = "vigie"
    partitions: int = 24
    replication: int = 1
    security: Security = "plaintext"
    mechanism: str = "SCRAM-SHA-512"
    user: str | None = None
    password_file: Path | None = None
    ca_file: Path | None = None

    @classmethod
    def of(cls, settings: object, home: Path) -> Kafka:
        """Read the fields of the same names from settings; files are relative to `home`."""
        found = {name: getattr(settings, name) for name in cls.__struct_fields__}
        for name in ("password_file", "ca_file"):
            found[name] = home / found[name] if found[name] else None
        return cls(**found)

    @property
    def group(self) -> str:
        """Name of the workers' consumer group."""
        return f"{self.prefix}-work"

    @property
    def encrypted(self) -> bool:
        """Tell whether the brokers are spoken to by TLS."""
        return self.security in {"ssl", "sasl_ssl"}

    @property
    def authenticated(self) -> bool:
        """Tell whether the brokers ask for a name and a password."""
        return self.security.startswith("sasl")


_CLIENT: Final = "vigie"


def for_kafka_python(kafka: Kafka) -> dict[str, Any]:
    """Return the settings of kafka-python's clients. Raises `ConfigurationError`."""
    found: dict[str, Any] = {
        "bootstrap_servers": list(kafka.servers),
        "client_id": _CLIENT,
        "security_protocol": kafka.security.upper(),
        # Half a minute by default: brokers that were away would be found again that much later.
        "reconnect_backoff_max_ms": 2_000,
    }
    if kafka.encrypted:
        found["ssl_context"] = tls(kafka)
    if kafka.authenticated:
        found |= _named(kafka)
    return found


def for_aiokafka(kafka: Kafka) -> dict[str, Any]:
    """Return the settings of aiokafka's clients. Raises `ConfigurationError`."""
    found = for_kafka_python(kafka)
    del found["reconnect_backoff_max_ms"]
    return found


def for_faust(kafka: Kafka) -> dict[str, Any]:
    """Return the settings of a Faust app. Raises `ConfigurationError`."""
    from faust.auth import SASLCredentials, SSLCredentials

    found: dict[str, Any] = {
        "broker": [f"kafka://{server}" for server in kafka.servers],
        "broker_client_id": _CLIENT,
    }
    context = tls(kafka) if kafka.encrypted else None
    if kafka.authenticated:
        user, password = _account(kafka)
        found["broker_credentials"] = SASLCredentials(
            username=user, password=password, mechanism=kafka.mechanism, ssl_context=context
        )
    elif context is not None:
        found["broker_credentials"] = SSLCredentials(context)
    return found


def tls(kafka: Kafka) -> ssl.SSLContext:
    """Return a context that trusts the CA file, else the machine's authorities."""
    try:
        return ssl.create_default_context(cafile=kafka.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError([_bad_ca(kafka.ca_file)]) from error


def _named(kafka: Kafka) -> dict[str, Any]:
    user, password = _account(kafka)
    return {
        "sasl_mechanism": kafka.mechanism,
        "sasl_plain_username": user,
        "sasl_plain_password": password,
    }


def _account(kafka: Kafka) -> tuple[str, str]:
    from pipeline.secrets_file import read_secret

    password = read_secret(Path("/"), kafka.password_file)
    if not kafka.user or password is None:
        raise ConfigurationError([_NO_ACCOUNT])
    return kafka.user, password


_NO_ACCOUNT: Final = Say(
    "kafka.security demande un compte : nommez kafka.user et kafka.password_file.",
    "kafka.security asks for an account: name kafka.user and kafka.password_file.",
)


def _bad_ca(path: Path | None) -> Say:
    return Say(
        f"kafka.ca_file : {path} n’est pas un fichier de certificats lisible.",
        f"kafka.ca_file: {path} is not a readable file of certificates.",
    )
