"""Which ways through the parsers' lines an input takes, so that new ones are kept and bred."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]
_OURS = (f"{_ROOT / 'connectors'}/", f"{_ROOT / 'vigie'}/")


class Edges:
    """Ways met so far; a way is two lines run one after the other in one function."""

    def __init__(self) -> None:
        self.met: set[tuple[CodeType, int, int]] = set()
        self._fresh = False
        self._ours: dict[CodeType, bool] = {}

    def fresh(self, run: Callable[[], object]) -> bool:
        """Run it; tell whether it took a way that nothing took before."""
        self._fresh = False
        before = sys.gettrace()
        sys.settrace(self._called)
        try:
            run()
        finally:
            sys.settrace(before)
        return self._fresh

    def _called(self, frame: FrameType, event: str, arg: Any) -> Any:
        del event, arg
        code = frame.f_code
        ours = self._ours.get(code)
        if ours is None:
            ours = self._ours[code] = code.co_filename.startswith(_OURS)
        if not ours:
            return None
        last = code.co_firstlineno

        def line(frame: FrameType, event: str, arg: Any) -> Any:
            nonlocal last
            del event, arg
            way = (code, last, frame.f_lineno)
            last = frame.f_lineno
            if way not in self.met:
                self.met.add(way)
                self._fresh = True
            return line

        return line
