"""Delivers alerts to a webhook, signed by Standard Webhooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from sinks.webhook_answer import raise_for
from sinks.webhook_message import message, signed
from sinks.webhook_secret import read_secrets
from vigie.alert import Alert
from vigie.clock import Clock
from vigie.context import Context
from vigie.errors import ConfigurationError, InvalidInput, Unavailable
from vigie.outbound import Outbound
from vigie.say import Say

_KEYS: Final = frozenset({"name", "url", "secret_file", "secret_env"})
# A target's answer is not used, only its status: this much of it is put up with.
_ANSWER_LIMIT: Final = 1_000_000


class WebhookDeliverer:
    """Implements `vigie.contracts.Deliverer` for one address.

    Args:
        target: name of the target.
        url: where alerts are posted; it may hold a secret, so only its host is ever told.
        keys: signing keys, the current one first; several while a secret is being changed.
    """

    def __init__(
        self, *, target: str, url: str, keys: Sequence[bytes], outbound: Outbound, clock: Clock
    ) -> None:
        self._target = target
        self._url = url
        self._host = urlsplit(url).hostname or ""
        self._keys = tuple(keys)
        self._outbound = outbound
        self._clock = clock

    @property
    def target(self) -> str:
        """Name of the target."""
        return self._target

    async def deliver(self, alert: Alert) -> None:
        """Post the alert once; its id is the receiver's idempotency key.

        Raises:
            TargetGone: 410, the target must be stopped.
            Refused: final, the address may not be reached.
            Unavailable: any other failure; `retry_after` when the target asked for a wait.
        """
        body = message(alert)
        headers = signed(alert, body, self._keys, self._clock.now())
        try:
            answer = await self._outbound.post(self._url, body, headers, limit=_ANSWER_LIMIT)
        except InvalidInput as error:
            # The target's answer cannot be read, the alert is sound: it is tried again.
            raise Unavailable(error.say) from error
        raise_for(answer, self._host, self._clock.now())


def build(settings: Mapping[str, Any], context: Context) -> WebhookDeliverer:
    """Build a target from its settings: `name`, `url`, `secret_file` or `secret_env`.

    Raises:
        ConfigurationError: every problem at once, each naming the target.
    """
    name = str(settings.get("name", ""))
    keys, problems = read_secrets(settings, context.home)
    found = [*_unknown(settings), *_url_problems(settings.get("url")), *problems]
    if not name:
        found.append(Say("« name » manque.", "`name` is missing."))
    if found:
        raise ConfigurationError([_at(name, problem) for problem in found])
    return WebhookDeliverer(
        target=name,
        url=settings["url"],
        keys=keys,
        outbound=context.outbound,
        clock=context.clock,
    )


def _unknown(settings: Mapping[str, Any]) -> list[Say]:
    return [
        Say(
            f"« {key} » n’est pas un réglage d’une cible webhook ({', '.join(sorted(_KEYS))}).",
            f"{key} is not a setting of a webhook target ({', '.join(sorted(_KEYS))}).",
        )
        for key in sorted(set(settings) - _KEYS)
    ]


def _url_problems(url: object) -> list[Say]:
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return [
            Say(
                "« url » : une adresse complète est attendue, en https:// ou http://.",
                "url: a whole address is expected, with https:// or http://.",
            )
        ]
    if parts.username is not None or parts.password is not None:
        return [
            Say(
                "« url » : retirez le nom d’utilisateur et le mot de passe ; la signature suffit.",
                "url: take out the user name and the password; the signature is enough.",
            )
        ]
    return []


def _split(url: object) -> SplitResult | None:
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url)
        usable = parts.port != 0
    except ValueError:  # a port that is no number, a bracket without its fellow
        return None
    return parts if usable else None


def _at(name: str, problem: Say) -> Say:
    return Say(f"cible « {name} » : {problem.fr}", f"target “{name}”: {problem.en}")
