"""Which of a table's columns holds which field, by the names that people give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from connectors.markup import one_line
from vigie.errors import InvalidInput
from vigie.folding import fold_words
from vigie.say import Say

#: Field → the names recognised, folded; where a table has several, the first one here is read.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "identifiant", "identifier", "post id", "message id", "uid"),
    "text": (
        *("text", "texte", "message", "contenu", "content", "texte du message", "full text"),
        *("commentaire", "comment", "body", "corps", "post", "publication"),
    ),
    "title": ("title", "titre", "titre de l article", "headline"),
    "url": (
        *("url", "lien", "link", "adresse", "adresse web", "adresse url", "permalink"),
        *("permalien", "uri", "address"),
    ),
    "published_at": (
        *("published at", "publie le", "date de publication", "publication date", "date"),
        *("date et heure", "date heure", "created at", "cree le", "created time", "published"),
        *("timestamp", "horodatage", "posted at"),
    ),
    "edited_at": (
        *("edited at", "modifie le", "date de modification", "updated at", "mis a jour le"),
        *("last modified",),
    ),
    "declared_language": ("declared language", "langue", "language", "lang"),
    "in_reply_to": ("in reply to", "en reponse a", "reponse a", "reply to"),
    "source_kind": ("source kind", "source", "plateforme", "platform", "reseau", "network"),
    "own": ("own", "source own", "page de la ville", "notre page"),
    "author": (
        *("author", "auteur", "auteure", "autrice", "author handle", "handle", "username"),
        *("user name", "nom d utilisateur", "utilisateur", "user", "compte", "account"),
        *("screen name", "pseudo", "pseudonyme"),
    ),
    "author_role": ("author role", "role", "role de l auteur"),
    "replies": ("replies", "reponses", "nombre de reponses", "commentaires", "comments"),
    "shares": ("shares", "partages", "nombre de partages", "retweets", "reposts"),
    "likes": ("likes", "j aime", "mentions j aime", "nombre de j aime", "reactions", "favoris"),
    "views": ("views", "vues", "nombre de vues", "impressions"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "longitude", "lng", "long"),
    "deleted": ("deleted", "supprime", "efface", "retire"),
}

#: In JSONL, where each field stands: the first path that leads somewhere is followed.
PATHS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    **{field: ((field,),) for field in NAMES},
    "source_kind": (("source", "kind"),),
    "own": (("source", "own"),),
    "author": (("author", "handle"),),
    "author_role": (("author", "role"),),
    **{
        count: ((count,), ("engagement", count))
        for count in ("replies", "shares", "likes", "views")
    },
    "lat": (("lat",), ("geo", "lat")),
    "lon": (("lon",), ("geo", "lon")),
}

_SHOWN: Final = 12  # columns named in an error; a file without header shows a post's words there


def recognised(cells: Sequence[str], wanted: Mapping[str, str]) -> int:
    """Count the columns whose name says something, to choose a delimiter by."""
    known = {name for names in NAMES.values() for name in names} | set(
        map(folded_name, wanted.values())
    )
    return sum(folded_name(cell) in known for cell in cells)


def match(cells: Sequence[str], wanted: Mapping[str, str]) -> dict[str, int]:
    """Return field → index of its column.

    Args:
        cells: the header.
        wanted: field → column name, as the settings say; it wins over the known names.

    Raises:
        InvalidInput: no column of text, a wanted column that is not there, or two columns of
            one name; the sentence names the columns found and what was expected.
    """
    folded = [folded_name(cell) for cell in cells]
    chosen = {field: _index(folded, folded_name(name)) for field, name in wanted.items()}
    missing = [wanted[field] for field, index in chosen.items() if index is None]
    if missing:
        raise absent(missing, cells)
    taken = {folded[index] for index in chosen.values() if index is not None}
    for field, names in NAMES.items():
        found = [name for name in names if name in folded and name not in taken]
        if field not in chosen and found:
            chosen[field] = folded.index(found[0])
    columns = {field: index for field, index in chosen.items() if index is not None}
    _check(columns, folded, cells)
    return columns


def folded_name(name: str) -> str:
    """Return a column's name as it is compared: accents, case, signs around it are all one."""
    return fold_words(name[:200].replace("_", " ")).strip(" :*.")


def _index(folded: Sequence[str], name: str) -> int | None:
    return folded.index(name) if name in folded else None


def _check(columns: Mapping[str, int], folded: Sequence[str], cells: Sequence[str]) -> None:
    twice = [cells[index] for index in columns.values() if folded.count(folded[index]) > 1]
    if twice:
        raise InvalidInput(
            Say(
                f"l’en-tête porte deux fois la même colonne : {_listed(twice).fr}."
                f" Colonnes trouvées : {_listed(cells).fr}.",
                f"the header has the same column twice: {_listed(twice).en}."
                f" Columns found: {_listed(cells).en}.",
            )
        )
    if "text" not in columns and "title" not in columns:
        expected = ", ".join(NAMES["text"][:4])
        raise InvalidInput(
            Say(
                f"aucune colonne ne porte le texte. Colonnes trouvées : {_listed(cells).fr}."
                f" Attendu : {expected}, ou le nom que donne « columns » dans les réglages.",
                f"no column holds the text. Columns found: {_listed(cells).en}."
                f" Expected: {expected}, or the name given by `columns` in the settings.",
            )
        )


def absent(missing: Sequence[str], cells: Sequence[str]) -> InvalidInput:
    """Return the error that names columns which are not there, and those that are."""
    return InvalidInput(
        Say(
            f"colonne absente : {_listed(missing).fr}. Colonnes trouvées : {_listed(cells).fr}.",
            f"missing column: {_listed(missing).en}. Columns found: {_listed(cells).en}.",
        )
    )


def _listed(cells: Sequence[str]) -> Say:
    names = [one_line(cell, 24, is_markup=False) for cell in cells[:_SHOWN]]
    more = "…" if len(cells) > _SHOWN else ""
    return Say(
        ", ".join(f"« {name} »" for name in names) + more,
        ", ".join(f"“{name}”" for name in names) + more,
    )
