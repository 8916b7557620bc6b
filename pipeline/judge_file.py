"""Judges a file or a pipe of lines, in order, in flat memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import BinaryIO, TextIO

import msgspec

from desk.routing import decide
from enrichers.relevance import Screen
from pipeline.chain import Chain
from pipeline.fan_out import first_said
from pipeline.judge_lines import Line, as_json, read_line, write_line, write_problem
from pipeline.judging import judge_safely
from vigie.judgement import Judged
from vigie.mention import Mention
from vigie.post import Post
from vigie.privacy import Pseudonymiser
from vigie.say import Say
from vigie.town import Town

_BATCH = 256
_LINE_LIMIT = 4 * 1024 * 1024


class Judge:
    """One town's judge, as `vigie judge` uses it: any post, relevant or not, gets every label."""

    def __init__(self, town: Town, chain: Chain, now: datetime, pseudonyms: Pseudonymiser) -> None:
        self._town = town
        self._chain = chain
        self._screen = Screen([town])
        self._now = now
        self._pseudonyms = pseudonyms

    def lines(self, source: BinaryIO) -> Iterator[list[Line]]:
        """Read lines in batches; blank ones are passed over, a byte-order mark too."""
        numbered = enumerate(_bounded(source), 1)
        read = (
            read_line(data, number, self._now, self._pseudonyms)
            for number, data in numbered
            if data.strip()
        )
        while batch := list(islice(read, _BATCH)):
            yield batch

    def answer(self, lines: Iterable[Line], language: str) -> tuple[list[str], list[Say]]:
        """Return one output line for each, and what to say on stderr of the bad ones."""
        lines = list(lines)
        judged = self._judge([line.post for line in lines if line.post])
        out: list[str] = []
        problems: list[Say] = []
        for line in lines:
            done = judged.get(line.post.native_id) if line.post else None
            if done:
                out.append(as_json(write_line(line, done, self._route(done))))
                continue
            problem = line.problem or _unjudged(line)
            out.append(as_json(write_problem(line, problem, language)))
            problems.append(problem)
        return out, problems

    def _judge(self, posts: list[Post]) -> dict[str, Judged]:
        batch = [
            Judged(
                mention=Mention.of(post, self._town.slug),
                judgement=first_said(post, self._screen.judge(post, self._town.slug)),
            )
            for post in posts
        ]
        done = judge_safely(self._chain, batch, self._now)
        return {one.mention.post.native_id: one for one in done.judged}

    def _route(self, judged: Judged) -> str:
        return decide(judged, self._town, self._now).route


def _unjudged(line: Line) -> Say:
    return Say(f"ligne {line.number} : n’a pu être jugée", f"line {line.number}: not judged")


def _bounded(source: BinaryIO) -> Iterator[bytes]:
    first = True
    while data := source.readline(_LINE_LIMIT):
        if first:
            data, first = data.removeprefix(b"\xef\xbb\xbf"), False
        while not data.endswith(b"\n") and len(data) >= _LINE_LIMIT:
            rest = source.readline(_LINE_LIMIT)
            if not rest or rest.endswith(b"\n"):
                break
        yield data


def judge_stream(
    judge: Judge,
    source: BinaryIO,
    sink: TextIO,
    complain: Callable[[Say], None],
    *,
    keep: bool,
    language: str,
) -> int:
    """Judge every line of `source` into `sink`; return how many were bad.

    Args:
        judge: the town's judge.
        source: bytes, JSON lines.
        sink: text, JSON lines, in the same order.
        complain: told of each bad line.
        keep: unknown keys of the input are copied to the output.
        language: of the error sentences.
    """
    bad = 0
    for batch in judge.lines(source):
        lines = batch if keep else [msgspec.structs.replace(line, kept={}) for line in batch]
        out, problems = judge.answer(lines, language)
        sink.write("".join(f"{line}\n" for line in out))
        for problem in problems:
            complain(problem)
        bad += len(problems)
    return bad
