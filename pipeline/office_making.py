"""Hands the pages what they act with."""

from __future__ import annotations

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
from pipeline.entrance_making import make_entrance
from pipeline.export_streams import Exports
from pipeline.installation import Installation
from pipeline.quick_check import check_quickly
from pipeline.report_making import report_desk, report_mailing
from pipeline.rule_desk import InstalledRules
from pipeline.sample import SampleWeek
from pipeline.secrets_file import read_key
from pipeline.sheet import csv_of
from webapp.door import OpenDoor
from webapp.doors.account_door import AccountDoor
from webapp.office import DEMO, Office


def office_of(installation: Installation) -> Office:
    """Return the means of those who act on the pages of an installation.

    Raises:
        ConfigurationError: the installation's key cannot be read.
    """
    it = installation
    way_in = (
        make_entrance(it.home, it.settings, it.store, it.clock, it.context.outbound)
        if it.settings.web.accounts
        else None
    )
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
