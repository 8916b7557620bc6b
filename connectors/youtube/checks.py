"""What no single key of a YouTube source tells: settings that cannot work together. Pure."""

from __future__ import annotations

from connectors.youtube.budget import SEARCHES_A_DAY, Cost, Spent, daily_cost
from connectors.youtube.queries import searches
from connectors.youtube.settings import YouTubeSettings
from vigie.context import Context
from vigie.say import Say


def pushed(settings: YouTubeSettings, context: Context) -> bool:
    """Tell whether the hub is asked to call: as the settings say, else whenever it can be."""
    able = bool(settings.watched and settings.signs and context.public_url)
    return able if settings.websub is None else settings.websub and able


def impossible(settings: YouTubeSettings, context: Context) -> list[Say]:
    """Return every reason why these settings cannot work."""
    found: list[Say] = []
    if not settings.watched and not searches(settings, context.towns):
        found.append(
            Say(
                "il n’y a rien à écouter : donnez « channels », « own_channels » ou « words ».",
                "there is nothing to listen to: give channels, own_channels or words.",
            )
        )
    cost = daily_cost(settings)
    if cost.units > settings.units_per_day:
        found.append(_too_much(settings, cost))
    if settings.websub and not pushed(settings, context):
        found.append(
            Say(
                "« websub » demande des chaînes, « websub_secret_file » ou « websub_secret_env »,"
                " et une adresse publique ([inbound] public_url).",
                "websub needs channels, websub_secret_file or websub_secret_env, and a public"
                " address ([inbound] public_url).",
            )
        )
    return [_of(settings.name, say) for say in found]


def quiet_day(settings: YouTubeSettings) -> Say:
    """Return what a quiet day takes, next to what may be spent: told before it is."""
    cost, units, most = daily_cost(settings), settings.units_per_day, SEARCHES_A_DAY
    return Say(
        f"Une journée calme prend {cost.units} unités sur {units}, et {cost.searches} recherches"
        f" sur {most}.",
        f"A quiet day takes {cost.units} of {units} units, and {cost.searches} of {most} searches.",
    )


def told(settings: YouTubeSettings, spent: Spent) -> Say:
    """Return what today has cost, next to what a quiet day costs and to what may be spent."""
    cost = daily_cost(settings)
    units, searched = settings.units_per_day, cost.searches
    return Say(
        f"Aujourd’hui : {spent.units} unités sur {units} (une journée calme en prend"
        f" {cost.units}) et {spent.searches} recherches sur {searched}.",
        f"Today: {spent.units} of {units} units (a quiet day takes {cost.units}) and"
        f" {spent.searches} of {searched} searches.",
    )


def _too_much(settings: YouTubeSettings, cost: Cost) -> Say:
    units = settings.units_per_day
    return Say(
        f"une journée prendrait {cost.units} unités, et « units_per_day » en permet {units}"
        f" (Google en donne 10000) : moins de chaînes ou de vidéos suivies, un intervalle plus"
        " long, ou plus d’unités.",
        f"a day would take {cost.units} units, and units_per_day allows {units} (Google gives"
        " 10000): fewer channels or followed videos, a longer interval, or more units.",
    )


def _of(name: str, say: Say) -> Say:
    return Say(f"source « {name} » : {say.fr}", f"source “{name}”: {say.en}")
