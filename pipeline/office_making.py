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
        papers=it.store,
        cases=it.store,
        case_desk=InstalledCases(it),
        rule_desk=InstalledRules(it),
        decide=decide_corrected,
        door=AccountDoor(way_in) if way_in else OpenDoor(DEMO),
        draw=shared,
        analyst=DeskAnalyst(),
        sheet=csv_of,
        key=read_key(it.home),
        nameless=nameless_link,
        arrivals=it.store,
        consequences=consequences,
        redraft=redraft,
        opening=next_opening,
        entrance=way_in,
        heard_for={source.name: source.towns for source in it.settings.source},
        reports=report_desk(it),
        mailing=report_mailing(it),
        export=Exports(it.towns),
        targets=tuple(it.deliverers),
        hours=OpeningHours(),
        examine=partial(check_quickly, it),
        sample=SampleWeek(it),
        drill=read_drill(it.home),
    )
