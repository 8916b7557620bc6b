"""Puts together what lets people in, for the pages and for the commands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from pipeline.opening_store import open_store
from pipeline.secrets_file import read_key, read_secret
from pipeline.settings import Settings
from vigie.clock import Clock, SystemClock
from vigie.outbound import Outbound
from vigie.paper import Papers
from webapp.doors.entrance import Entrance, entrance
from webapp.doors.single_sign_on import SingleSignOn

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class AtTheDoor:
    """What the commands about accounts and tokens work with; `towns` are slugs."""

    entrance: Entrance
    papers: Papers
    clock: Clock
    towns: tuple[str, ...]


def make_entrance(
    home: Path,
    settings: Settings,
    papers: Papers,
    clock: Clock,
    outbound: Outbound | None = None,
) -> Entrance:
    """Return what lets people in; without a way out, not by the town's provider.

    Raises:
        ConfigurationError: the installation's key, or the provider's secret, cannot be read.
    """
    web = settings.web
    sign_on = None
    if outbound is not None and web.oidc.issuer:
        sign_on = _by_provider(home, settings, papers, clock, outbound)
    return entrance(
        papers,
        clock,
        read_key(home),
        address=web.address,
        lasting=(timedelta(minutes=web.idle_minutes), timedelta(hours=web.session_hours)),
        single_sign_on=sign_on,
    )


def at_the_door(
    home: Path, settings: Settings, act: Callable[[AtTheDoor], Coroutine[Any, Any, T]]
) -> T:
    """Open the store alone, and act.

    Raises:
        ConfigurationError: the store or the key cannot be opened.
        Unavailable: the store is away.
    """

    async def work() -> T:
        clock = SystemClock()
        store = await open_store(home, settings, clock)
        try:
            way_in = make_entrance(home, settings, store, clock)
            it = AtTheDoor(entrance=way_in, papers=store, clock=clock, towns=settings.towns)
            return await act(it)
        finally:
            await store.close()

    return asyncio.run(work())


def _by_provider(
    home: Path, settings: Settings, papers: Papers, clock: Clock, outbound: Outbound
) -> SingleSignOn:
    # Imported late: authlib takes a quarter of a second, and few towns have a provider.
    from webapp.doors.oidc import Oidc
    from webapp.doors.oidc_provider import Provider
    from webapp.doors.oidc_terms import Terms

    asked = settings.web.oidc
    terms = Terms(
        issuer=asked.issuer,
        client_id=asked.client_id,
        secret=read_secret(home, asked.client_secret_file) or "",
        label=asked.label,
        scopes=asked.scopes,
        name_claim=asked.name_claim,
        groups_claim=asked.groups_claim,
        roles=asked.roles,
        towns=asked.towns,
    )
    return Oidc(terms, Provider(terms, outbound, clock), papers, clock, settings.web.address)
