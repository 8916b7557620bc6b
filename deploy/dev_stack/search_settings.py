"""The settings of the dev stack's Elasticsearch, open or secured, and its health as a test."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import ssl
from pathlib import Path

import msgspec

from deploy.dev_stack.places import HOST

LOGGING = """\
status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d %p %m (%c)%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
"""


class Secured(msgspec.Struct, frozen=True, kw_only=True):
    """Who may come in (basic authentication, every right), and over TLS when certificates say.

    `certificates` is a folder made by `certificates.create`.
    """

    user: str = "vigie"
    password: str = "mot-de-passe-d-essai"  # noqa: S105 - a test server's
    certificates: Path | None = None


def settings(*, folder: Path, port: int, transport_port: int, secured: Secured | None) -> str:
    """Return the text of elasticsearch.yml (JSON values are YAML)."""
    lines: dict[str, str | int | bool] = {
        "cluster.name": "vigie-dev-stack",
        "node.name": "vigie-1",
        "discovery.type": "single-node",
        "network.host": HOST,
        "http.port": port,
        "transport.port": transport_port,
        "path.data": f"{folder}/data",
        "path.logs": f"{folder}/logs",
        # A developer's nearly full disk must not turn indices read-only in the middle of a test.
        "cluster.routing.allocation.disk.threshold_enabled": False,
        "xpack.security.enabled": secured is not None,
    }
    if secured is not None and secured.certificates is not None:
        lines |= {
            "xpack.security.http.ssl.enabled": True,
            "xpack.security.http.ssl.certificate": "certificates/server.pem",
            "xpack.security.http.ssl.key": "certificates/server.key",
        }
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in lines.items())


def jvm_options(shipped: str) -> str:
    """Return the shipped options without the garbage collector's log files."""
    kept = [line for line in shipped.splitlines() if "-Xlog:gc" not in line]
    return "\n".join(kept) + "\n"


def users(secured: Secured | None) -> dict[str, str]:
    """Return the files of Elasticsearch's file realm: one user with every right."""
    if secured is None:
        return {}
    salt = os.urandom(32)
    rounds = 10_000
    key = hashlib.pbkdf2_hmac("sha512", secured.password.encode(), salt, rounds, 32)
    hashed = f"{{PBKDF2}}{rounds}${_base64(salt)}${_base64(key)}"
    return {"users": f"{secured.user}:{hashed}\n", "users_roles": f"superuser:{secured.user}\n"}


def health(port: int, secured: Secured | None) -> str:
    """Return the cluster's colour, "" while it does not answer. Blocks five seconds at most."""
    headers = {}
    if secured is not None:
        told = _base64(f"{secured.user}:{secured.password}".encode())
        headers["Authorization"] = f"Basic {told}"
    connection = _connection(port, secured)
    try:
        connection.request("GET", "/_cluster/health", headers=headers)
        answer = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return ""
    finally:
        connection.close()
    return str(answer.get("status", ""))


def _connection(port: int, secured: Secured | None) -> http.client.HTTPConnection:
    if secured is None or secured.certificates is None:
        return http.client.HTTPConnection(HOST, port, timeout=5)
    trusted = ssl.create_default_context(cafile=str(secured.certificates / "ca.pem"))
    return http.client.HTTPSConnection(HOST, port, timeout=5, context=trusted)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
