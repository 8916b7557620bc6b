"""The scheduled reports of the settings, each with its town, its mail target and its hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from desk.report_schedule import Plan
from pipeline.settings_report import ReportSettings
from sinks.mail import MailDeliverer
from vigie.contracts import Deliverer
from vigie.errors import ConfigurationError
from vigie.say import Say
from vigie.town import Town


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One scheduled report, ready.

    Attributes:
        form: "html", "pdf" or "text".
        mail: what hands it to the mail server.
    """

    name: str
    town: Town
    plan: Plan
    to: tuple[str, ...]
    form: str
    language: str
    target: str
    mail: MailDeliverer


def planned(
    reports: Iterable[ReportSettings], towns: tuple[Town, ...], deliverers: Mapping[str, Deliverer]
) -> tuple[Planned, ...]:
    """Return the scheduled reports.

    Raises:
        ConfigurationError: one names a target that is no e-mail target of the house.
    """
    by_slug = {town.slug: town for town in towns}
    found: list[Planned] = []
    for report in reports:
        mail = deliverers.get(report.target)
        if not isinstance(mail, MailDeliverer):
            raise ConfigurationError([_no_mail(report)])
        town = by_slug[report.town] if report.town else towns[0]
        found.append(
            Planned(
                name=report.name,
                town=town,
                plan=report.plan,
                to=report.to,
                form=report.format,
                language=report.language or town.interface,
                target=report.target,
                mail=mail,
            )
        )
    return tuple(found)


def _no_mail(report: ReportSettings) -> Say:
    return Say(
        f"[[report]] « {report.name} » : « {report.target} » n’envoie pas de courriel.",
        f"[[report]] “{report.name}”: “{report.target}” sends no e-mail.",
    )
