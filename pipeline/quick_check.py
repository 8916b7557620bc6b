"""What the settings page checks: as `vigie doctor`, but asking nothing of the world."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from pipeline.doctor import machine_findings, target_findings
from pipeline.finding import Finding, bad, well
from pipeline.installation import Installation
from pipeline.source_watch import SourceWatch
from vigie.coverage import CoveredSource
from vigie.source_watch import TROUBLES
from vigie.town import Town


async def check_quickly(installation: Installation) -> list[Finding]:
    """Look at the profiles, the sources as they were last heard, the targets and the disk.

    Raises:
        Unavailable: the store is away.
    """
    findings = [each for town in installation.towns for each in _profile(town, installation)]
    findings += [finding async for finding in _sources(installation)]
    findings += [finding async for finding in target_findings(installation)]
    if installation.deliverers and not installation.rules:
        findings.append(
            bad(
                "Aucune règle d’alerte : rien ne sera envoyé. « vigie alerts presets » en propose.",
                "No alert rule: nothing will be sent. `vigie alerts presets` offers some.",
            )
        )
    return [*findings, *machine_findings(installation.home, installation.settings)]


def _profile(town: Town, installation: Installation) -> Iterator[Finding]:
    """Tell what a profile that loads still lacks; each has something to do."""
    missing = [
        (not town.gazetteer, "rues et lieux (« gazetteer »)", "streets and places (`gazetteer`)"),
        (not town.outline, "contour du territoire (« outline »)", "outline of the territory"),
        (not town.accounts, "comptes de la Ville et des élus (« accounts »)", "its accounts"),
        (
            not (town.media_relations.email or town.media_relations.phone),
            "coordonnées des relations médias",
            "how to reach media relations",
        ),
        (not any(getattr(town.hours, day) for day in _DAYS), "heures d’ouverture", "hours"),
        (not town.netiquette, "nétiquette", "netiquette"),
    ]
    fr = ", ".join(french for lacking, french, _ in missing if lacking)
    en = ", ".join(english for lacking, _, english in missing if lacking)
    if fr:
        yield bad(
            f"Profil « {town.name} » : il manque : {fr}. Complétez towns/{town.slug}.toml, puis "
            "« vigie town check ».",
            f"Profile “{town.name}”: missing {en}. Complete towns/{town.slug}.toml, then "
            "`vigie town check`.",
            town=town.slug,
        )
    else:
        fr, en = f"Profil « {town.name} » en ordre.", f"Profile “{town.name}” in order."
        yield well(fr, en, town.slug)
    if town.slug in installation.handing.desks:
        yield well(
            f"« {town.name} » : les dossiers peuvent partir à {town.front_door.name['fr']}.",
            f"“{town.name}”: cases may be handed to the front door.",
            town.slug,
        )


async def _sources(installation: Installation) -> AsyncIterator[Finding]:
    if not installation.sources:
        yield bad(
            "Aucune source : « vigie source add ADRESSE --name NOM » en ajoute une.",
            "No source: `vigie source add ADDRESS --name NAME` adds one.",
        )
        return
    covered = await SourceWatch(installation).coverage()
    heard = [source for source in covered.sources if source.kind]
    for source in heard:
        if source.state in TROUBLES:
            yield _trouble(source)
    working = sum(source.state not in TROUBLES for source in heard)
    if working:
        yield well(f"{working} sources entendues.", f"{working} sources heard.")


def _trouble(source: CoveredSource) -> Finding:
    return bad(
        f"Source « {source.name} » : {source.why.fr} « vigie doctor » l’essaie et dit que faire.",
        f"Source “{source.name}”: {source.why.en} `vigie doctor` tries it and says what to do.",
        source=source.name,
    )


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
