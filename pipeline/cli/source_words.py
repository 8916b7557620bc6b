"""What `vigie source add` and `vigie source preview` say."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from pipeline.cli.words import LANGUAGE, t

if TYPE_CHECKING:
    from connectors.recognition.recognise import Looked
    from connectors.recognition.recognised import Recognised
    from pipeline.adding_source import Tried
    from pipeline.previewing import Shown
    from pipeline.source_block import Block, Secret

_OTHERS_LIMIT = 12


def say(text: str, *, err: bool = False) -> None:
    """Print one sentence or line, without what could drive the terminal."""
    from pipeline.cli.tables import printable

    typer.echo(printable(text), err=err)


def sentence(text: str) -> str:
    """Return a text as a sentence of its own: a capital and a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")


def chosen(looked: Looked, kind: str | None) -> Recognised:
    """Return what is to be added; end the command, saying why, when there is nothing."""
    found = [each for each in looked.found if each.kind and kind in (None, each.kind)]
    if found:
        return found[0]
    others = [each for each in looked.found if each.kind]
    if others:
        say(t(f"Rien du genre « {kind} » à cette adresse.", f"Nothing of kind “{kind}” there."))
        tell_list(others)
    over = nothing(looked)
    say(t("Rien n’a été ajouté.", "Nothing was added."), err=True)
    raise over


def nothing(looked: Looked) -> typer.Exit:
    """Say why nothing is there to listen to; return what ends the command."""
    from pipeline.cli.exits import AWAY, NOTHING

    notes = [each.note for each in looked.found if not each.kind and each.note]
    why = looked.refusal or (notes[0] if notes else None)
    if why is not None:
        say(sentence(why.to(LANGUAGE)), err=True)
    elif not looked.found:
        say(t("Rien ne s’écoute à cette adresse.", "Nothing to listen to there."), err=True)
    return typer.Exit(AWAY if looked.away else NOTHING)


def tell_found(looked: Looked, one: Recognised) -> None:
    """Say what was recognised, and what else is there."""
    say(t(f"Reconnu : {_named(one)}", f"Recognised: {_named(one)}"))
    others = [each for each in looked.found if each is not one and each.kind]
    if others:
        say(t("On y trouve aussi :", "There is also:"))
        tell_list(others)


def tell_list(found: Sequence[Recognised]) -> None:
    """Print what is at an address, one line each."""
    for each in found[:_OTHERS_LIMIT]:
        say(f"  {_named(each)}")
    if len(found) > _OTHERS_LIMIT:
        say(f"  … {len(found) - _OTHERS_LIMIT}")


def _named(one: Recognised) -> str:
    named = one.title and one.title != one.place
    title = t(f"« {one.title} »", f"“{one.title}”") if named else ""
    return "  ".join(part for part in (one.kind, one.place, title) if part)


def tell_note(one: Recognised) -> None:
    """Say what a person must know of this place."""
    if one.note is not None:
        say(one.note.to(LANGUAGE))


def tell_blanks(made: Block) -> None:
    """Say what the person has to give, and the two ways to do it."""
    for blank in made.blanks:
        say(
            t(f"Il faut {blank.key} : {blank.what.fr}.", f"{blank.key} is needed: {blank.what.en}.")
        )
    again = " ".join(f"--set {blank.key}=…" for blank in made.blanks)
    say(
        t(
            f"En attendant, la source est écrite en commentaire : complétez-la dans vigie.toml, ou"
            f" relancez avec {again}",
            f"Until then the source is written as a comment: fill it in in vigie.toml, or run this"
            f" again with {again}",
        )
    )


def tell_tried(tried: Tried, one: Recognised) -> None:
    """Say what a source brings, costs and needs; end the command when it cannot be read."""
    from pipeline.previewing import shown

    if tried.trial is not None:
        brought = shown(tried.trial, tried.trying, 3)
        _end_if_unreadable(brought)
        if brought.state != "needs_credentials" or not _missing(tried):
            tell_shown(brought)
    if tried.cost is not None:
        say(tried.cost.say.to(LANGUAGE))
        if tried.cost.charged and tried.trial is None:
            say(t("Elle n’a donc pas été essayée.", "So it was not tried."))
    tell_note(one)
    tell_secrets(tried.block.secrets)
    if tried.called_at is not None:
        _tell_called(tried.called_at)


