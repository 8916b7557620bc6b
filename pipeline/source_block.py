"""The lines of `vigie.toml` that make a source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from connectors.recognition.credentials_needed import Needed, needed_by
from connectors.recognition.settings_needed import Blank, blanks_of
from pipeline.first_settings import quoted
from vigie.folding import fold_words
from vigie.say import Say

_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")

#: Begins a source that is written but not read yet.
TO_FILL_IN: Final = Say("# À compléter", "# To fill in")


class Secret(msgspec.Struct, frozen=True, kw_only=True):
    """A secret, and the file or the variable in which the block says that it is."""

    need: Needed
    file: str = ""
    variable: str = ""


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A source as it is written.

    Attributes:
        settings: all of them, `name` and `kind` among them.
        secrets: what its kind asks for, and where the block says that it is.
        blanks: what a person still has to give; the block is a comment until then.
        text: its lines.
    """

    settings: dict[str, Any]
    secrets: tuple[Secret, ...] = ()
    blanks: tuple[Blank, ...] = ()
    text: str


def block(kind: str, name: str, settings: Mapping[str, Any], language: str) -> Block:
    """Return a source's block.

    A secret that nothing hears without is named by a line of its own, one that only helps by
    a comment.

    Args:
        kind: of the source.
        name: unique in the installation.
        settings: its other settings.
        language: of the comments, that of the installation.
    """
    secrets = tuple(
        _place(need, name, settings) for need in needed_by(kind) if need.use != "private"
    )
    blanks = blanks_of(kind, settings)
    whole = {"kind": kind, "name": name, **settings, **_files(secrets, settings)}
    lines = ["[[source]]", *(f"{_key(key)} = {toml(value)}" for key, value in whole.items())]
    lines += [f"{blank.key} = {toml(blank.example)}" for blank in blanks]
    lines += [
        f"# {each.need.key}_file = {quoted(each.file)}"
        for each in secrets
        if each.need.use == "better" and each.file and f"{each.need.key}_file" not in settings
    ]
    if blanks:
        lines = [_to_fill_in(blanks, language), *(f"# {line.removeprefix('# ')}" for line in lines)]
    text = "\n".join(lines) + "\n"
    return Block(settings=whole, secrets=secrets, blanks=blanks, text=text)


def toml(value: Any) -> str:
    """Return a value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(str(key))} = {toml(each)}" for key, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return quoted(str(value))


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else quoted(key)


def _place(need: Needed, name: str, settings: Mapping[str, Any]) -> Secret:
    """Tell where a secret is to be: where the settings say, else in a file named for its source."""
    file, variable = settings.get(f"{need.key}_file"), settings.get(f"{need.key}_env")
    if variable and not file:
        return Secret(need=need, variable=str(variable))
    slug = _NOT_SLUG.sub("-", fold_words(name)).strip("-") or "source"
    return Secret(need=need, file=str(file or f"secrets/{slug}.{need.key}"))


def _files(secrets: tuple[Secret, ...], settings: Mapping[str, Any]) -> dict[str, str]:
    named = {f"{each.need.key}_file": each.file for each in secrets if each.need.use == "required"}
    return {key: file for key, file in named.items() if file and key not in settings}


def _to_fill_in(blanks: tuple[Blank, ...], language: str) -> str:
    fr = " ; ".join(f"{blank.key}, {blank.what.fr}" for blank in blanks)
    en = "; ".join(f"{blank.key}, {blank.what.en}" for blank in blanks)
    return Say(
        f"{TO_FILL_IN.fr}, puis retirez les « # » : {fr}.",
        f"{TO_FILL_IN.en}, then take off the `#`: {en}.",
    ).to(language)
