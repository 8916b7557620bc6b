"""How a problem of a profile is told: file, key, what is wrong, what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rapidfuzz import fuzz, process

from vigie.folding import fold
from vigie.say import Say

Problem = tuple[str, Say]  # dotted key → what is wrong and what to do


def told(file: Path | str, key: str, what: Say) -> Say:
    """Put the file and the dotted key before what is wrong; items of a list count from 1."""
    return Say(f"{file} : « {key} » : {what.fr}", f"{file}: {key}: {what.en}")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, None when nothing is close."""
    best = process.extractOne(word, list(known), scorer=fuzz.ratio, processor=fold, score_cutoff=60)
    return best[0] if best else None


def choose(word: str, known: Iterable[str]) -> Say:
    """Say the remedy for a word outside a vocabulary: the nearest, else all that there are."""
    choices = sorted(known)
    close = nearest(word, choices)
    if close is not None:
        return Say(f"vouliez-vous dire « {close} » ?", f"did you mean {close}?")
    listed = ", ".join(choices)
    return Say(f"choisissez parmi : {listed}.", f"choose one of: {listed}.")


def item(key: str, index: int) -> str:
    """Return the key of a list's item; `index` is from 0, what is shown counts from 1."""
    return f"{key}[{index + 1}]"
