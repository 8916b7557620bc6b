"""Outbound clients that may reach the local servers of a test, in no hurry to be polite."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pipeline.outbound.client import HttpOutbound


def place(url: str) -> str:
    return urlsplit(url).netloc


def way_out(*urls: str, **settings: Any) -> HttpOutbound:
    return HttpOutbound(
        **{
            "contact": "veille@ville.example",
            "allowed_hosts": [place(url) for url in urls],
            "spacing": 0,
            **settings,
        }
    )
