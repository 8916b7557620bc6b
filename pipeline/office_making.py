"""Hands the pages what they act with."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from desk.analyst import DeskAnalyst
from desk.corrected import consequences, decide_corrected
from desk.nameless_link import nameless_link
from desk.opening_hours import OpeningHours
from desk.redrafting import redraft
from desk.response_clock import next_opening
from pipeline.case_desk import InstalledCases
from pipeline.demo.drill import read_drill
from pipeline.drawing import shared
from pipeline.export_streams import Exports
from pipeline.installation import Installation
from pipeline.quick_check import check_quickly
from pipeline.report_making import report_desk, report_mailing
from pipeline.rule_desk import InstalledRules
from pipeline.sample import SampleWeek
from pipeline.secrets_file import read_key, read_secret
from pipeline.sheet import csv_of
from vigie.clock import Clock
from vigie.paper import Papers
from webapp.door import OpenDoor
from webapp.doors.account_door import AccountDoor
from webapp.doors.entrance import Entrance, entrance
from webapp.doors.oidc import Oidc
from webapp.doors.oidc_provider import Provider
from webapp.doors.oidc_terms import Terms
from webapp.office import DEMO, Office


def office_of(installation: Installation) -> Office:
    """Return the means of those who act on the pages of an installation.

    Raises:
        ConfigurationError: the installation's key cannot be read.
    """
    way_in = entrance_of(installation) if installation.settings.web.accounts else None
    return Office(
        papers=installation.store,
        cases=installation.store,
        case_desk=InstalledCases(installation),
        rule_desk=InstalledRules(installation),
        decide=decide_corrected,
        door=AccountDoor(way_in) if way_in else OpenDoor(DEMO),
        draw=shared,
        analyst=DeskAnalyst(),
        sheet=csv_of,
        key=read_key(installation.home),
        entrance=way_in,
        heard_for={source.name: source.towns for source in installation.settings.source},
        nameless=nameless_link,
        arrivals=installation.store,
        consequences=consequences,
        redraft=redraft,
        opening=next_opening,
        reports=report_desk(installation),
        mailing=report_mailing(installation),
        export=Exports(installation.towns),
        targets=tuple(installation.deliverers),
        hours=OpeningHours(),
        examine=partial(check_quickly, installation),
        sample=SampleWeek(installation),
        drill=read_drill(installation.home),
    )


def entrance_of(installation: Installation) -> Entrance:
    """Return what lets people in, for the pages and for the commands.

    Raises:
        ConfigurationError: the installation's key cannot be read.
    """
    papers: Papers = installation.store
    clock: Clock = installation.clock
    web = installation.settings.web
    lasting = (timedelta(minutes=web.idle_minutes), timedelta(hours=web.session_hours))
    key = read_key(installation.home)
    return entrance(
        papers,
        clock,
        key,
        address=web.address,
        lasting=lasting,
        single_sign_on=_single_sign_on(installation),
    )


def _single_sign_on(installation: Installation) -> Oidc | None:
    web, clock = installation.settings.web, installation.clock
    asked = web.oidc
    if not asked.issuer:
        return None
    terms = Terms(
        issuer=asked.issuer,
        client_id=asked.client_id,
        secret=read_secret(installation.home, asked.client_secret_file) or "",
        label=asked.label,
        scopes=asked.scopes,
        name_claim=asked.name_claim,
        groups_claim=asked.groups_claim,
        roles=asked.roles,
        towns=asked.towns,
    )
    provider = Provider(terms, installation.context.outbound, clock)
    return Oidc(terms, provider, installation.store, clock, web.address)
