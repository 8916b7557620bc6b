"""Tries a target with an alert that says plainly that it is a test; the outbox knows nothing."""

from __future__ import annotations

from datetime import datetime

from pipeline.installation import Installation
from vigie.alert import Alert, alert_id
from vigie.errors import InvalidInput
from vigie.say import Say


def trial_alert(target: str, town: str, now: datetime, language: str) -> Alert:
    """Return the test alert of this moment; nobody is asked to do anything."""
    fr_en = {
        "title": Say(
            "ESSAI de Vigie – aucune alerte, rien à faire",
            "Vigie TEST – no alert, nothing to do",
        ),
        "reason": Say(
            f"Quelqu’un vérifie que la cible « {target} » reçoit.",
            f"Somebody is checking that the target “{target}” receives.",
        ),
        "advice": Say("Rien. Dites que l’essai est arrivé.", "Nothing. Say that the test came."),
        "excerpt": Say("Texte d’essai : é à ç œ & < > « » ’", "Test text: é à ç œ & < > “ ” ’"),
    }
    said = {name: say.to(language) for name, say in fr_en.items()}
    return Alert(
        id=alert_id("test", target, int(now.timestamp() * 1_000)),
        rule="test",
        town=town,
        mention="",
        severity="low",
        title=said["title"],
        reason=said["reason"],
        advice=said["advice"],
        raised_at=now,
        summary={"excerpt": said["excerpt"]},
    )


async def try_target(it: Installation, target: str) -> Say:
    """Deliver a test alert once, at once, even to a target that was stopped; say what came back.

    Raises:
        InvalidInput: no target has this name.
        Unavailable: what the target answered, or why it could not be reached.
    """
    deliverer = it.deliverers.get(target)
    if deliverer is None:
        raise InvalidInput(_unknown(target, sorted(it.deliverers)), where=target)
    town = it.towns[0]
    alert = trial_alert(target, town.slug, it.clock.now(), town.interface)
    uncertain = await deliverer.deliver(alert)
    stopped = target in await it.store.disabled_targets()
    return _taken(target, uncertain, stopped=stopped)


def _taken(target: str, uncertain: Say | None, *, stopped: bool) -> Say:
    taken = uncertain or Say("acceptée", "accepted")
    also = Say(
        f" Elle est pourtant arrêtée : « vigie alerts enable {target} ».",
        f" Yet it is stopped: `vigie alerts enable {target}`.",
    )
    return Say(
        f"Cible « {target} » : {taken.fr}.{also.fr if stopped else ''}",
        f"Target “{target}”: {taken.en}.{also.en if stopped else ''}",
    )


def _unknown(target: str, known: list[str]) -> Say:
    names = ", ".join(known) or "—"
    return Say(
        f"Aucune cible ne s’appelle « {target} ». Cibles : {names}.",
        f"No target is called “{target}”. Targets: {names}.",
    )
