"""Writes the file that Kibana imports: `python -m deploy.kibana`."""

from __future__ import annotations

from deploy.kibana.ndjson import FILE, text

if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
