"""The fields that Kibana shows, of mentions and of sources, as people call them in French."""

from __future__ import annotations

from typing import Final, NamedTuple

from vigie.labels import VOCABULARIES
from vigie.source_watch import SOURCE_STATES


class Field(NamedTuple):
    """A field of the mapping: its Elasticsearch type, its French name, its values' names."""

    type: str
    label: str
    values: tuple[tuple[str, str], ...] = ()


def _named(label: str, vocabulary: str) -> Field:
    names = VOCABULARIES[vocabulary]
    return Field("keyword", label, tuple((key, name.fr) for key, name in names.items()))


# The languages met in our towns; another shows its code.
_LANGUAGES: Final = (
    ("fr", "français"),
    ("en", "anglais"),
    ("es", "espagnol"),
    ("nl", "néerlandais"),
    ("de", "allemand"),
    ("it", "italien"),
    ("pt", "portugais"),
    ("ar", "arabe"),
    ("ht", "créole haïtien"),
)

# What the machine was unsure of: the names of the fields themselves.
_UNSURE: Final = (
    ("relevant", "pertinence"),
    ("language", "langue"),
    ("sentiment", "ton"),
    ("topic", "sujet"),
    ("intent", "intention"),
    ("service_request", "demande pour le 311"),
    ("service_category", "catégorie du 311"),
    ("media_request", "demande de médias"),
    ("emergency", "urgence"),
    ("conduct", "conduite"),
    ("author_role", "qui parle"),
    ("place", "lieu"),
)

#: Of a mention.
SHOWN: Final[dict[str, Field]] = {
    "published_at": Field("date", "Publiée le"),
    "first_seen": Field("date", "Vue la première fois le"),
    "reply_due_at": Field("date", "Réponse attendue le"),
    "temporary_due_at": Field("date", "Réponse provisoire attendue le"),
    "headline": Field("keyword", "Titre ou début du texte"),
    "town": Field("keyword", "Ville"),
    "source": Field("keyword", "Source"),
    "kind": Field("keyword", "Genre de source"),
    "language": Field("keyword", "Langue", _LANGUAGES),
    "sentiment": _named("Ton", "sentiment"),
    "topic": _named("Sujet", "topic"),
    "intent": _named("Intention", "intent"),
    "service_request": _named("Demande pour le 311", "service_request"),
    "service_category": _named("Catégorie du 311", "service_category"),
    "media_request": _named("Demande de médias", "media_request"),
    "emergency": _named("Urgence", "emergency"),
    "conduct": _named("Conduite (nétiquette)", "conduct"),
    "author_role": _named("Qui parle", "author_role"),
    "route": _named("Suite proposée", "route"),
    "status": _named("État", "status"),
    "place": Field("keyword", "Lieu (identifiant)"),
    "place_text": Field("keyword", "Lieu nommé"),
    "district": Field("keyword", "Secteur"),
    "point": Field("geo_point", "Point sur la carte"),
    "cluster": Field("keyword", "Histoire"),
    "uncertain": Field("keyword", "À vérifier", _UNSURE),
    "title": Field("text", "Titre"),
    "text": Field("text", "Texte"),
    "url": Field("keyword", "Adresse"),
}

# What a source's last page may say; « quiet » and « late » are what is made of it.
_ANSWERS: Final = ("working", "failing", "blocked", "needs_credentials", "stopped")

#: Of a source.
SOURCE_SHOWN: Final[dict[str, Field]] = {
    "source": Field("keyword", "Source"),
    "health": Field(
        "keyword", "État", tuple((state, name.fr) for state, name in SOURCE_STATES.items())
    ),
    "state": Field(
        "keyword",
        "Dernière réponse",
        tuple((state, name.fr) for state, name in SOURCE_STATES.items() if state in _ANSWERS),
    ),
    "arrived_at": Field("date", "Dernier apport, publié le"),
    "heard_at": Field("date", "Dernières nouvelles le"),
    "asked_at": Field("date", "Interrogée le"),
    "next_at": Field("date", "Prochaine demande le"),
    "failures": Field("integer", "Échecs de suite"),
}

#: Machinery of a mention, and what could point at a person: Kibana is asked not to show these.
HIDDEN: Final = (
    "record",
    "author",
    "address",
    "answered",
    "signature",
    "revision",
    "generation",
    "published_us",
    "placed_us",
    "first_seen_us",
    "written_us",
    "writer",
    "tie",
    "reviewed",
    "stemmed_as",
)
