"""Delivers alerts through Apprise, for the services that have no kind of their own.

Apprise makes its own requests, in a thread. The guarded client is asked about the host of the
settings just before, redirects are off and time-outs set; but Apprise resolves the name again,
so that the guard is not as strict here as elsewhere (docs/alerts.md says so).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from sinks.alert_message import Message, message_of, plain_text, short_text
from sinks.target_secret import Secret
from sinks.target_settings import SecretAddressModel, at, checked, language_for, read_now
from vigie.alert import Alert
from vigie.context import Context
from vigie.errors import Refused, Unavailable
from vigie.say import Say

if TYPE_CHECKING:
    from apprise import NotifyBase

#: Seconds for one alert; a lease lasts longer.
_WHOLE: Final = 45.0
_CONNECT: Final = 10.0
_READ: Final = 20.0
#: A service that takes no more than this is a telephone's.
_SMS: Final = 1_000


class AppriseDeliverer:
    """Implements `vigie.contracts.Deliverer` for one Apprise address, which is a secret."""

    def __init__(self, target: str, address: Secret, context: Context) -> None:
        self._target = target
        self._address = address
        self._context = context

    @property
    def target(self) -> str:
        """Name of the target."""
        return self._target

    async def deliver(self, alert: Alert) -> None:
        """Notify once; Apprise tells no more than whether it worked.

        Raises:
            Refused: final, the host may not be reached.
            Unavailable: it did not work, whatever the reason.
            ConfigurationError: the address cannot be read or is no Apprise address any more.
        """
        thread = ThreadPoolExecutor(1, "vigie-apprise")
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_WHOLE):
                plugin = await loop.run_in_executor(thread, self._plugin)
                await self._check_hosts(plugin)
                message = message_of(alert, language_for(self._context, alert.town))
                done = await loop.run_in_executor(thread, notify, plugin, message)
        except TimeoutError:
            raise Unavailable(self._failed()) from None
        finally:
            thread.shutdown(wait=False)
        if not done:
            raise Unavailable(self._failed())

    def _plugin(self) -> NotifyBase:
        return plugin_of(self._target, self._address.read())

    async def _check_hosts(self, plugin: NotifyBase) -> None:
        for host, port in hosts_of(plugin):
            try:
                (await self._context.outbound.dial(host, port)).close()
            except Refused:
                raise
            except Unavailable:
                raise Unavailable(self._failed()) from None  # the host may be a secret here

    def _failed(self) -> Say:
        return Say(
            f"Apprise n’a pas pu livrer à « {self._target} »",
            f"Apprise could not deliver to “{self._target}”",
        )


def build(settings: Mapping[str, Any], context: Context) -> AppriseDeliverer:
    """Build a target: `name`, `url_file` or `url_env`.

    Raises:
        ConfigurationError: Apprise is not installed, or does not know such an address.
    """
    model = checked(SecretAddressModel, settings)
    address = model.address(context)
    (url,) = read_now(model.name, address)
    plugin_of(model.name, url)
    return AppriseDeliverer(model.name, address, context)


def plugin_of(name: str, url: str) -> NotifyBase:
    """Return what Apprise makes of an address. Raises `ConfigurationError`, never repeating it."""
    try:
        import apprise
    except ImportError:
        raise at(name, [_not_installed()]) from None
    # Its sentences, and those of its HTTP library, hold whole addresses.
    for logger in ("apprise", "urllib3", "requests_oauthlib", "oauthlib"):
        logging.getLogger(logger).setLevel(logging.CRITICAL + 1)
    asset = apprise.AppriseAsset(async_mode=False, secure_logging=True, http_redirects=False)
    made = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if not isinstance(made, apprise.NotifyBase):
        raise at(name, [_unknown()])
    made.socket_connect_timeout, made.socket_read_timeout = _CONNECT, _READ
    made.redirects = False
    return made


def hosts_of(plugin: NotifyBase) -> list[tuple[str, int]]:
    """Return the hosts that the settings chose; a service at an address of its own has none."""
    templates: tuple[str, ...] = plugin.templates
    named = any("{host}" in template for template in templates)
    chosen = [plugin.host if named else None, getattr(plugin, "smtp_host", None)]
    port = plugin.port or (443 if plugin.secure else 80)
    return [(host, port) for host in dict.fromkeys(chosen) if isinstance(host, str) and host]


def notify(plugin: NotifyBase, message: Message) -> bool:
    """Send what fits: a telephone gets the short text. Blocks."""
    if plugin.body_maxlen < _SMS:
        return bool(plugin.notify(body=short_text(message, min(300, plugin.body_maxlen))))
    title = f"{message.severity} · {message.title}"
    return bool(plugin.notify(body=plain_text(message), title=title, body_format="text"))


def _not_installed() -> Say:
    return Say(
        "Apprise n’est pas installé : uv tool install 'vigie[targets]'.",
        "Apprise is not installed: uv tool install 'vigie[targets]'.",
    )


def _unknown() -> Say:
    return Say(
        "l’adresse n’en est pas une que connaît Apprise.",
        "the address is not one that Apprise knows.",
    )
