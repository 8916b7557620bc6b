"""Writes vigie.json beside this file: `python -m deploy.grafana`."""

from __future__ import annotations

from pathlib import Path

from deploy.grafana.dashboard import text

if __name__ == "__main__":
    Path(__file__).with_name("vigie.json").write_text(text(), encoding="utf-8")
