"""Who we say we are when we ask for a page."""

from __future__ import annotations

import vigie
from vigie.errors import ConfigurationError
from vigie.say import Say


def user_agent(contact: str) -> str:
    """Return « Vigie/VERSION (+contact) », without the parentheses when there is no contact.

    Raises:
        ConfigurationError: the contact cannot stand in a header: only printable ASCII
            characters other than parentheses may.
    """
    product = f"Vigie/{vigie.__version__}"
    if not contact:
        return product
    if not (contact.isascii() and contact.isprintable()) or set(contact) & set("()\\"):
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
    return f"{product} (+{contact})"
