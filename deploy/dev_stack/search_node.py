"""An Elasticsearch of one node on a loopback port of its own, with the analysis test plugin."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import ClassVar

from deploy.dev_stack import fetching, places
from deploy.dev_stack.account import Account, unprivileged
from deploy.dev_stack.java import java_home
from deploy.dev_stack.search_settings import LOGGING, Secured, health, jvm_options, settings, users
from deploy.dev_stack.server import Server


class SearchNode(Server, frozen=True, kw_only=True):
    """An Elasticsearch made by `SearchNode.create`: open, or asking who comes in."""

    product: ClassVar[str] = "Elasticsearch"

    transport_port: int
    secured: Secured | None = None

    @classmethod
    def create(cls, secured: Secured | None = None) -> SearchNode:
        """Fetch Elasticsearch if needed and lay out a new, empty, stopped node.

        Raises:
            ConfigurationError: Maven or Java is missing, or it could not be fetched.
        """
        account = unprivileged()
        server, plugin = fetching.elasticsearch(), fetching.analysis_plugin()
        node = cls(
            folder=places.run_folder("elasticsearch", account),
            port=places.free_port(),
            transport_port=places.free_port(),
            secured=secured,
        )
        home = node.folder / "home"
        places.link(server, home)
        places.link(plugin, home / "plugins" / "vigie-analysis-fixture")
        node._configure(account)
        return node

    @property
    def url(self) -> str:
        """Its address, for the client."""
        tls = self.secured is not None and self.secured.certificates is not None
        return f"{'https' if tls else 'http'}://{self.address}"

    def answers(self) -> bool:
        """Say whether the cluster's health is green or yellow."""
        return health(self.port, self.secured) in {"yellow", "green"}

    def _command(self) -> list[str]:
        return [str(self.folder / "home" / "bin" / "elasticsearch")]

    def _environment(self) -> Mapping[str, str]:
        heap = os.environ.get("VIGIE_STACK_ES_HEAP", "1g")
        return {
            "ES_JAVA_HOME": str(java_home()),
            "ES_JAVA_OPTS": f"-Xms{heap} -Xmx{heap}",
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "tmp"),
        }

    def _configure(self, account: Account) -> None:
        for name in ("data", "logs", "tmp", "config"):
            places.subfolder(self.folder, name, account)
        config = self.folder / "config"
        if self.secured is not None and self.secured.certificates is not None:
            places.give(self.secured.certificates, config / "certificates", account)
        text = settings(
            folder=self.folder,
            port=self.port,
            transport_port=self.transport_port,
            secured=self.secured,
        )
        shipped = (self.folder / "home" / "config" / "jvm.options").read_text()
        files = {"elasticsearch.yml": text, "log4j2.properties": LOGGING}
        files |= {"jvm.options": jvm_options(shipped), **users(self.secured)}
        for name, content in files.items():
            places.write(config / name, content, account)
