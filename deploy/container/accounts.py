"""Makes the accounts and roles of Elasticsearch that the services use; safe to run again.

Standard library only: it runs before anything of Vigie does. It speaks as "elastic", which
nothing else uses, and gives each account its password from the volume that `setup.sh` filled.
"""

from __future__ import annotations

import base64
import json
import os
import ssl
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Final

#: What each role may do; an index outside its patterns cannot be seen.
ROLES: Final[dict[str, dict[str, Any]]] = {
    "vigie": {
        "cluster": ["monitor", "manage_index_templates"],
        "indices": [{"names": ["vigie-*"], "privileges": ["all"]}],
    },
    # What the dashboards read (docs/kibana.md) and nothing else.
    "vigie_team": {
        "indices": [
            {
                "names": ["vigie-mentions*", "vigie-sources*"],
                "privileges": ["read", "view_index_metadata"],
            }
        ],
        "applications": [
            {"application": "kibana-.kibana", "privileges": ["read"], "resources": ["*"]}
        ],
    },
    # Writes dashboards, reads no mention.
    "vigie_kibana": {
        "applications": [
            {"application": "kibana-.kibana", "privileges": ["all"], "resources": ["*"]}
        ],
    },
}
USERS: Final = {
    "vigie": ["vigie"],
    "vigie-team": ["vigie_team"],
    "vigie-kibana": ["vigie_kibana"],
}
_PATIENCE: Final = 120


class Security:
    """Elasticsearch's accounts, asked over TLS with the authority that `setup.sh` made.

    Args:
        url: of Elasticsearch, without a path.
        folder: holds `ca.pem`, `elastic.password` and each account's password.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._folder = folder
        secret = f"elastic:{self.password('elastic')}".encode()
        self._headers = {
            "Authorization": f"Basic {base64.b64encode(secret).decode()}",
            "Content-Type": "application/json",
        }
        self._tls = ssl.create_default_context(cafile=str(folder / "ca.pem"))

    def password(self, name: str) -> str:
        """Return an account's password from its file."""
        return (self._folder / f"{name}.password").read_text(encoding="ascii").strip()

    def put(self, path: str, body: dict[str, Any]) -> None:
        """Put one thing; waits for a server that is away, two minutes at most."""
        request = urllib.request.Request(  # noqa: S310 - the address is the operator's own
            f"{self._url}/_security/{path}",
            data=json.dumps(body).encode(),
            headers=self._headers,
            method="PUT",
        )
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                with urllib.request.urlopen(request, timeout=30, context=self._tls):  # noqa: S310
                    return
            except urllib.error.HTTPError as error:
                if error.code not in {429, 503} or time.monotonic() > until:
                    sys.exit(f"accounts: {path}: {error.code} {error.reason}")
            except urllib.error.URLError as error:
                if time.monotonic() > until:
                    sys.exit(f"accounts: {path}: {error.reason}")
            time.sleep(2)


def main() -> None:
    """Make roles, then accounts, then set the password of Kibana's own."""
    security = Security(
        os.environ["VIGIE_ELASTICSEARCH_URL"],
        Path(os.environ.get("VIGIE_SECRETS", "/run/vigie")),
    )
    for name, role in ROLES.items():
        security.put(f"role/{name}", role)
    for name, roles in USERS.items():
        security.put(f"user/{name}", {"password": security.password(name), "roles": roles})
    security.put("user/kibana_system/_password", {"password": security.password("kibana_system")})


if __name__ == "__main__":
    main()
