"""`vigie source add`: find what is at an address, try it, write it in `vigie.toml`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.words import LANGUAGE, t

if TYPE_CHECKING:
    from connectors.recognition.recognise import Looked
    from connectors.recognition.recognised import Recognised
    from pipeline.adding_source import Tried
    from pipeline.settings import Settings
    from pipeline.source_block import Block

KIND = typer.Option(
    help=t(
        "Le genre voulu, s’il y en a plusieurs ou sans adresse.",
        "Which kind, of several or without address.",
    )
)
GIVEN = typer.Option(
    "--set",
    metavar=t("CLÉ=VALEUR", "KEY=VALUE"),
    help=t(
        "Un réglage de plus, autant de fois qu’il en faut ; jamais un secret.",
        "One more setting, as many times as needed; never a secret.",
    ),
)


def add(
    name: Annotated[str, typer.Option(help=t("Nom de la source.", "The source’s name."))],
    address: Annotated[
        str | None,
        typer.Argument(
            help=t(
                "Adresse d’une page, d’un fil, d’un forum, d’un compte, d’une boîte (imaps://)"
                " ou d’un dossier ; aucune avec --kind pour ce qui n’en a pas.",
                "Address of a page, a feed, a forum, an account, a mailbox (imaps://) or a"
                " folder; none, with --kind, for what has none.",
            )
        ),
    ] = None,
    kind: Annotated[str | None, KIND] = None,
    given: Annotated[list[str] | None, GIVEN] = None,
    own: Annotated[
        bool,
        typer.Option("--own", help=t("C’est la page de la Ville.", "It is the town’s own page.")),
    ] = False,
    untried: Annotated[
        bool,
        typer.Option("--untried", help=t("L’ajoute sans l’essayer.", "Add it without trying it.")),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=t("Montre sans rien écrire.", "Only show."))
    ] = False,
) -> None:
    """Add a source to the settings, after trying it and checking that they stay right."""
    from pipeline.adding_source import check_name, composed
    from pipeline.cli import source_words as words
    from pipeline.cli.home import settings
    from pipeline.given_settings import read_given

    chosen_settings = settings()
    name = check_name(name, chosen_settings)
    extra = read_given(given or ())
    looked = _looked(address, kind, untried=untried)
    chosen = words.chosen(looked, kind)
    words.tell_found(looked, chosen)
    made = composed(chosen, name, extra, chosen_settings.language, own=own)
    if made.blanks:
        _leave_to_be_filled_in(made, chosen, dry_run=dry_run)
    # A drop folder makes its shelves as soon as it is built.
    if not (dry_run and chosen.kind == "drop_folder"):
        words.tell_tried(_tried(chosen_settings, made, untried=untried), chosen)
    _write(made, dry_run=dry_run)
    if not dry_run:
        typer.echo(t(f"« {name} » sera écoutée.", f"“{name}” will be listened to."))


def _looked(address: str | None, kind: str | None, *, untried: bool) -> Looked:
    from connectors.recognition.by_address import known_place, whole_address
    from connectors.recognition.recognise import Looked
    from connectors.recognition.recognised import Recognised
    from pipeline.adding_source import look
    from pipeline.cli.home import home

    if address is None:
        if kind is None:
            raise typer.BadParameter(t("donnez une adresse, ou --kind.", "give it, or --kind."))
        return Looked(found=(Recognised(kind=kind),))
    if not untried or kind is None:
        return asyncio.run(look(home(), address, LANGUAGE))
    told = [each for each in known_place(address) if each.kind in {kind, ""}]
    as_written = Recognised(kind=kind, settings={"url": whole_address(address)})
    return Looked(found=tuple(told) or (as_written,))


def _tried(settings: Settings, made: Block, *, untried: bool) -> Tried:
    from pipeline.adding_source import tried
    from pipeline.cli.home import home

    if not untried:
        lead = t("Essai, vingt secondes au plus…", "A trial, twenty seconds at most…")
        typer.echo(lead, err=True)
    return asyncio.run(tried(home(), settings, made, language=LANGUAGE, untried=untried))


def _leave_to_be_filled_in(made: Block, chosen: Recognised, *, dry_run: bool) -> None:
    """Write a source as a comment, for what no address tells; end the command."""
    from pipeline.cli import source_words as words
    from pipeline.cli.exits import SETTINGS

    words.tell_blanks(made)
    words.tell_secrets([each for each in made.secrets if each.need.use == "required"])
    words.tell_note(chosen)
    _write(made, dry_run=dry_run)
    raise typer.Exit(SETTINGS)


def _write(made: Block, *, dry_run: bool) -> None:
    from pipeline.cli.home import home
    from pipeline.settings_file import check, save

    check(home(), made)
    if not dry_run:
        save(home(), made)
    lead = t("Serait ajouté", "Would be added") if dry_run else t("Ajouté", "Added")
    typer.echo(t(f"{lead} à vigie.toml :", f"{lead} to vigie.toml:") + f"\n\n{made.text}")
