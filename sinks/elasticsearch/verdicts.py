"""What each Elasticsearch error means to Vigie: wait, set the item aside, or refuse to go on.

What the server says of an error may quote the document, so nothing of it is ever repeated.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

import elastic_transport
import elasticsearch
import msgspec

from vigie.errors import ConfigurationError, InvalidInput, Unavailable, VigieError
from vigie.say import Say

Verdict = type[Unavailable] | type[InvalidInput] | type[ConfigurationError]

AWAY: Final = Say(
    "Elasticsearch ne répond pas ; nouvel essai bientôt. Si cela dure, vérifiez qu’il tourne et "
    "que son adresse est la bonne dans les réglages.",
    "Elasticsearch does not answer; trying again soon. If it lasts, check that it runs and that "
    "its address is right in the settings.",
)
BUSY: Final = Say(
    "Elasticsearch est débordé ou redémarre ; nouvel essai bientôt.",
    "Elasticsearch is overloaded or restarting; trying again soon.",
)
_GARBLED: Final = Say(
    "Ce qui répond à l’adresse d’Elasticsearch n’est pas lisible (un relais, peut-être) ; nouvel "
    "essai bientôt.",
    "What answers at Elasticsearch’s address cannot be read (a proxy, maybe); trying again soon.",
)
_CERTIFICATE: Final = Say(
    "Le certificat d’Elasticsearch n’est pas reconnu. Donnez dans `elasticsearch.ca_file` le "
    "fichier de l’autorité qui l’a signé, et vérifiez le nom du serveur.",
    "Elasticsearch’s certificate is not recognised. Give in `elasticsearch.ca_file` the file of "
    "the authority that signed it, and check the server’s name.",
)
_WHO_ARE_YOU: Final = Say(
    "Elasticsearch refuse le mot de passe ou la clé de Vigie. Vérifiez `elasticsearch.user`, "
    "`password_file` ou `api_key_file`.",
    "Elasticsearch refuses Vigie’s password or key. Check `elasticsearch.user`, "
    "`password_file` or `api_key_file`.",
)
_NOT_ALLOWED: Final = Say(
    "Le compte de Vigie n’a pas les droits qu’il faut dans Elasticsearch : surveiller la grappe, "
    "gérer les modèles d’index, et tout faire sur les index à son préfixe.",
    "Vigie’s account lacks rights in Elasticsearch: to monitor the cluster, to manage index "
    "templates, and to do everything on the indices under its prefix.",
)
STRANGER: Final = Say(
    "Le serveur n’est pas un Elasticsearch 9 : Vigie demande Elasticsearch 9.0 ou plus récent.",
    "The server is not an Elasticsearch 9: Vigie needs Elasticsearch 9.0 or newer.",
)
_MISSING: Final = Say(
    "Un index de Vigie manque dans Elasticsearch (effacé, ou en cours de remplacement) ; nouvel "
    "essai bientôt. Si cela dure, redémarrez Vigie : elle recrée ce qui manque.",
    "One of Vigie’s indices is missing in Elasticsearch (deleted, or being replaced); trying "
    "again soon. If it lasts, restart Vigie: it makes again what is missing.",
)
_UNUSABLE: Final = Say(
    "Elasticsearch ne peut pas prendre cette demande telle qu’elle est.",
    "Elasticsearch cannot take this request as it is.",
)

#: By class, most precise first. A warning is not an error and never comes here.
BY_CLASS: Final[tuple[tuple[type[Exception], Verdict, Say], ...]] = (
    (elasticsearch.AuthenticationException, ConfigurationError, _WHO_ARE_YOU),
    (elasticsearch.AuthorizationException, ConfigurationError, _NOT_ALLOWED),
    (elasticsearch.BadRequestError, InvalidInput, _UNUSABLE),
    (elasticsearch.NotFoundError, Unavailable, _MISSING),
    (elasticsearch.ConflictError, Unavailable, BUSY),
    (elasticsearch.UnsupportedProductError, ConfigurationError, STRANGER),
    (elasticsearch.ApiError, Unavailable, BUSY),
    (elastic_transport.ApiError, Unavailable, BUSY),
    (elastic_transport.TlsError, ConfigurationError, _CERTIFICATE),
    (elastic_transport.ConnectionTimeout, Unavailable, AWAY),
    (elastic_transport.ConnectionError, Unavailable, AWAY),
    (elastic_transport.SerializationError, Unavailable, _GARBLED),
    (elastic_transport.SniffingError, Unavailable, AWAY),
    (elastic_transport.TransportError, Unavailable, AWAY),
)

MAPPED: Final = (elastic_transport.TransportError, elastic_transport.ApiError)

#: Error types that say more than their status.
_BY_TYPE: Final[dict[str, tuple[Verdict, Say]]] = {
    "media_type_header_exception": (ConfigurationError, STRANGER),
    "cluster_block_exception": (Unavailable, BUSY),
    "validation_exception": (Unavailable, BUSY),  # no room for one more shard, for instance
}


class _Cause(msgspec.Struct, frozen=True):
    type: str = ""


class _Failed(msgspec.Struct, frozen=True):
    error: _Cause = _Cause()


_failed: Final = msgspec.json.Decoder(_Failed)


def error_type(error: Exception) -> str:
    """Return Elasticsearch's name of an error, "" when it gives none."""
    body = getattr(error, "body", None)
    if isinstance(body, bytes):
        with suppress(msgspec.MsgspecError, UnicodeDecodeError):
            return _failed.decode(body).error.type
    return ""


def verdict(error: Exception) -> VigieError:
    """Return what is raised in the place of one of `MAPPED`."""
    by_class = next((v, say) for kind, v, say in BY_CLASS if isinstance(error, kind))
    kind, say = _BY_TYPE.get(error_type(error), by_class)
    if kind is ConfigurationError:
        return ConfigurationError([say])
    if kind is InvalidInput:
        return InvalidInput(say)
    return Unavailable(say, retry_after=_wait_asked_for(error))


def _wait_asked_for(error: Exception) -> float | None:
    meta = getattr(error, "meta", None)
    if meta is not None:
        with suppress(TypeError, ValueError):
            return float(meta.headers.get("retry-after"))
    return None
