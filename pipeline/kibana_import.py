"""Posts saved objects to Kibana, and waits while it starts."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Final
from urllib.parse import quote

import httpx
import msgspec
import stamina

from pipeline.kibana_answer import Imported, read_answer
from vigie.errors import ConfigurationError, Refused, Unavailable
from vigie.say import Say

_PATH: Final = "/api/saved_objects/_import"


class Kibana(msgspec.Struct, frozen=True, kw_only=True):
    """Where Kibana is and how it knows us.

    Attributes:
        url: with its base path, when it has one.
        space: None for the default space.
        password: of `user`; neither is used when there is an `api_key`.
        ca_file: the authority that signed its certificate, for one that the system lacks.
        patience: seconds that a Kibana which starts is waited for.
        timeout: seconds that one answer may take.
    """

    url: str
    space: str | None = None
    user: str | None = None
    password: str | None = None
    api_key: str | None = None
    ca_file: Path | None = None
    patience: float = 180.0
    timeout: float = 60.0


async def import_objects(kibana: Kibana, objects: bytes) -> Imported:
    """Give Kibana the objects, in the place of those that have the same ids.

    Args:
        kibana: where.
        objects: NDJSON, one saved object a line.

    Returns:
        What it took and what it refused, each with its reason.

    Raises:
        Unavailable: no answer, or not ready, for as long as `kibana.patience`.
        ConfigurationError: a wrong address, space, certificate, account or right.
        InvalidInput: Kibana refuses the file as a whole.
    """
    async with _client(kibana) as client:
        async for attempt in stamina.retry_context(
            on=_again, attempts=None, timeout=kibana.patience, wait_initial=0.2, wait_max=10.0
        ):
            with attempt:
                return read_answer(await _post(client, kibana, objects))
    raise AssertionError("stamina returns or raises")


def _again(error: Exception) -> bool | float:
    """Try again only what waiting may mend, after the time asked for."""
    if not isinstance(error, Unavailable) or isinstance(error, Refused):
        return False
    return error.retry_after or True


async def _post(client: httpx.AsyncClient, kibana: Kibana, objects: bytes) -> httpx.Response:
    space = f"/s/{quote(kibana.space, safe='')}" if kibana.space else ""
    try:
        return await client.post(
            f"{kibana.url.rstrip('/')}{space}{_PATH}",
            params={"overwrite": "true"},
            # Kibana refuses a file whose name does not end so.
            files={"file": ("vigie.ndjson", objects, "application/ndjson")},
        )
    except httpx.ConnectError as error:
        if isinstance(_root(error), ssl.SSLError):
            raise ConfigurationError([_not_trusted(kibana)]) from error
        raise Unavailable(_no_answer(kibana)) from error
    except httpx.TransportError as error:
        raise Unavailable(_no_answer(kibana)) from error
    except httpx.InvalidURL as error:
        raise ConfigurationError([_no_address(kibana)]) from error


def _client(kibana: Kibana) -> httpx.AsyncClient:
    headers = {"kbn-xsrf": "true"}
    auth = None
    if kibana.api_key:
        headers["Authorization"] = f"ApiKey {kibana.api_key}"
    elif kibana.user:
        auth = httpx.BasicAuth(kibana.user, kibana.password or "")
    # A proxy of the environment is for the outside; Kibana is the installation's own.
    return httpx.AsyncClient(
        auth=auth, headers=headers, timeout=kibana.timeout, trust_env=False, verify=_trust(kibana)
    )


def _trust(kibana: Kibana) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=kibana.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(
            [
                Say(
                    f"{kibana.ca_file} : ce fichier n’est pas un certificat que l’on peut lire.",
                    f"{kibana.ca_file}: this file is not a certificate that can be read.",
                )
            ]
        ) from error


def _root(error: BaseException) -> BaseException:
    while (under := error.__cause__ or error.__context__) is not None:
        error = under
    return error


def _no_answer(kibana: Kibana) -> Say:
    return Say(f"Kibana ne répond pas à {kibana.url}.", f"Kibana does not answer at {kibana.url}.")


def _no_address(kibana: Kibana) -> Say:
    return Say(
        f"« {kibana.url} » n’est pas une adresse : écrivez http://hôte:5601.",
        f"“{kibana.url}” is not an address: write http://host:5601.",
    )


def _not_trusted(kibana: Kibana) -> Say:
    return Say(
        f"Le certificat de {kibana.url} n’est pas reconnu : nommez son autorité avec « ca_file »,"
        " dans la section [kibana].",
        f"The certificate of {kibana.url} is not trusted: name its authority with `ca_file`,"
        " under [kibana].",
    )
