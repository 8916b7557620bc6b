"""Delivers alerts to any HTTP service, in the form that its settings write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from sinks.alert_message import message_of
from sinks.http_settings import HttpModel
from sinks.http_template import SECRET, as_form, as_header, as_json, filled, values_of
from sinks.target_settings import check_address, checked, language_for, read_now
from sinks.webhook_answer import raise_for
from vigie.alert import Alert
from vigie.context import Context
from vigie.errors import InvalidInput, Unavailable

# Only the status is read; this much of an answer is put up with.
_ANSWER_LIMIT: Final = 1_000_000


class HttpDeliverer:
    """Implements `vigie.contracts.Deliverer` for one address. Secrets are read at each use."""

    def __init__(self, settings: HttpModel, context: Context) -> None:
        self._settings = settings
        self._context = context

    @property
    def target(self) -> str:
        """Name of the target."""
        return self._settings.name

    async def deliver(self, alert: Alert) -> None:
        """Post or put the alert once; `Idempotency-Key` is its id.

        Raises:
            TargetGone: 410.
            Refused: final, the address may not be reached.
            Unavailable: any other failure; `retry_after` when the service asked for a wait.
            ConfigurationError: a secret cannot be read any more.
        """
        it, context = self._settings, self._context
        url = it.address(context)
        check_address(it.name, url)
        values = values_of(alert, message_of(alert, language_for(context, alert.town)))
        kind, body = self._body(values)
        headers = {"content-type": kind, "idempotency-key": as_header("{id}", values)}
        try:
            answer = await context.outbound.post(
                url,
                body,
                {**headers, **self._own_headers(values)},
                limit=_ANSWER_LIMIT,
                method=it.method,
            )
        except InvalidInput as error:
            raise Unavailable(error.say) from error
        raise_for(answer, urlsplit(url).hostname or "", context.clock.now())

    def _body(self, values: Mapping[str, str]) -> tuple[str, bytes]:
        it = self._settings
        if it.json_body is not None:
            return "application/json", as_json(it.json_body, values)
        if it.form is not None:
            return "application/x-www-form-urlencoded", as_form(it.form, values)
        text = filled(it.text or "{text}", values)
        return "text/plain; charset=utf-8", text.encode("utf-8", "replace")

    def _own_headers(self, values: Mapping[str, str]) -> dict[str, str]:
        secret = self._settings.secret(self._context)
        known = {**values, SECRET: secret.read()} if secret else values
        return {
            name.lower(): as_header(template, known)
            for name, template in self._settings.headers.items()
        }


def build(settings: Mapping[str, Any], context: Context) -> HttpDeliverer:
    """Build a target from its settings. Raises `ConfigurationError`, every problem at once."""
    model = checked(HttpModel, settings)
    read_now(model.name, *model.secrets(context))
    check_address(model.name, model.address(context))
    return HttpDeliverer(model, context)
