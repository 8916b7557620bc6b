"""What goes wrong, as RFC 9457 tells it: a kind, a sentence, and the fields at fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

from vigie.say import Say

#: Media type of an answer that tells a problem.
MEDIA: Final = "application/problem+json"

#: What every address of the API begins with.
_API: Final = "/api/"

#: Each kind with its status and its title; the page of the API lists them under these names.
KINDS: Final[dict[str, tuple[int, Say]]] = {
    "invalid": (400, Say("La demande n’est pas comprise", "The request is not understood")),
    "unknown_caller": (401, Say("Il faut un jeton", "A token is needed")),
    "forbidden": (403, Say("Ce n’est pas permis", "This is not allowed")),
    "not_found": (404, Say("Il n’y a rien ici", "There is nothing here")),
    "method": (405, Say("Cette méthode n’existe pas ici", "No such method here")),
    "conflict": (409, Say("L’état ne s’y prête pas", "The state does not allow it")),
    "stale": (412, Say("Quelqu’un l’a changé entre-temps", "Someone changed it meanwhile")),
    "too_large": (413, Say("Le corps est trop long", "The body is too long")),
    "media": (415, Say("Le corps doit être en JSON", "The body must be JSON")),
    "key_reused": (
        422,
        Say("Cette clef a servi à autre chose", "This key was used for something else"),
    ),
    "version_needed": (428, Say("Il manque If-Match", "If-Match is missing")),
    "too_many": (429, Say("Trop de demandes", "Too many requests")),
    "failed": (500, Say("Une erreur est survenue", "Something went wrong")),
    "away": (503, Say("La base ne répond pas", "The store does not answer")),
}
_BY_STATUS: Final = {status: kind for kind, (status, _) in KINDS.items()}


def is_api(request: Request) -> bool:
    """Tell whether a program asks, and is to be answered as one."""
    return request.url.path.startswith(_API)


class Fault(msgspec.Struct, frozen=True):
    """One field at fault: its name in the query, the headers or the body, and what is wrong."""

    field: str
    detail: str


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem as it is answered, in the reader's language."""

    type: Annotated[str, msgspec.Meta(description="Address of the kind's description.")]
    title: str
    status: int
    detail: str = ""
    errors: tuple[Fault, ...] = ()


class Problem(HTTPException):
    """Ends a call with a problem.

    Args:
        kind: a key of `KINDS`.
        say: what is wrong just here.
        faults: the fields at fault, each with what is wrong with it.
        headers: of the answer.
    """

    def __init__(
        self,
        kind: str,
        say: Say | None = None,
        *,
        faults: Sequence[tuple[str, Say]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(KINDS[kind][0], kind, dict(headers or {}))
        self.kind = kind
        self.say = say
        self.faults = tuple(faults)

    @classmethod
    def of_status(cls, status: int, headers: Mapping[str, str] | None = None) -> Problem:
        """Return the problem of a status; one without a kind of its own gets its family's."""
        kind = _BY_STATUS.get(status) or ("invalid" if status < 500 else "failed")
        return cls(kind, headers=headers)

    def told(self, language: str) -> Told:
        """Return the problem in one language."""
        status, title = KINDS[self.kind]
        return Told(
            type=f"/api/v1/#{self.kind}",
            title=title.to(language),
            status=status,
            detail=self.say.to(language) if self.say else "",
            errors=tuple(Fault(name, say.to(language)) for name, say in self.faults),
        )
