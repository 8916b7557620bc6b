"""Adds a source from the address of a page: finds its kind, tries it, writes it in the settings."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final

import msgspec

from connectors.credentials_needed import Needed, needed_by
from connectors.preview import Preview, preview
from connectors.recognised import Recognised
from connectors.recognition import Looked, recognise
from pipeline.connecting import connect
from pipeline.first_settings import quoted
from pipeline.settings import FILE_NAME, SourceSettings, read
from pipeline.source_context import source_context
from vigie.errors import ConfigurationError, VigieError
from vigie.folding import fold_words

_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """A source as it is written.

    Attributes:
        block: the lines of `vigie.toml`.
        missing: secrets to write, each with the file that the block names.
        shown: what the source brings now; None when it could not be tried without its secret.
    """

    block: str
    missing: tuple[tuple[Needed, str], ...] = ()
    shown: Preview | None = None


async def look(home: Path, address: str) -> Looked:
    """Tell what can be listened to at an address. May block on the network."""
    async with source_context(home) as context:
        return await recognise(address, context.outbound, context.clock.now())


def written(found: Recognised, name: str) -> Added:
    """Return the source's block, with the file in which each of its secrets is to be."""
    base = _NOT_SLUG.sub("-", fold_words(name)).strip("-") or "source"
    files = [(need, f"secrets/{base}.{need.key}") for need in needed_by(found.kind)]
    settings = {**found.settings, **{f"{n.key}_file": f for n, f in files if n.required}}
    lines = [f"{key} = {_toml(value)}" for key, value in settings.items()]
    lines += [f"# {n.key}_file = {quoted(f)}" for n, f in files if not n.required]
    head = f"[[source]]\nkind = {quoted(found.kind)}\nname = {quoted(name)}"
    return Added(block="\n".join([head, *lines]) + "\n", missing=tuple(files))


async def tried(home: Path, added: Added, limit: int) -> Added:
    """Return the same with what the source brings now, where no secret is missing for it.

    Raises:
        ConfigurationError: the settings that were found are refused by their kind.
    """
    (source,) = tomllib.loads(added.block)["source"]
    async with source_context(home) as context:
        connector = connect(SourceSettings.model_validate(source), context)
        if any(need.required and not (home / file).exists() for need, file in added.missing):
            return added
        try:
            shown = await preview(connector, limit)
        except VigieError as error:
            shown = Preview(state="failing", note=error.say.to(context.language))
    return msgspec.structs.replace(added, shown=shown)


def save(home: Path, added: Added) -> None:
    """Add the block at the end of the settings, leaving the rest as the person wrote it.

    Raises:
        ConfigurationError: the settings would not be right any more; they are left as they were.
    """
    path = home / FILE_NAME
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before.rstrip()}\n\n{added.block}", encoding="utf-8")
    try:
        read(home)
    except ConfigurationError:
        path.write_text(before, encoding="utf-8")
        raise


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return quoted(str(value))
