"""Structured logs on stderr: events and counts, never a post's text, an author or a secret."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up(*, quiet: bool = False, as_json: bool = False) -> None:
    """Choose what is logged and how; may be called again.

    Args:
        quiet: warnings and errors only.
        as_json: one JSON object a line, for a collector; else lines for a person.
    """
    level = logging.WARNING if quiet else logging.INFO
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Looked up at each line: whoever replaced stderr meanwhile may have closed the former.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
