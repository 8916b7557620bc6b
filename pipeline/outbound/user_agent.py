"""Who we say we are when we ask for a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from unicodedata import normalize

import vigie
from vigie.errors import ConfigurationError
from vigie.say import Say

_NAMED: Final = 3


def user_agent(contact: str, towns: Sequence[str] = ()) -> str:
    """Return « Vigie/VERSION (town; +contact) », without what is not known.

    Args:
        contact: an e-mail or web address.
        towns: names, written without accents; beyond three, how many there are.

    Raises:
        ConfigurationError: the contact cannot stand in a header: only printable ASCII
            characters other than parentheses may.
    """
    product = f"Vigie/{vigie.__version__}"
    if contact and (
        not (contact.isascii() and contact.isprintable()) or set(contact) & set("()\\")
    ):
        raise ConfigurationError(
            [
                Say(
                    "contact : n’écrivez qu’une adresse de courriel ou de page, sans accents"
                    " ni parenthèses ; elle est envoyée aux sites visités.",
                    "contact: write only an e-mail or web address, without accents or"
                    " parentheses; it is sent to the sites that are visited.",
                )
            ]
        )
    said = [*([_named(towns)] if towns else []), *([f"+{contact}"] if contact else [])]
    return f"{product} ({'; '.join(said)})" if said else product


def _named(towns: Sequence[str]) -> str:
    plain = [_ascii(town) for town in towns[:_NAMED]]
    return ", ".join([*plain, *([f"{len(towns)} towns"] if len(towns) > _NAMED else [])])


def _ascii(name: str) -> str:
    letters = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(c for c in letters if c.isprintable() and c not in "()\\;")
