"""The two servers as one stack with a name, brought up, kept for its holders, and removed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from deploy.dev_stack import registry
from deploy.dev_stack.broker import Broker
from deploy.dev_stack.broker_settings import Guarded
from deploy.dev_stack.registry import Servers
from deploy.dev_stack.search_node import SearchNode
from deploy.dev_stack.search_settings import Secured


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a stack is made of."""

    kafka: bool = True
    elasticsearch: bool = True
    guarded: Guarded | None = None
    secured: Secured | None = None


class Stack(msgspec.Struct, frozen=True, kw_only=True):
    """A stack that is up; asking for a server that was not wanted is a mistake of the caller."""

    name: str
    servers: Servers

    @property
    def broker(self) -> Broker:
        """Its Kafka."""
        if self.servers.broker is None:
            raise LookupError(self.name)
        return self.servers.broker

    @property
    def search(self) -> SearchNode:
        """Its Elasticsearch."""
        if self.servers.search is None:
            raise LookupError(self.name)
        return self.servers.search


def up(name: str, wanted: Wanted | None = None, *, held: bool = False) -> Stack:
    """Bring up the stack of that name, or find it up; wait until it answers.

    With `held`, it lives as long as the processes that hold it: us now, and whoever brings up
    the same name later. Without, until `down`.

    Raises:
        ConfigurationError: what it takes is missing; the sentence says what to install.
        Unavailable: a server did not start; nothing of the stack is left.
    """
    with registry.locked(name):
        if held:
            registry.hold(name)
        servers = registry.read(name)
        try:
            if servers is None:
                servers = _create(name, wanted or Wanted(), held=held)
            else:
                _start(servers)
        except BaseException:
            registry.let_go(name)
            raise
        return Stack(name=name, servers=servers)


def down(name: str) -> bool:
    """Kill a stack's servers and delete their data; say whether there was one."""
    with registry.locked(name):
        return registry.remove(name)


def leave(name: str) -> None:
    """Hold a stack no more; the last to leave takes it down."""
    with registry.locked(name):
        registry.let_go(name)
        if not registry.holders(name):
            registry.remove(name)


@contextmanager
def running_stack(
    *,
    kafka: bool = True,
    elasticsearch: bool = True,
    guarded: Guarded | None = None,
    secured: Secured | None = None,
) -> Iterator[Stack]:
    """Bring up a stack of our own for the length of a block; gone after it, even if we crash.

    Raises:
        ConfigurationError: what it takes is missing; the sentence says what to install.
        Unavailable: a server did not start.
    """
    name = f"block-{os.getpid()}-{os.urandom(3).hex()}"
    wanted = Wanted(kafka=kafka, elasticsearch=elasticsearch, guarded=guarded, secured=secured)
    stack = up(name, wanted, held=True)
    try:
        yield stack
    finally:
        leave(name)


def _create(name: str, wanted: Wanted, *, held: bool) -> Servers:
    """Lay the servers out and start them; each is written down as soon as it has a folder."""
    try:
        servers = Servers()
        if wanted.elasticsearch:
            servers = Servers(search=SearchNode.create(wanted.secured))
            registry.write(name, servers)
        if wanted.kafka:
            servers = Servers(search=servers.search, broker=Broker.create(wanted.guarded))
            registry.write(name, servers)
        if held:
            registry.guard(name)
        _start(servers)
    except BaseException:
        registry.remove(name)
        raise
    return servers


def _start(servers: Servers) -> None:
    """Start them side by side: the slower one's time is all that is waited."""
    present = [server for server in (servers.search, servers.broker) if server is not None]
    for server in present:
        server.launch()
    for server in present:
        server.wait()
