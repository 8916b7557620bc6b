"""Builds the front doors that the settings name, or tells all that is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline.gathered_problems import Problems
from pipeline.outbound.allowed import AllowedHosts
from pipeline.secrets_file import read_secret
from pipeline.settings import Settings
from pipeline.settings_handoff import FrontDoorSettings
from sinks.case_mail import MailDesk, Post
from sinks.case_table import TableDesk
from sinks.case_webhook import WebhookDesk
from sinks.open311 import Open311Desk
from sinks.open311_client import Open311Client
from sinks.webhook_secret import read_secrets
from vigie.case_contracts import FrontDesk
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.say import Say
from vigie.town import Town


def build_desks(settings: Settings, context: Context) -> dict[str, FrontDesk]:
    """Return the front doors by town; a town whose hand-off is off has none.

    Raises:
        ConfigurationError: everything that is wrong, each sentence naming the key.
    """
    problems = Problems()
    strangers = sorted(set(settings.handoff.town) - set(settings.towns))
    for slug in strangers:
        problems.trying(partial(_refuse, [_stranger(slug, settings.towns)]))
    desks: dict[str, FrontDesk] = {}
    told: set[int] = set()
    for town in context.towns:
        asked = settings.handoff.of(town.slug)
        if id(asked) in told:
            continue  # the same mistake is told once
        where = f"handoff.town.{town.slug}" if town.slug in settings.handoff.town else "handoff"
        wrong = [_at(where, each) for each in _wrong(asked, settings)]
        if wrong:
            told.add(id(asked))
            problems.trying(partial(_refuse, wrong))
        elif asked.by != "none":
            desk = problems.trying(partial(_desk, asked, town, context))
            if desk is None:
                told.add(id(asked))
            else:
                desks[town.slug] = desk
    problems.tell()
    return desks


def open311_client(asked: FrontDoorSettings, town: Town, context: Context) -> Open311Client:
    """Return the client of a town's Open311 server."""
    return Open311Client(
        asked.url,
        context.outbound,
        context.clock,
        key=_key(asked, context.home),
        jurisdiction=asked.jurisdiction_id,
        zone=ZoneInfo(town.timezone),
        spacing=1.0,
    )


def _desk(asked: FrontDoorSettings, town: Town, context: Context) -> FrontDesk:
    key = _key(asked, context.home)
    if asked.by == "csv":
        return TableDesk(context.home / asked.file, town.interface)
    if asked.by == "webhook":
        named = {"secret_file": str(asked.key_file or ""), "secret_env": asked.key_env}
        keys, problems = read_secrets({k: v for k, v in named.items() if v}, context.home)
        if problems:
            raise ConfigurationError(problems)
        return WebhookDesk(url=asked.url, keys=keys, outbound=context.outbound, clock=context.clock)
    key()  # what is missing is told now rather than at the first case
    if asked.by == "email":
        post = Post(
            host=asked.host,
            port=asked.port,
            tls=asked.tls,
            user=asked.user,
            sender=asked.sender,
            to=asked.to,
        )
        return MailDesk(
            post, context.outbound, context.clock, password=key, language=town.interface
        )
    return Open311Desk(
        open311_client(asked, town, context),
        context.clock,
        services=asked.services,
        given=asked.attributes,
    )


def _key(asked: FrontDoorSettings, home: Path) -> Callable[[], str]:
    def read() -> str:
        if asked.key_env:
            secret = os.environ.get(asked.key_env, "").strip()
            if not secret:
                raise ConfigurationError([_empty(asked.key_env)])
            return secret
        return read_secret(home, asked.key_file) or ""

    return read


def _wrong(asked: FrontDoorSettings, settings: Settings) -> Iterator[Say]:
    if asked.by == "none":
        if asked.automatic:
            yield _NOTHING_AUTOMATIC
        return
    if asked.by in ("open311", "webhook"):
        yield from _wrong_url(asked, settings)
    if asked.by == "open311":
        yield from _wrong_services(asked)
    if asked.by == "email":
        yield from _wrong_mail(asked)


