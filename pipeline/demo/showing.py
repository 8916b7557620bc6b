"""Shows Vigie at work: the made-up week, the real chain, the page, the alerts, what to try."""

from __future__ import annotations

import asyncio
import base64
import secrets
import shutil
import sys
import tempfile
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog

from pipeline.cli.words import t
from pipeline.demo.cluster import Cluster, running, settings_lines
from pipeline.demo.home import write_home
from pipeline.demo.loopback import free_port, listening, serve, stop_after, tell
from pipeline.demo.servers import make_app
from pipeline.demo.week import Week, read_week
from pipeline.logs import set_up
from pipeline.receiver import make_receiver, printable
from pipeline.serving import run_installation, serve_page
from pipeline.settings import read

log = structlog.get_logger()


async def show(*, port: int, seconds: int, cluster: Cluster | None = None) -> None:
    """Run the demonstration until Ctrl-C, or for `seconds` when that is not 0.

    Everything lives in a temporary folder, on this machine's loopback, and is gone at the end.

    Args:
        port: of the page; another is taken when it is in use.
        seconds: how long to run; 0 for ever.
        cluster: servers to run on in the distributed mode; None for the embedded mode.
    """
    set_up(quiet=True)
    week, stop = read_week(), asyncio.Event()
    with tempfile.TemporaryDirectory(prefix="vigie-demo-") as folder:
        home, secret = Path(folder), "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        sites, receiver, page = free_port(), free_port(), free_port(port)
        more = settings_lines(cluster) if cluster else []
        write_home(home, week, sites=sites, receiver=receiver, page=page, secret=secret, more=more)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_serve_sites(week, sites, stop))
            tasks.create_task(_serve_receiver(receiver, secret, stop))
            await listening(sites)
            await listening(receiver)
            tasks.create_task(_run(home, cluster, stop))
            await listening(page)
            _say_hello(home, page, week)
            if seconds:
                tasks.create_task(stop_after(seconds, stop))


async def _run(home: Path, cluster: Cluster | None, stop: asyncio.Event) -> None:
    if cluster is None:
        await run_installation(home, read(home), page=True, stop=stop)
        return
    async with running(home):
        await serve_page(home, read(home), stop=stop)


async def _serve_sites(week: Week, port: int, stop: asyncio.Event) -> None:
    await serve(make_app(week, f"http://127.0.0.1:{port}"), port, stop)


async def _serve_receiver(port: int, secret: str, stop: asyncio.Event) -> None:
    def received(content: dict[str, Any]) -> None:
        alert = content["data"]
        said = t("  ⚑ alerte reçue et vérifiée : ", "  ⚑ alert received and verified: ")
        tell(printable(f"{said}{alert['rule']} · {alert['title']}"))

    await serve(make_receiver(secret, received), port, stop)


def command() -> str:
    """Return how to call this very program from the terminal that shows the demonstration."""
    called = Path(sys.argv[0])
    return "vigie" if shutil.which("vigie") or called.name != "vigie" else str(called)


def _say_hello(home: Path, port: int, week: Week) -> None:
    vigie = command()
    address = f"http://127.0.0.1:{port}/"
    tell(
        t(
            f"""
Vigie écoute {len(week.channel)} sources fictives à propos de Trois-Rivières.

  La page           {address}
  À essayer         ouvrez une mention « urgence » ou « inviter au 311 », lisez le pourquoi
                    et la réponse proposée ; cherchez : nid-de-poule ET sujet:rues
  Dans un terminal  {vigie} --home {home} search "eau brune"
                    {vigie} --home {home} sources
                    {vigie} --home {home} alerts list
  Pour votre ville  {vigie} init ma-ville --town trois-rivieres --contact vous@ville.example

De nouvelles publications arrivent pendant {week.ends} secondes. Ctrl-C pour arrêter.
""",
            f"""
Vigie is listening to {len(week.channel)} made-up sources about Trois-Rivières.

  The page          {address}
  Try               open an “emergency” or “invite to 311” mention, read why, and the reply
                    proposed; search: nid-de-poule AND topic:roads
  In a terminal     {vigie} --home {home} search "eau brune"
                    {vigie} --home {home} sources
                    {vigie} --home {home} alerts list
  For your town     {vigie} init my-town --town trois-rivieres --contact you@town.example

New posts arrive for {week.ends} seconds. Ctrl-C to stop.
""",
        )
    )
    if sys.stdout.isatty():
        with suppress(webbrowser.Error):
            webbrowser.open(address)
