"""The site: what every page needs, and how a page becomes an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from vigie import __version__
from vigie.clock import Clock
from vigie.contracts import Outbox, Store
from vigie.coverage import Covering
from vigie.theme import Theme
from vigie.town import Town
from webapp.guard import HEADERS
from webapp.reader import Reader
from webapp.typography import typeset

HERE: Final = Path(__file__).parent
_COOKIE: Final = "vigie_language"
_LANGUAGES: Final = ("fr", "en")
_A_YEAR: Final = 365 * 24 * 3600

_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["typeset"] = typeset


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The installation as the pages see it: a store to read, profiles, a clock."""

    store: Store
    towns: Sequence[Town]
    themes: Sequence[Theme]
    clock: Clock
    covering: Covering
    outbox: Outbox | None
    language: str

    def reader(self, request: Request) -> Reader:
        """Return who reads: the language asked for, else the one kept, else the site's."""
        wanted = (request.query_params.get("lang"), request.cookies.get(_COOKIE), self.language)
        language = next((known for known in wanted if known in _LANGUAGES), "fr")
        return Reader(language, self.clock.now(), self.towns, self.themes)

    def page(
        self, request: Request, template: str, *, status: int = 200, **values: object
    ) -> HTMLResponse:
        """Return a page in the reader's language; a language asked for is kept in a cookie."""
        reader = values.pop("reader", None) or self.reader(request)
        assert isinstance(reader, Reader)  # noqa: S101 - narrows the type of `values`
        html = _templates.get_template(template).render(
            r=reader,
            other_language=_other_language(request, reader),
            version=__version__,
            path=request.url.path,
            **values,
        )
        body = html.encode("utf-8", "replace")
        answer = HTMLResponse(body, status_code=status, headers=dict(HEADERS))
        if request.query_params.get("lang") in _LANGUAGES:
            answer.set_cookie(
                _COOKIE, reader.language, max_age=_A_YEAR, httponly=True, samesite="lax"
            )
        return answer


def _other_language(request: Request, reader: Reader) -> str:
    """Return the address of this very page in the other language."""
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    other = "fr" if reader.language == "en" else "en"
    return "?" + urlencode([*kept, ("lang", other)], errors="replace")
