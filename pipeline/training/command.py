"""What `vigie train` does, from files to a model's file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from enrichers.weights import Weights, weights
from pipeline.corpus_files import files_for
from pipeline.evaluation.table import table
from pipeline.labelled import Towns, listed_towns
from pipeline.training import adopting
from pipeline.training.examples import Example, read_examples
from pipeline.training.making import Made, make
from pipeline.training.places import Fitted, fit_places
from pipeline.training.telling import named, recorded, unseen_figures
from vigie.errors import ConfigurationError
from vigie.say import Say

Progress = Callable[[str], None]


class Wanted(NamedTuple):
    """What the command was asked: see `vigie train --help`."""

    corpus: Path
    output: Path
    record: Path | None = None
    lexicons: Path | None = None
    corrections: Path | None = None


class Outcome(NamedTuple):
    """What is told, and whether a model was written."""

    told: str
    adopted: bool


def run(wanted: Wanted, language: str, progress: Progress) -> Outcome:
    """Train; write the model, unless corrections were given and it is not better.

    Raises:
        ConfigurationError: files that are absent or not labelled posts, too few of them.
    """
    towns = Towns(
        listed_towns(wanted.corpus), {"lexicons": wanted.lexicons} if wanted.lexicons else {}
    )
    files = files_for(wanted.corpus, "train")
    places = fit_places(files, towns, progress=progress)
    examples = read_examples(files, towns, finders=places.without, progress=progress)
    if wanted.corrections is not None:
        examples += _corrected(wanted.corrections, towns, places)
    made = make(examples, places.whole, progress)
    figures = unseen_figures(made, examples)
    kept = made.weights.with_figures(named(figures))
    if wanted.record is not None:
        wanted.record.write_text(recorded(figures), "utf-8")
    if wanted.corrections is None:
        kept.save(wanted.output)
        return Outcome(
            f"{table(figures, language)}\n{wanted.output} · {kept.version}", adopted=True
        )
    return _judged(wanted, kept, made, examples, language)


def _corrected(path: Path, towns: Towns, places: Fitted) -> list[Example]:
    finders = {path.stem: places.whole} if places.whole else {}
    found = read_examples([path], towns, group=adopting.group_of, finders=finders)
    if not found:
        raise ConfigurationError([Say(f"{path} : aucune correction.", f"{path}: no correction.")])
    return found


def _judged(
    wanted: Wanted, kept: Weights, made: Made, examples: list[Example], language: str
) -> Outcome:
    in_force = weights(wanted.output if wanted.output.is_file() else None)
    trial = adopting.tried(made, examples, kept.figures, in_force)
    said = trial.told().to(language)
    if not trial.better:
        return Outcome(said, adopted=False)
    former = adopting.adopt(kept, wanted.output, in_force)
    return Outcome(f"{said}\n{wanted.output} · {kept.version} ({former})", adopted=True)


def put_back(output: Path) -> Say:
    """Exchange a model with the one before it.

    Raises:
        ConfigurationError: there is none.
    """
    if not adopting.put_back(output):
        former = adopting.former_of(output)
        raise ConfigurationError(
            [Say(f"{former} : pas de modèle d’avant.", f"{former}: no model before this one.")]
        )
    weights.cache_clear()
    return Say(f"{output} : le modèle d’avant est remis.", f"{output}: the former model is back.")
