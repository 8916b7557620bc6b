"""Finds connectors, enrichers and deliverers by their entry points."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from vigie.errors import ConfigurationError
from vigie.say import Say

CONNECTORS = "vigie.connectors"
ENRICHERS = "vigie.enrichers"
DELIVERERS = "vigie.deliverers"


def names(group: str) -> list[str]:
    """Return the names that a group offers, sorted."""
    return sorted(_points(group))


def load(group: str, name: str) -> Callable[..., Any]:
    """Return the builder behind a name.

    Raises:
        ConfigurationError: nothing has that name, or it cannot be imported.
    """
    point = _points(group).get(name)
    if point is None:
        raise ConfigurationError([_unknown(group, name)])
    return _builder(point)


@lru_cache(maxsize=8)
def _points(group: str) -> dict[str, EntryPoint]:
    """Return a group's entry points, looked up once: each look reads every package installed.

    A region's five hundred towns ask for some twelve enrichers each.
    """
    found = reversed(tuple(entry_points(group=group)))  # of two of one name, the first holds
    return {point.name: point for point in found}


def _builder(point: EntryPoint) -> Callable[..., Any]:
    try:
        builder: Callable[..., Any] = point.load()
    except (ImportError, AttributeError) as error:
        raise ConfigurationError(
            [
                Say(
                    f"le module d’extension « {point.name} » ne se charge pas : {error}",
                    f"the plug-in “{point.name}” does not load: {error}",
                )
            ]
        ) from error
    return builder


def _unknown(group: str, name: str) -> Say:
    known = ", ".join(names(group))
    return Say(
        f"« {name} » n’existe pas dans {group} ; au choix : {known}.",
        f"“{name}” does not exist in {group}; choose among: {known}.",
    )
