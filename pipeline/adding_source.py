"""Adds a source from the address of a page: finds its kind, tries it, writes it in the settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from connectors.recognition.by_path import known_path
from connectors.recognition.credentials_needed import awaits_calls
from connectors.recognition.recognise import Looked, recognise
from connectors.recognition.recognised import Recognised
from pipeline.connecting import connect
from pipeline.gathered_problems import Problems
from pipeline.given_settings import source_settings
from pipeline.inbound_receivers import receivers_of
from pipeline.installation import Source
from pipeline.settings import Settings, SourceSettings
from pipeline.source_block import Block, block
from pipeline.source_context import Trying, source_context
from pipeline.trying_source import Trial, cost_of, try_source
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.say import Say
from vigie.source_contracts import Cost, Receiver

_LONGEST_NAME: Final = 120


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """A source about to be added.

    Attributes:
        block: as it is to be written.
        trial: what it said; None when it was not tried.
        trying: the context in which it was.
        cost: what a day of it takes.
        called_at: the address at which it is called; "" when nobody can call it; None when it is
            not one that is called.
    """

    block: Block
    trying: Trying
    trial: Trial | None = None
    cost: Cost | None = None
    called_at: str | None = None


async def look(home: Path, address: str, language: str) -> Looked:
    """Tell what can be listened to at an address. May block on the network."""
    path = known_path(address, home)
    if path is not None:
        return Looked(found=(path,))
    async with source_context(home, language) as trying:
        context = trying.context
        return await recognise(address, context.outbound, context.clock.now())


def check_name(name: str, settings: Settings) -> str:
    """Return the name of a source to be added, without spaces around it.

    Raises:
        ConfigurationError: it is taken, empty, too long, or no line of text.
    """
    name = name.strip()
    problem: Say | None = None
    if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
        problem = Say(
            f"--name : un nom a de 1 à {_LONGEST_NAME} caractères, sur une ligne.",
            f"--name: a name has from 1 to {_LONGEST_NAME} characters, on one line.",
        )
    elif any(source.name == name for source in settings.source):
        problem = Say(
            f"Une source s’appelle déjà « {name} » : choisissez un autre nom. Rien n’a changé.",
            f"A source is already called “{name}”: choose another name. Nothing has changed.",
        )
    if problem is not None:
        raise ConfigurationError([problem])
    return name


def composed(
    found: Recognised, name: str, given: Mapping[str, Any], language: str, *, own: bool
) -> Block:
    """Return the block of what was found, with what the person adds to it. Pure."""
    settings = {**found.settings, **given}
    if own and found.kind == "youtube" and "channels" in settings:
        settings["own_channels"] = settings.pop("channels")
    elif own:
        settings["own"] = True
    return block(found.kind, name, settings, language)


async def tried(
    home: Path, settings: Settings, made: Block, *, language: str, untried: bool = False
) -> Tried:
    """Return a source with what it brings now; nothing is asked of one that charges each post.

    Args:
        home: the installation's folder.
        settings: the installation's.
        made: without blanks.
        language: of the sentences.
        untried: only check that it can be built.

    Raises:
        ConfigurationError: its settings are refused by its kind, or it would be called where
            another source already is.
    """
    source = source_settings(made.settings)
    async with source_context(home, language) as trying:
        context = trying.context
        called_at = _called_at(source, settings, context)
        cost = cost_of(source, context)
        trial = None
        if not untried and not (cost and cost.charged):
            trial = await try_source(source, context, posts=3)
        return Tried(block=made, trying=trying, trial=trial, cost=cost, called_at=called_at)


def _called_at(source: SourceSettings, settings: Settings, context: Context) -> str | None:
    """Check that the source goes with the others; return where it is called."""
    others = Problems()  # of sources that are wrong already: « vigie doctor » tells those
    beside = [
        Source(connector=connector, settings=other)
        for other in settings.source
        if (connector := others.trying(partial(connect, other, context)))
    ]
    connector = connect(source, context)
    receivers_of([*beside, Source(connector=connector, settings=source)])
    called = awaits_calls(source.kind, source.own_settings())
    if not isinstance(connector, Receiver) or not called:
        return None
    return f"{context.public_url}/inbound/{connector.inbox}" if context.public_url else ""
