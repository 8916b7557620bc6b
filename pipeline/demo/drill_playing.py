"""Plays the drill on a copy: a temporary installation of the town, gone at the end."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from pipeline.assembly import load_town
from pipeline.cli.words import t
from pipeline.demo.drill import (
    Drill,
    FastClock,
    Scenario,
    friday_night,
    read_scenario,
    write_drill,
)
from pipeline.demo.home import write_home
from pipeline.demo.loopback import free_port, listening, serve, stop_after, tell
from pipeline.demo.servers import make_app
from pipeline.demo.week import Pace, Week
from pipeline.logs import set_up
from pipeline.serving import run_installation
from pipeline.settings import FILE_NAME, read
from towns.finding import find
from vigie.say import Say
from vigie.town import Town

#: Where no installation is at hand, the drill is played in this town.
_USUAL_TOWN = "trois-rivieres"


async def play(home: Path, *, port: int, seconds: int, speed: float) -> None:
    """Play the drill until Ctrl-C, or for `seconds` when that is not 0.

    Everything lives in a temporary folder, on this machine's loopback, and is gone at the end:
    no alert leaves, nothing is handed to anyone, the town's real mentions are not there.

    Args:
        home: the installation whose first town is played; any other folder plays the usual one.
        port: of the page; another is taken when it is in use.
        seconds: how long to run; 0 for ever.
        speed: how much faster than real time the evening goes by.

    Raises:
        ConfigurationError: the installation's settings or profile are wrong.
    """
    set_up(quiet=True)
    scenario, stop, now = read_scenario(), asyncio.Event(), datetime.now(UTC)
    name, town = town_of(home)
    start = friday_night(town, now)
    week = scenario.week(town, speed)
    with tempfile.TemporaryDirectory(prefix="vigie-drill-") as folder:
        copy, sites, page = Path(folder), free_port(), free_port(port)
        write_home(copy, week, sites=sites, page=page, town=name)
        write_drill(copy, _drill(scenario, start))
        clock = FastClock(start, speed)
        app = make_app(week, f"http://127.0.0.1:{sites}", Pace(start, speed))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(serve(app, sites, stop))
            await listening(sites)
            tasks.create_task(run_installation(copy, read(copy), page=True, stop=stop, clock=clock))
            await listening(page)
            _say_hello(page, town, week)
            if seconds:
                tasks.create_task(stop_after(seconds, stop))


def town_of(home: Path) -> tuple[str, Town]:
    """Return the town to play: what names its profile from anywhere, and the profile."""
    if not (home / FILE_NAME).exists():
        return _USUAL_TOWN, load_town(_USUAL_TOWN, None)
    wanted = read(home).towns[0]
    return str(find(wanted, home)), load_town(wanted, home)


def _drill(scenario: Scenario, start: datetime) -> Drill:
    return Drill(name=Say(scenario.fr, scenario.en), started_at=start, step=scenario.step)


def _say_hello(port: int, town: Town, week: Week) -> None:
    address, minutes = f"http://127.0.0.1:{port}/", max(week.ends // 60, 1)
    tell(
        t(
            f"""
EXERCICE à {town.name}, un vendredi soir : tout est fictif, rien ne part d’ici.

  La page     {address}
  Le bilan    {address}exercice

De nouvelles publications arrivent pendant {minutes} minutes. Ctrl-C pour arrêter : tout s’efface.
""",
            f"""
DRILL in {town.name}, on a Friday night: all of it is made up, nothing leaves this machine.

  The page     {address}
  The debrief  {address}exercice

New posts arrive for {minutes} minutes. Ctrl-C to stop: everything is erased.
""",
        )
    )
