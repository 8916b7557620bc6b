"""The instances of a source: what each allows, and the key of the one that has a key."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from connectors.addresses import host
from connectors.api.call import Refusal, ask
from connectors.credentials import NoCredential, read_credential
from connectors.mastodon.about import About, about, wait_until_reset
from connectors.mastodon.hearing import Instance
from connectors.mastodon.settings import MastodonSettings
from vigie.context import Context
from vigie.say import Say

_ANEW: Final = timedelta(days=1)


class Instances:
    """Reads `/api/v2/instance` once a day, and the key at each use.

    Args:
        settings: checked.
        context: the house's services.
    """

    def __init__(self, settings: MastodonSettings, context: Context) -> None:
        self._settings = settings
        self._context = context
        self._looked: dict[str, tuple[datetime, About]] = {}

    async def look(self, url: str) -> tuple[Instance, About] | Refusal:
        """Return an instance and what it allows; one that does not say is asked all the same.

        It is asked without the key: what it answers is public.
        """
        now = self._context.clock.now()
        at, said = self._looked.get(url, (None, About()))
        if at is None or not timedelta(0) <= now - at < _ANEW:
            answer = await ask(
                self._context.outbound,
                f"{url}/api/v2/instance",
                now=now,
                limit=1_000_000,
                wait=wait_until_reset,
            )
            if isinstance(answer, Refusal):
                if answer.status is None or answer.status in {410, 429} or answer.status >= 500:
                    return answer
                return named(url), About()
            said = about(answer.body, url)
            self._looked[url] = (now, said)
        return named(url, said.domain), said

    def headers(self, url: str) -> dict[str, str] | Refusal:
        """Return the headers of requests to an instance: the key goes to its own alone."""
        settings = self._settings
        if url != settings.url or not settings.has_key:
            return {}
        try:
            key = read_credential(
                self._context.home, file=settings.token_file, env=settings.token_env, key="token"
            )
        except NoCredential as error:
            return Refusal(say=error.say, state="needs_credentials")
        if not (key.isascii() and key.isprintable()):
            say = Say(
                "La clé d’accès contient des caractères qu’aucune clé n’a : recopiez-la.",
                "The access key has characters that no key has: copy it again.",
            )
            return Refusal(say=say, state="needs_credentials")
        return {"authorization": f"Bearer {key}"}


def named(url: str, domain: str | None = None) -> Instance:
    """Return an instance; its accounts are of its own host unless it says otherwise."""
    return Instance(url=url, key=urlsplit(url).netloc, domain=domain or host(url))


def needs_a_key(instance: Instance) -> Refusal:
    """Return the refusal of an instance that shows nothing to those without an account."""
    say = Say(
        f"{instance.key} ne montre ses messages qu’à ses comptes (401) : donnez-le dans url,"
        " avec token_file ou token_env.",
        f"{instance.key} only shows its posts to its accounts (401): give it in url, with"
        " token_file or token_env.",
    )
    return Refusal(say=say, state="needs_credentials", status=401)


def shut(instance: Instance) -> Refusal:
    """Return the refusal of an instance whose hashtag timelines are shut for everyone."""
    say = Say(
        f"{instance.key} a fermé ses fils de mots-clics : écoutez une autre instance.",
        f"{instance.key} has shut its hashtag timelines: listen to another instance.",
    )
    return Refusal(say=say, state="blocked")
