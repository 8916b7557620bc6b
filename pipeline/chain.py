"""The judging stages of one town, in an order that works."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from vigie.contracts import Enricher
from vigie.errors import ConfigurationError
from vigie.judgement import Judged
from vigie.say import Say

Observe = Callable[[str, float], None]


def ordered(enrichers: Sequence[Enricher]) -> list[Enricher]:
    """Order stages so that each comes after what it needs, else by the order given.

    Raises:
        ConfigurationError: a stage needs what none gives, or two need each other.
    """
    waiting = list(enrichers)
    given = {"relevance"}
    done: list[Enricher] = []
    while waiting:
        ready = next((e for e in waiting if _may_run(e, waiting, given)), None)
        if ready is None:
            raise ConfigurationError([_stuck(e, given) for e in waiting])
        waiting.remove(ready)
        done.append(ready)
        given |= ready.gives
    return done


def _may_run(enricher: Enricher, waiting: Sequence[Enricher], given: set[str]) -> bool:
    still_coming = {field for e in waiting if e is not enricher for field in e.gives}
    return enricher.needs <= given and not (enricher.needs & still_coming)


def _stuck(enricher: Enricher, given: set[str]) -> Say:
    missing = ", ".join(sorted(enricher.needs - given)) or "?"
    return Say(
        f"l’étape « {enricher.name} » a besoin de : {missing}, que rien ne donne avant elle.",
        f"the stage “{enricher.name}” needs: {missing}, which nothing gives before it.",
    )


class Chain:
    """A town's stages, run one after the other over a batch; pure but for the time it tells.

    Args:
        enrichers: in any order that `ordered` can mend.
        observe: told each stage's name and seconds for a batch.
    """

    def __init__(self, enrichers: Sequence[Enricher], observe: Observe | None = None) -> None:
        self.stages = tuple(ordered(enrichers))
        self._observe = observe or (lambda _stage, _seconds: None)

    def judge(self, batch: Sequence[Judged]) -> list[Judged]:
        """Return the batch judged, in the same order. Takes CPU time: call it off the loop."""
        judged = list(batch)
        for stage in self.stages:
            started = time.perf_counter()
            judged = stage.enrich(judged)
            self._observe(stage.name, time.perf_counter() - started)
        return judged
