"""Draws the pictures of docs/trends.md anew: `python -m bench.trends_pictures`.

They come from the pages, over the fictional weeks of the browser's tests.
"""

from __future__ import annotations

import re
import tempfile
from html import unescape
from pathlib import Path
from urllib.request import urlopen

from tests.browser.trends_month import ON, served

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
PAGES = {
    "trends": "tendances?period=90d",
    "decision": f"decision?name=Collecte&nature=resolution&on={ON}&weeks=2",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        for prefix, path in PAGES.items():
            page = _read(f"{address}{path}").decode()
            for link in dict.fromkeys(re.findall(r'href="/([a-z]+/[a-z]+\.png\?[^"]+)"', page)):
                name = "trends" if prefix == "trends" else "trends-decision"
                kind = link.split("/")[1].split(".")[0]
                asked = unescape(link).replace("width=wide", "width=narrow")
                (PICTURES / f"{name}-{kind}.png").write_bytes(_read(f"{address}{asked}"))


def _read(url: str) -> bytes:
    with urlopen(url, timeout=120) as answer:
        body: bytes = answer.read()
        return body


if __name__ == "__main__":
    main()
