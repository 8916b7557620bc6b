"""What stands where on the veille team's dashboard, and the question that each panel answers."""

from __future__ import annotations

from typing import Final

import msgspec

from deploy.kibana import charts, lists
from deploy.kibana.lens import Chart
from deploy.kibana.places_map import MAP
from deploy.kibana.searches import TO_ANSWER


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """A panel: its place on the grid of 48 columns, its words, and what it shows.

    Attributes:
        at: x, y, width, height.
        shows: a chart of its own, or the (type, id) of a saved object.
    """

    id: str
    title: str
    description: str
    at: tuple[int, int, int, int]
    shows: Chart | tuple[str, str]


PANELS: Final = (
    Panel(
        id="mentions",
        title="Mentions",
        description="Combien de fois on a parlé de la ville pendant la période choisie.",
        at=(0, 0, 8, 6),
        shows=charts.MENTIONS,
    ),
    Panel(
        id="urgences",
        title="Urgences",
        description="Les mentions qui signalent un danger pour la vie ou la sécurité.",
        at=(8, 0, 8, 6),
        shows=charts.EMERGENCIES,
    ),
    Panel(
        id="demandes-de-medias",
        title="Demandes de médias",
        description="Les questions de journalistes. Ne répondez pas en public.",
        at=(16, 0, 8, 6),
        shows=charts.MEDIA_REQUESTS,
    ),
    Panel(
        id="a-repondre",
        title="À répondre",
        description="Tout ce qui attend encore une réponse, quelle que soit la période choisie.",
        at=(24, 0, 8, 6),
        shows=charts.TO_ANSWER,
    ),
    Panel(
        id="en-retard",
        title="En retard",
        description="Les réponses dont l’échéance est passée, quelle que soit la période choisie.",
        at=(32, 0, 8, 6),
        shows=charts.LATE,
    ),
    Panel(
        id="a-verifier",
        title="À vérifier",
        description="Les mentions dont une étiquette au moins est incertaine.",
        at=(40, 0, 8, 6),
        shows=charts.TO_CHECK,
    ),
    Panel(
        id="attente-par-echeance",
        title="Réponses attendues : pour quand ?",
        description=(
            "Les échéances tiennent compte des heures de bureau et des jours fériés de la ville."
            " Ne dépend pas de la période choisie."
        ),
        at=(0, 6, 26, 9),
        shows=lists.DEADLINES,
    ),
    Panel(
        id="attente-par-anciennete",
        title="Réponses attendues : depuis quand ?",
        description=(
            "Le temps écoulé depuis la publication, en temps réel (et non en heures de bureau)."
            " Ne dépend pas de la période choisie."
        ),
        at=(26, 6, 22, 9),
        shows=charts.WAITS,
    ),
    Panel(
        id="liste-a-repondre",
        title="À répondre, de la plus pressante à la moins pressante",
        description="La liste complète. Ne dépend pas de la période choisie.",
        at=(0, 15, 48, 13),
        shows=("search", TO_ANSWER.id),
    ),
    Panel(
        id="volume-par-ton",
        title="Mentions par jour, selon le ton",
        description=(
            "Le ton est celui de l’auteur envers ce dont il parle ; un compte rendu sans"
            " émotion est neutre."
        ),
        at=(0, 28, 32, 14),
        shows=charts.VOLUME,
    ),
    Panel(
        id="avant-apres",
        title="Avant et après la date (il y a 7 jours)",
        description=(
            "Compare deux semaines, de part et d’autre d’une date : celle d’une décision du"
            " conseil, par exemple. Ne dépend pas de la période choisie."
        ),
        at=(32, 28, 16, 14),
        shows=charts.AROUND,
    ),
    Panel(
        id="sujets",
        title="Sujets, selon le ton",
        description="De quoi on parle, du sujet le plus fréquent au moins fréquent.",
        at=(0, 42, 24, 17),
        shows=charts.TOPICS,
    ),
    Panel(
        id="intentions",
        title="Intentions",
        description=(
            "Ce que veulent les gens. Les idées et les compliments y sont aussi : le conseil"
            " les voit rarement."
        ),
        at=(24, 42, 24, 17),
        shows=charts.INTENTS,
    ),
    Panel(
        id="cas-311",
        title="Cas pour le 311, par catégorie",
        description="Les demandes que les services municipaux peuvent traiter.",
        at=(0, 59, 20, 18),
        shows=charts.CASES,
    ),
    Panel(
        id="carte",
        title="Où ? Lieux nommés et cas pour le 311",
        description=(
            "En gris, toutes les mentions situées ; en rouge, les cas pour le 311. Une mention"
            " sans lieu reconnu n’y est pas."
        ),
        at=(20, 59, 28, 18),
        shows=("map", MAP),
    ),
    Panel(
        id="histoires",
        title="Histoires dont on parle le plus",
        description=(
            "Une histoire regroupe les textes presque pareils : un communiqué repris par douze"
            " sites en est une seule. Le titre est celui de la mention la plus récente."
        ),
        at=(0, 77, 32, 14),
        shows=lists.STORIES,
    ),
    Panel(
        id="langues",
        title="Langues",
        description="La langue des mentions de la période choisie.",
        at=(32, 77, 16, 14),
        shows=charts.LANGUAGES,
    ),
    Panel(
        id="sante-des-sources",
        title="Sources : de quand datent leurs dernières nouvelles ?",
        description=(
            "Les sources les plus silencieuses d’abord ; avant elles, celles qui n’ont encore rien"
            " apporté. Ne dépend ni de la période ni des filtres."
        ),
        at=(0, 91, 28, 16),
        shows=lists.SOURCES,
    ),
    Panel(
        id="volume-par-source",
        title="Sources : d’où viennent les mentions ?",
        description="Les 15 sources les plus bavardes de la période choisie.",
        at=(28, 91, 20, 16),
        shows=charts.SOURCES,
    ),
)
