"""Commands that make, check and run an installation."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.words import LANGUAGE, t


def add_to(app: typer.Typer) -> None:
    """Add `init`, `doctor`, `run`, `serve` and `demo`."""
    app.command(help=t("Crée une installation.", "Make an installation."))(init)
    app.command(help=t("Vérifie l’installation.", "Check the installation."))(doctor)
    app.command(
        help=t("Écoute, juge, sert la page, jusqu’à Ctrl-C.", "Listen, judge, serve the page.")
    )(run)
    app.command(
        help=t(
            "Sert la page seule, pendant que d’autres processus écoutent et jugent.",
            "Serve the page alone, while other processes listen and judge.",
        )
    )(serve)
    app.command(
        help=t(
            "Montre Vigie sur une ville fictive, sans rien installer d’autre.",
            "Show Vigie on a made-up week, with nothing else to install.",
        )
    )(demo)


def init(
    folder: Annotated[Path, typer.Argument(help=t("Dossier à créer.", "Folder to make."))],
    town: Annotated[
        str,
        typer.Option(
            prompt=t("Ville (nom du profil ou fichier)", "Town (profile's name or file)"),
            help=t("Profil de la ville : nom ou fichier.", "The town's profile: name or file."),
        ),
    ],
    contact: Annotated[
        str,
        typer.Option(
            prompt=t("Courriel de contact", "Contact e-mail"),
            help=t("Courriel donné aux sites lus.", "E-mail told to the sites read."),
        ),
    ],
) -> None:
    """Make an installation and say what to do next."""
    from pipeline.assembly import load_town
    from pipeline.first_settings import make_home

    profile = load_town(town, folder)
    path = make_home(folder, town=town, contact=contact, language=LANGUAGE)
    typer.echo(
        t(
            f"Vigie écoutera pour {profile.name}. Réglages : {path}\n"
            f"La suite :\n"
            f"  vigie --home {folder} account add VOTRE-NOM --role admin\n"
            f"  vigie --home {folder} source preview ADRESSE\n"
            f"  vigie --home {folder} source add ADRESSE --name « Nom de la source »\n"
            f"  vigie --home {folder} doctor\n"
            f"  vigie --home {folder} run",
            f"Vigie will listen for {profile.name}. Settings: {path}\n"
            f"Next:\n"
            f"  vigie --home {folder} account add YOUR-NAME --role admin\n"
            f"  vigie --home {folder} source preview ADDRESS\n"
            f'  vigie --home {folder} source add ADDRESS --name "Name of the source"\n'
            f"  vigie --home {folder} doctor\n"
            f"  vigie --home {folder} run",
        )
    )


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """Check everything that running needs, and say what to mend."""
    from pipeline.cli.exits import SETTINGS
    from pipeline.cli.home import home
    from pipeline.cli.tables import show_findings
    from pipeline.doctor import examine

    findings = asyncio.run(examine(home(), LANGUAGE))
    show_findings(findings, as_json=as_json)
    if any(not finding.well for finding in findings):
        raise typer.Exit(SETTINGS)


def run(
    once: Annotated[
        bool,
        typer.Option(
            "--once",
            help=t(
                "Lit chaque source une fois, livre les alertes, puis s’arrête.",
                "Read each source once, deliver the alerts, then stop.",
            ),
        ),
    ] = False,
    page: Annotated[
        bool, typer.Option("--page/--no-page", help=t("Servir la page.", "Serve the page."))
    ] = True,
    log_json: Annotated[
        bool, typer.Option("--log-json", help=t("Journal en JSON.", "Log as JSON."))
    ] = False,
) -> None:
    """Run the installation in this process."""
    from pipeline.cli.home import home, settings
    from pipeline.logs import set_up
    from pipeline.serving import run_installation, run_once

    set_up(as_json=log_json)
    if once:
        asyncio.run(run_once(home(), settings()))
    else:
        asyncio.run(run_installation(home(), settings(), page=page))


def serve(
    log_json: Annotated[
        bool, typer.Option("--log-json", help=t("Journal en JSON.", "Log as JSON."))
    ] = False,
) -> None:
    """Serve the page over the installation's store."""
    from pipeline.cli.home import home, settings
    from pipeline.logs import set_up
    from pipeline.serving import serve_page

    set_up(as_json=log_json)
    asyncio.run(serve_page(home(), settings()))


def demo(
    port: Annotated[int, typer.Option(help=t("Port de la page.", "The page's port."))] = 8311,
    seconds: Annotated[
        int,
        typer.Option(
            help=t("S’arrête après ce temps (0 : jamais).", "Stop after this time (0: never).")
        ),
    ] = 0,
    kafka: Annotated[
        str | None,
        typer.Option(
            help=t(
                "En mode distribué : le courtier Kafka (hôte:port).",
                "In the distributed mode: the Kafka broker (host:port).",
            )
        ),
    ] = None,
    elasticsearch: Annotated[
        str | None,
        typer.Option(
            help=t(
                "En mode distribué : l’adresse d’Elasticsearch.",
                "In the distributed mode: Elasticsearch's address.",
            )
        ),
    ] = None,
) -> None:
    """Replay a made-up week through real connectors and open the page."""
    from pipeline.demo.cluster import a_cluster
    from pipeline.demo.showing import show

    asyncio.run(show(port=port, seconds=seconds, cluster=a_cluster(kafka, elasticsearch)))