def _missing(tried: Tried) -> bool:
    return any(each.need.use == "required" and not is_there(each) for each in tried.block.secrets)


def _end_if_unreadable(brought: Shown) -> None:
    from pipeline.cli.exits import AWAY, NOTHING

    if brought.state in {"working", "needs_credentials"}:
        return
    late = t("N’a pas répondu à temps.", "Did not answer in time.")
    say(sentence(brought.note) if brought.note else late, err=True)
    say(
        t(
            "Rien n’a été ajouté. Pour l’ajouter quand même : --untried.",
            "Nothing was added. To add it all the same: --untried.",
        ),
        err=True,
    )
    raise typer.Exit(AWAY if brought.state == "failing" else NOTHING)


def tell_shown(brought: Shown) -> None:
    """Print the first posts, those about the town marked, and the totals."""
    if not (brought.total or brought.rejected or brought.unheard or brought.note):
        say(t("Rien à lire pour le moment.", "Nothing to read for the moment."))
        return
    for row in brought.rows:
        mark = "✔" if row["about"] else " "
        say(f"  {row['published'][:10]}  {mark} {row['title']}")
    say(totals(brought))


def totals(brought: Shown) -> str:
    """Return what was read, in one line."""
    read, bad = brought.total, brought.rejected
    parts = [t(f"{read} en tout", f"{read} in all")]
    if brought.about is not None:
        parts.append(t(f"{brought.about} sur la ville (✔)", f"{brought.about} of the town (✔)"))
    if brought.unheard:
        other = brought.unheard
        parts.append(t(f"{other} sans son nom", f"{other} without its name"))
    parts.append(t(f"{bad} illisible{'s' if bad > 1 else ''}", f"{bad} unreadable"))
    late = t("lecture arrêtée à temps", "reading cut short") if brought.late else ""
    line = ", ".join(part for part in (*parts, late) if part)
    return f"{line}. {sentence(brought.note) if brought.note else ''}".rstrip()


def tell_secrets(secrets: Sequence[Secret]) -> None:
    """Say which secrets are missing, where to get them and where to put them."""
    for each in secrets:
        if is_there(each):
            continue
        lead = (
            t("Il faut", "Needed") if each.need.use == "required" else t("Facultatif", "Optional")
        )
        say(t(f"{lead} : {each.need.what.fr}.", f"{lead}: {each.need.what.en}."))
        say(f"  {_where(each)}")


def is_there(secret: Secret) -> bool:
    """Tell whether a secret is where the block says; whether it is good, the source tells."""
    from pipeline.cli.home import home

    if secret.variable:
        return bool(os.environ.get(secret.variable))
    return (home() / secret.file).is_file()


def _where(secret: Secret) -> str:
    key, file = secret.need.key, secret.file
    if secret.variable:
        return t(
            f"Dans la variable d’environnement {secret.variable}, qui est vide.",
            f"In the environment variable {secret.variable}, which is empty.",
        )
    if secret.need.use == "required":
        return t(
            f"Écrivez-le dans {file} (chmod 600), ou nommez une variable d’environnement :"
            f" --set {key}_env=NOM. Puis « vigie doctor ».",
            f"Write it in {file} (chmod 600), or name an environment variable:"
            f" --set {key}_env=NAME. Then `vigie doctor`.",
        )
    return t(
        f"Dans {file} (chmod 600), en retirant le « # » de sa ligne dans vigie.toml.",
        f"In {file} (chmod 600), taking the `#` off its line in vigie.toml.",
    )


def _tell_called(address: str) -> None:
    if address:
        say(t(f"Elle peut être appelée à {address}", f"It can be called at {address}"))
    else:
        say(
            t(
                "Pour qu’elle soit appelée par d’autres, donnez [inbound] public_url.",
                "For it to be called by others, give [inbound] public_url.",
            )
        )
