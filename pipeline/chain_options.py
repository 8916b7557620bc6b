"""What an installation lets its judging stages use beside a town's profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.settings import Settings
from vigie.privacy import Pseudonymiser
from vigie.town import Town


def chain_options(
    settings: Settings, home: Path, town: Town, pseudonyms: Pseudonymiser
) -> dict[str, Any]:
    """Return what the enrichers may use beside the profile."""
    lexicons, model = settings.judging.lexicons, settings.judging.model
    return {
        "detector": settings.judging.detector,
        "lexicons": home / lexicons if lexicons else None,
        "model": home / model if model else None,
        "accounts": {
            pseudonym: account.role
            for account in town.accounts
            for pseudonym in pseudonyms.all_of(account.platform, account.handle)
        },
    }