def _wrong_services(asked: FrontDoorSettings) -> Iterator[Say]:
    if not asked.services:
        yield _NO_SERVICE
    for category in sorted(set(asked.automatic) - set(asked.services)):
        yield _unmapped(category)


def _wrong_mail(asked: FrontDoorSettings) -> Iterator[Say]:
    needed = {"host": asked.host, "sender": asked.sender, "to": asked.to}
    yield from (_missing(key, "email") for key, value in needed.items() if not value)
    for key in ("sender", "to"):
        if needed[key] and not _is_address(needed[key]):
            yield _no_address(key)
    if asked.tls == "none" and asked.user:
        yield _CLEAR_PASSWORD


def _wrong_url(asked: FrontDoorSettings, settings: Settings) -> Iterator[Say]:
    if not asked.url:
        yield _missing("url", asked.by)
        return
    try:
        parts = urlsplit(asked.url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.fragment:
        yield _NO_URL
    elif asked.by == "open311" and parts.query:
        yield _NO_QUERY
    elif parts.scheme == "http" and asked.by == "open311" and (asked.key_file or asked.key_env):
        # A server on the town's own network may do without TLS; one on the Internet may not.
        allowed = AllowedHosts(settings.network.allowed_hosts).allows(host, port or 80)
        yield from () if allowed else (_CLEAR_KEY,)


def _is_address(text: str) -> bool:
    name, _, host = text.rpartition("@")
    return bool(name and host) and text.isascii() and text.isprintable() and " " not in text


def _refuse(problems: list[Say]) -> None:
    raise ConfigurationError(problems)


def _at(where: str, say: Say) -> Say:
    return Say(f"[{where}] : {say.fr}", f"[{where}]: {say.en}")


_NOTHING_AUTOMATIC = Say(
    '« automatic » ne sert à rien tant que by = "none" ; choisissez comment transmettre.',
    'automatic does nothing while by = "none"; choose how to hand over.',
)
_NO_SERVICE = Say(
    "« services » est vide : donnez le code du 311 pour chaque catégorie "
    "(« vigie cases services » en propose).",
    "services is empty: give the 311’s code for each category (`vigie cases services` suggests "
    "some).",
)
_NO_URL = Say(
    "« url » : une adresse complète est attendue, en https://, sans compte.",
    "url: a whole address is expected, with https://, without an account.",
)
_NO_QUERY = Say(
    "« url » : l’adresse du point d’accès, sans « ? » ; la clé va dans « key_file ».",
    "url: the endpoint’s address, without “?”; the key goes into key_file.",
)
_CLEAR_KEY = Say(
    "« url » : en http:// la clé passerait en clair ; prenez https://, ou nommez cet hôte dans "
    "network.allowed_hosts s’il est sur votre réseau.",
    "url: with http:// the key would travel in clear; use https://, or name this host in "
    "network.allowed_hosts if it is on your network.",
)
_CLEAR_PASSWORD = Say(
    '« tls » : avec "none" le mot de passe passerait en clair ; prenez "starttls".',
    'tls: with "none" the password would travel in clear; use "starttls".',
)


def _missing(key: str, by: str) -> Say:
    return Say(f'« {key} » manque pour by = "{by}".', f'{key} is missing for by = "{by}".')


def _no_address(key: str) -> Say:
    return Say(f"« {key} » n’est pas une adresse de courriel.", f"{key} is no e-mail address.")


def _unmapped(category: str) -> Say:
    return Say(
        f"« automatic.{category} » n’a pas de code sous « services ».",
        f"automatic.{category} has no code under services.",
    )


def _empty(variable: str) -> Say:
    return Say(
        f"[handoff] : la variable d’environnement {variable} est vide ou manque.",
        f"[handoff]: the environment variable {variable} is empty or missing.",
    )


def _stranger(slug: str, towns: Iterable[str]) -> Say:
    listed = ", ".join(towns)
    return Say(
        f"[handoff.town.{slug}] : cette ville n’est pas dans « towns » ({listed}).",
        f"[handoff.town.{slug}]: this town is not in `towns` ({listed}).",
    )
