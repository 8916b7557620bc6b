"""Reads what Kibana answers to an import, object by object, and says it to a person."""

from __future__ import annotations

import re
from typing import Final

import httpx
import msgspec

from vigie.errors import ConfigurationError, InvalidInput, Unavailable, VigieError
from vigie.say import Say

_BUSY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST: Final = 200


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """How many objects Kibana took, and a sentence for each that it did not."""

    taken: int
    refused: tuple[Say, ...] = ()


class _Reference(msgspec.Struct, frozen=True):
    type: str = ""
    id: str = ""


class _Reason(msgspec.Struct, frozen=True):
    type: str = "unknown"
    message: str = ""
    references: tuple[_Reference, ...] = ()


class _Meta(msgspec.Struct, frozen=True):
    title: str = ""


class _Error(msgspec.Struct, frozen=True):
    type: str
    id: str
    error: _Reason = _Reason()
    meta: _Meta = _Meta()


class _Answer(msgspec.Struct, frozen=True, rename="camel"):
    success: bool
    success_count: int = 0
    errors: tuple[_Error, ...] = ()


class _Failure(msgspec.Struct, frozen=True):
    message: str = ""


def read_answer(response: httpx.Response) -> Imported:
    """Return what an answer says.

    Raises:
        Unavailable: Kibana starts, or is busy.
        ConfigurationError: a wrong address, space, account or right.
        InvalidInput: Kibana refuses the file as a whole.
    """
    if response.status_code != httpx.codes.OK:
        raise _refusal(response)
    try:
        answer = msgspec.json.decode(response.content, type=_Answer)
    except msgspec.DecodeError as error:
        raise ConfigurationError([_not_kibana(response)]) from error
    refused = tuple(map(_sentence, answer.errors))
    if not answer.success and not refused:
        refused = (Say("Kibana n’a pas dit pourquoi.", "Kibana did not say why."),)
    return Imported(taken=answer.success_count, refused=refused)


def _refusal(response: httpx.Response) -> VigieError:
    code = response.status_code
    if code in _BUSY:
        return Unavailable(
            Say(
                f"Kibana n’est pas prêt (réponse {code}).", f"Kibana is not ready (answer {code})."
            ),
            retry_after=_retry_after(response),
        )
    if code in _WRONG:
        return ConfigurationError([_WRONG[code]])
    if httpx.codes.is_redirect(code):
        return ConfigurationError([_not_kibana(response)])
    said = _clean(_message(response))
    return InvalidInput(
        Say(
            f"Kibana refuse le fichier (réponse {code}) : {said}",
            f"Kibana refuses the file (answer {code}): {said}",
        ),
        where="kibana",
    )


_WRONG: Final = {
    401: Say(
        "Kibana ne reconnaît pas ce compte : vérifiez « user » et « password_file », ou"
        " « api_key_file », de la section [kibana].",
        "Kibana does not know this account: check `user` and `password_file`, or"
        " `api_key_file`, under [kibana].",
    ),
    403: Say(
        "Ce compte n’a pas le droit d’importer : donnez-lui, dans cet espace, le privilège"
        " « Gestion des objets enregistrés ».",
        "This account may not import: give it, in this space, the privilege"
        " “Saved Objects Management”.",
    ),
    404: Say(
        "Kibana ne connaît pas cette adresse : vérifiez « url » et « space » de la section"
        " [kibana] ; l’espace doit exister.",
        "Kibana does not know this address: check `url` and `space` under [kibana]; the space"
        " must exist.",
    ),
    413: Say(
        "Kibana trouve le fichier trop gros : augmentez « savedObjects.maxImportPayloadBytes ».",
        "Kibana finds the file too large: raise `savedObjects.maxImportPayloadBytes`.",
    ),
}


def _not_kibana(response: httpx.Response) -> Say:
    host = response.request.url.host
    return Say(
        f"Ce qui répond à {host} n’est pas Kibana : vérifiez « url » de la section [kibana]"
        " (avec le chemin de base, s’il y en a un).",
        f"What answers at {host} is not Kibana: check `url` under [kibana] (with the base"
        " path, if there is one).",
    )


def _retry_after(response: httpx.Response) -> float | None:
    asked = response.headers.get("retry-after", "")
    return float(asked) if re.fullmatch(r"\d{1,4}", asked) else None


def _message(response: httpx.Response) -> str:
    try:
        return msgspec.json.decode(response.content, type=_Failure).message
    except msgspec.DecodeError:
        return ""


def _sentence(error: _Error) -> Say:
    """Say of one object why it was not taken, and what to do."""
    why = error.error
    who = _clean(f"{error.type} « {error.meta.title or error.id} »")
    reason = _REASONS.get(why.type, _REASONS["unknown"])
    held = ", ".join(f"{item.type} {item.id}" for item in why.references)
    words = {"message": _clean(why.message), "missing": _clean(held)}
    return Say(f"{who} : {reason.fr.format(**words)}", f"{who}: {reason.en.format(**words)}")


_REASONS: Final = {
    "conflict": Say(
        "existe déjà sous cet identifiant, dans un autre espace ou sous un autre type ; il n’a pas"
        " été remplacé. Supprimez l’ancien, puis recommencez.",
        "already exists under this id, in another space or under another type; it was not"
        " replaced. Delete the old one, then try again.",
    ),
    "ambiguous_conflict": Say(
        "plusieurs objets de Kibana en sont des copies ; aucun n’a été remplacé. Supprimez les"
        " copies de trop, puis recommencez.",
        "several objects in Kibana are copies of it; none was replaced. Delete the copies that"
        " are too many, then try again.",
    ),
    "missing_references": Say(
        "ce qu’il montre manque dans Kibana ({missing}). Importez le fichier entier.",
        "what it shows is missing in Kibana ({missing}). Import the whole file.",
    ),
    "unsupported_type": Say(
        "ce Kibana ne connaît pas ce type d’objet ; il faut Kibana 8.15 ou plus récent.",
        "this Kibana does not know this type of object; Kibana 8.15 or newer is needed.",
    ),
    "unknown": Say("Kibana dit : {message}", "Kibana says: {message}"),
}


def _clean(text: str) -> str:
    """What another program says is shown on one short line."""
    return " ".join(text.split())[:_LONGEST]
