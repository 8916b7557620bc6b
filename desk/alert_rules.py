"""Raises alerts: which rules a mention newly meets, and what the team reads of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from desk.alert_rule import AlertRule, When, holds
from desk.alert_rule_reading import read_rules
from desk.excerpt import excerpt
from desk.response_clock import HISTORY, received_at
from desk.rule_times import is_muted
from vigie.alert import Alert, alert_id
from vigie.in_force import in_force
from vigie.labels import display
from vigie.record import Record
from vigie.say import Say
from vigie.source_watch import TOLD_OF
from vigie.town import Town

__all__ = ["DEFAULT_RULES", "AlertRule", "When", "in_effect", "raise_alerts", "read_rules"]

EXCERPT_LIMIT = 280

#: What an installation that writes no rule of its own is told of.
DEFAULT_RULES: Final = (
    AlertRule(name="emergency", when=When(emergency=True), severity="urgent"),
    AlertRule(name="media-request", when=When(media_request=True), severity="normal"),
    AlertRule(name="source-health", when=When(source_state=TOLD_OF), severity="normal"),
)

#: Labels that an alert shows, in this order, where they were given.
_SUMMARY = ("route", "topic", "sentiment", "service_category")

# What a rule's condition says of the mention it holds for.
_REASONS: Final[dict[str, Say]] = {
    "emergency": Say("urgence signalée", "an emergency is reported"),
    "media_request": Say("demande d’un média", "a media request"),
    "service_request": Say("demande de service", "a service request"),
    "official_mentioned": Say("une personne élue est nommée", "an official is named"),
}


# Conditions that are no label, and so say nothing of why the mention matters.
# The title names the town already.
_UNTOLD: Final = ("min_confidence", "min_reach", "between", "failing_hours", "town")


def in_effect(written: Sequence[AlertRule]) -> tuple[AlertRule, ...]:
    """Return the rules in effect, given those that the settings hold.

    The built-in rules about mentions give way to any that is written about single mentions, the
    one about sources to any that is written about sources; each to a rule of its name, were it
    only to turn it off. One about spikes or other numbers takes the place of nothing.
    """
    enabled = [rule for rule in written if rule.enabled]
    subjects = {rule.about for rule in enabled}
    names = {rule.name for rule in written}
    built_in = (
        rule for rule in DEFAULT_RULES if rule.about not in subjects and rule.name not in names
    )
    return (*enabled, *built_in)


def raise_alerts(
    rules: Sequence[AlertRule],
    record: Record,
    now: datetime,
    language: str | None = None,
    base_url: str | None = None,
    *,
    town: Town,
    previous: Record | None = None,
) -> list[Alert]:
    """Return an alert for each rule that the mention meets and did not meet before.

    Pure and deterministic: an alert's id depends on the rule, the mention and its revision, so a
    replay gives the same ones. An edition of a mention raises a rule again only if
    the rule did not hold for the edition before it. A post that was history when first heard (see
    `desk.response_clock.HISTORY`) raises none: an import must not wake anyone.

    Args:
        rules: the installation's.
        record: the mention with its labels and decision.
        now: aware; becomes `raised_at`.
        language: of the sentences, `town.interface` by default.
        base_url: address of the team's page, for the link; without it the link is the post's.
        town: the mention's profile.
        previous: the record kept of an earlier edition, None for a new mention.
    """
    if record.first_seen - received_at(record.mention.post) > HISTORY:
        return []
    spoken = language or town.interface
    if previous and record.review is None:
        # An edition comes without the review of the one before, whose corrections still hold.
        record = replace(record, review=previous.review)
    link = f"{base_url.rstrip('/')}/mention/{record.mention.id}" if base_url else None
    return [
        _alert(rule, record, town, now=now, language=spoken, link=link)
        for rule in rules
        if rule.about == "mention"
        and not is_muted(rule, now)
        and holds(rule, record, town)
        and not (previous and holds(rule, previous, town))
    ]


def _alert(
    rule: AlertRule, record: Record, town: Town, *, now: datetime, language: str, link: str | None
) -> Alert:
    mention, route = record.mention, _value(record, "route")
    return Alert(
        id=alert_id(rule.name, mention.id, mention.post.revision),
        rule=rule.name,
        town=mention.town,
        mention=mention.id,
        severity=rule.severity,
        title=_title(record, route, town, language),
        reason=_reason(rule, record, language),
        advice=_advice(route, town).to(language),
        raised_at=now,
        summary=_summary(record, town, language),
        url=link or mention.post.url,
        story=record.judgement.cluster or "",
    )


def _value(record: Record, field: str) -> str:
    label = in_force(record, field)
    return label.value if label else ""


def _title(record: Record, route: str, town: Town, language: str) -> str:
    name = display("route", route, language)
    source = excerpt(record.mention.post.source.name, 80, town)
    return f"{town.name} · {name[:1].upper()}{name[1:]} · {source}"


def _reason(rule: AlertRule, record: Record, language: str) -> str:
    """Say which conditions held, then what the machine noticed for them."""
    parts: list[str] = []
    noticed: list[str] = []
    for field in When.__struct_fields__:
        asked = getattr(rule.when, field)
        if field in _UNTOLD or (not asked and asked is not False):
            continue
        noticed += [r.reason for r in record.judgement.why if r.label == field]
        if isinstance(asked, bool):
            negation = Say("pas de : ", "no: ").to(language)
            parts.append(("" if asked else negation) + _REASONS[field].to(language))
        else:
            parts.append(display(field, _value(record, field), language))
    told = ", ".join(dict.fromkeys(parts)) or _value(record, "town")
    because = " ; ".join(dict.fromkeys(noticed[:3]))
    return f"{told[:1].upper()}{told[1:]}" + (f" : {because}" if because else ".")


def _summary(record: Record, town: Town, language: str) -> dict[str, str]:
    post = record.mention.post
    labels = {
        field: display(field, value, language)
        for field in _SUMMARY
        if (value := _value(record, field))
    }
    said = f"{post.title} – {post.text}" if post.title else post.text
    return {**labels, "excerpt": excerpt(said, EXCERPT_LIMIT, town)}


def _advice(route: str, town: Town) -> Say:
    media = town.media_relations
    to_media = " · ".join(known for known in (media.email, media.phone) if known)
    number = town.emergency_number
    advices = {
        "emergency": Say(
            f"Prévenez sans attendre les services d’urgence ({number}) si ce n’est pas fait ; "
            f"la réponse invite à composer le {number}.",
            f"Tell the emergency services ({number}) at once if nobody has; "
            f"the reply asks people to call {number}.",
        ),
        "media_relations": Say(
            f"Ne répondez pas publiquement ; transmettez aux relations médias ({to_media}).",
            f"Do not answer in public; pass it on to media relations ({to_media}).",
        ),
        "moderate": Say(
            "Une personne décide, nétiquette en main ; la critique reste permise.",
            "A person decides by the nétiquette; criticism remains allowed.",
        ),
        "invite_311": Say(
            f"Invitez la personne à s’adresser au guichet de la ville : {_door(town, 'fr')}.",
            f"Invite the person to use the town’s front door: {_door(town, 'en')}.",
        ),
        "refer_elsewhere": Say(
            "Orientez la personne vers l’organisme responsable.",
            "Refer the person to the organisation in charge.",
        ),
        "reply": Say(
            "Répondez dans le délai, par une réponse validée.",
            "Reply in time, with a validated reply.",
        ),
    }
    return advices.get(route, Say("Suivez, sans répondre.", "Follow, without replying."))


def _door(town: Town, language: str) -> str:
    """Name the front door with its phone, which is sometimes its very name (311)."""
    name, phone = _named(town.front_door.name, language), town.front_door.phone
    return name if phone in name else f"{name} ({phone})"


def _named(name: dict[str, str], language: str) -> str:
    return name.get(language) or next(iter(name.values()), "")
