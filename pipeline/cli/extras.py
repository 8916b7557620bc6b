"""What is said when a command needs packages that were not installed."""

from __future__ import annotations

from vigie.errors import ConfigurationError
from vigie.say import Say


def extra_missing(error: ImportError, extra: str) -> ConfigurationError:
    """Return the refusal that names the package and the extra that brings it."""
    return ConfigurationError(
        [
            Say(
                f"il manque « {error.name} » : installez « vigie[{extra}] ».",
                f"“{error.name}” is missing: install “vigie[{extra}]”.",
            )
        ]
    )
