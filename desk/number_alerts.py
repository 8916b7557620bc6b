"""What the team reads of a spike, of a story that grows, of mentions that came together."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from desk.alert_rule import AlertRule
from desk.excerpt import excerpt
from desk.gathering import Gathering
from desk.rising_story import Rise
from desk.rule_floor import Crowd
from desk.rule_query import address, named
from desk.spikes import Seen
from vigie.alert import Alert, alert_id
from vigie.say import Say
from vigie.town import Town

_EXCERPT: Final = 280
_DAYS: Final = (
    ("lundi", "Monday"),
    ("mardi", "Tuesday"),
    ("mercredi", "Wednesday"),
    ("jeudi", "Thursday"),
    ("vendredi", "Friday"),
    ("samedi", "Saturday"),
    ("dimanche", "Sunday"),
)
_TIMES: Final = {
    2: Say("deux fois plus de", "twice as many"),
    3: Say("trois fois plus de", "three times as many"),
    4: Say("quatre fois plus de", "four times as many"),
    5: Say("cinq fois plus de", "five times as many"),
}
_MORE: Final = Say("nettement plus de", "clearly more")
_MANY: Final = Say("bien plus de", "many more")


class Telling(msgspec.Struct, frozen=True):
    """When an alert is raised (aware), the page's address, the language of its sentences."""

    now: datetime
    base_url: str | None
    language: str


def spike_alert(
    rule: AlertRule,
    town: Town,
    seen: Seen,
    crowd: Crowd,
    *,
    since: datetime,
    telling: Telling,
) -> Alert:
    """Word a spike.

    Args:
        rule: whose it is.
        town: where.
        seen: the window that tells it best.
        crowd: what the window's mentions are, those heard late left out.
        since: when the episode began; with the rule and the town it makes the alert's id.
        telling: how it is told.
    """
    what, more = named(rule).to(telling.language), _times(seen, crowd).to(telling.language)
    opening = f"{more} {what}"
    usual = _number(seen.expected, telling.language)
    reason = Say(
        f"{_capital(opening)} {_as_usual(seen, town, telling.now).fr} : {crowd.mentions} en "
        f"{seen.window} h au lieu de {usual} ; {_crowd(crowd).fr}.",
        f"{_capital(opening)} {_as_usual(seen, town, telling.now).en}: {crowd.mentions} in "
        f"{seen.window} h instead of {usual}; {_crowd(crowd).en}.",
    )
    return Alert(
        id=alert_id(rule.name, f"{town.slug} {rule.spike} {since.isoformat()}", 0),
        rule=rule.name,
        town=town.slug,
        mention="",
        severity=rule.severity,
        title=f"{town.name} · {_capital(opening)}",
        reason=reason.to(telling.language),
        advice=_advice(town).to(telling.language),
        raised_at=telling.now,
        summary={
            "series": rule.spike,
            "count": str(crowd.mentions),
            "usual": usual,
            "hours": str(seen.window),
            "since": since.astimezone(ZoneInfo(town.timezone)).isoformat(timespec="minutes"),
        },
        url=address(rule, town.slug, telling.base_url),
    )


def rising_alert(rule: AlertRule, town: Town, rise: Rise, telling: Telling) -> Alert:
    """Word a story that grows fast; it is about the story's first mention."""
    post, crowd, hours = rise.first.mention.post, rise.crowd, rise.hours
    text = f"{post.title} – {post.text}" if post.title else post.text
    title = Say(
        f"Une histoire prend de l’ampleur : {crowd.mentions} publications",
        f"A story is growing: {crowd.mentions} posts",
    )
    reason = Say(
        f"Le même texte, ou presque, {crowd.mentions} fois en {hours:g} h, dans "
        f"{crowd.sources} sources, par {crowd.authors} personnes.",
        f"The same text, or nearly, {crowd.mentions} times in {hours:g} h, in "
        f"{crowd.sources} sources, by {crowd.authors} people.",
    )
    return Alert(
        id=alert_id(rule.name, rise.cluster, rise.step),
        rule=rule.name,
        town=town.slug,
        mention=rise.first.mention.id,
        severity=rule.severity,
        title=f"{town.name} · {title.to(telling.language)}",
        reason=reason.to(telling.language),
        advice=_advice(town).to(telling.language),
        raised_at=telling.now,
        summary={"excerpt": excerpt(text, _EXCERPT, town)},
        url=address(rule, town.slug, telling.base_url, f"cluster:{rise.cluster}") or post.url,
    )


def gathered_alert(
    rule: AlertRule,
    town: Town,
    found: Gathering,
    telling: Telling,
) -> Alert:
    """Word mentions that came together, or a digest of them: numbers, no text of anyone's."""
    crowd, what = found.crowd, named(rule)
    span = f"{found.span / timedelta(hours=1):g}"
    title = Say(f"{crowd.mentions} {what.fr}", f"{crowd.mentions} {what.en}")
    reason = Say(
        f"{title.fr} en {span} h ; {_crowd(crowd).fr}.",
        f"{title.en} in {span} h; {_crowd(crowd).en}.",
    )
    return Alert(
        id=alert_id(rule.name, f"{town.slug} {found.key}", 0),
        rule=rule.name,
        town=town.slug,
        mention="",
        severity=rule.severity,
        title=f"{town.name} · {title.to(telling.language)}",
        reason=reason.to(telling.language),
        advice=_advice(town).to(telling.language),
        raised_at=telling.now,
        summary={"count": str(crowd.mentions), "hours": span},
        url=address(rule, town.slug, telling.base_url),
    )


def _times(seen: Seen, crowd: Crowd) -> Say:
    times = int(crowd.mentions / max(seen.expected, 0.1))
    return _MORE if times < 2 else _TIMES.get(times, _MANY)


def _as_usual(seen: Seen, town: Town, now: datetime) -> Say:
    french, english = _DAYS[now.astimezone(ZoneInfo(town.timezone)).weekday()]
    if seen.window == 24:
        return Say(f"qu’un {french} ordinaire", f"as on an ordinary {english}")
    return Say(f"qu’un {french} à cette heure", f"as on a {english} at this hour")


def _crowd(crowd: Crowd) -> Say:
    several = "s" if crowd.authors > 1 else ""
    texts = "s" if crowd.clusters > 1 else ""
    return Say(
        f"{crowd.authors} personne{several}, {crowd.clusters} texte{texts} différent{texts}",
        f"{crowd.authors} {'people' if several else 'person'}, {crowd.clusters} different "
        f"text{texts}",
    )


def _number(value: float, language: str) -> str:
    text = f"{value:.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")
    return text if language == "en" else text.replace(".", ",")


def _advice(town: Town) -> Say:
    media, door = town.media_relations, town.front_door
    to_media = " · ".join(known for known in (media.email, media.phone) if known)
    return Say(
        "Lisez la liste, prévenez le service concerné et convenez d’un seul message validé "
        f"plutôt que de répondre à chacun. Les demandes vont au guichet ({door.phone}), les "
        f"journalistes aux relations médias ({to_media}) ; en cas de danger, le "
        f"{town.emergency_number}.",
        "Read the list, tell the service concerned and agree on one validated message rather "
        f"than answering each. Requests go to the front door ({door.phone}), journalists to "
        f"media relations ({to_media}); in case of danger, {town.emergency_number}.",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
