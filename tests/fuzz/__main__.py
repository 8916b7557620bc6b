"""`python -m tests.fuzz`: fuzzes every parser for so many minutes in all; `make fuzz`.

Ends with 1 when a parser did what its contract does not allow, or takes a time that grows with
the square of its input. Each input that shows it is kept, and `--replay` gives it again.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.fuzz.crashers import Crashers, name_in
from tests.fuzz.guard import seconds, tried
from tests.fuzz.session import Session, Tally
from tests.fuzz.table import targets
from tests.fuzz.target import Target

#: No parser may fill the machine's memory, in bytes of address space.
_MEMORY = 6_000_000_000


def main(given: Sequence[str] | None = None) -> int:
    """Run as a command; return its exit code."""
    asked = _arguments(given)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    known = {target.name: target for target in targets()}
    if asked.replay is not None:
        return _replay(asked.replay, known, asked.only)
    chosen = [t for t in known.values() if not asked.only or asked.only in t.name]
    if not chosen:
        print(f"no such parser; known: {', '.join(known)}")
        return 2
    return _fuzz(chosen, asked.minutes * 60 / len(chosen), asked.seed, Crashers(asked.keep))


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="in all")
    parser.add_argument("--only", default="", help="parsers whose name holds this")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the chance")
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"), help="folder of crashers")
    parser.add_argument("--replay", type=Path, help="give a kept input to its parser again")
    return parser.parse_args(given)


def _fuzz(chosen: Sequence[Target], each: float, seed: int, crashers: Crashers) -> int:
    left = crashers.left_over()
    if left is not None:
        print(f"an earlier run ended, or was ended, over {left}: see it with --replay")
    print(f"seed {seed}; {len(chosen)} parsers, {each:.0f} s each", flush=True)
    tallies = []
    for target in chosen:
        session = Session(target, crashers, Random(f"{seed} {target.name}"), _say)
        tallies.append(session.run(each))
        _say(_line(tallies[-1]))
    failed = [tally.name for tally in tallies if tally.failed]
    inputs, families = sum(t.inputs for t in tallies), sum(t.families for t in tallies)
    _say(f"{inputs} inputs, {families} growths; {len(failed)} failed {' '.join(failed)}".rstrip())
    return 1 if failed else 0


def _line(tally: Tally) -> str:
    noted = "".join(f"\n    steep, in a process with a limit: {told}" for told in tally.noted)
    found = f", {len(tally.faults)} faults, {len(tally.steeps)} steep" if tally.failed else ""
    told = f"{tally.inputs} inputs, {tally.ways} ways, {tally.families} growths"
    return f"{tally.name:24} {told}{found}{noted}"


def _replay(path: Path, known: dict[str, Target], only: str) -> int:
    name = only or name_in(path).removesuffix("-steep")
    if name not in known:
        print(f"no parser named {name!r}; name it with --only")
        return 2
    data = path.read_bytes()
    fault = tried(known[name], data)
    took = seconds(known[name], data)
    print(f"{name}: {len(data)} bytes, {took:.3f} s, {fault.kind if fault else 'nothing wrong'}")
    if fault is not None:
        print(fault.told)
    return 1 if fault else 0


def _say(told: str) -> None:
    print(told, flush=True)


if __name__ == "__main__":
    sys.exit(main())
