"""The site: what every page needs, and how a page becomes an answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from vigie import __version__
from vigie.actor import Actor
from vigie.clock import Clock
from vigie.contracts import Outbox, Store
from vigie.coverage import Covering
from vigie.crisis import Crisis
from vigie.theme import Theme
from vigie.town import Town
from webapp.api.api_state import ApiState
from webapp.crisis.banner import banners
from webapp.crisis.delay import delay_of
from webapp.forgery import FIELD, Forms, keep_visit
from webapp.guard import HEADERS
from webapp.limited.cases import LimitedCases
from webapp.limited.covering import LimitedCovering
from webapp.limited.findings import limited_examine
from webapp.limited.outbox import LimitedOutbox
from webapp.limited.papers import LimitedPapers
from webapp.limited.rule_desk import LimitedRules
from webapp.limited.store import LimitedStore, Seen
from webapp.limited.targets import SeenTargets
from webapp.navigation import entries, is_current
from webapp.office import Office
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
    """The installation as the pages see it, and as whoever asks may see it.

    Attributes:
        office: what can be done beside reading.
        paths: of every page that there is.
        actor: who asks; None for someone who has not been let in.
        api: what the API remembers between two calls.
        crises: what is going on in the towns that the actor sees.
    """

    store: Store
    towns: Sequence[Town]
    themes: Sequence[Theme]
    clock: Clock
    covering: Covering
    outbox: Outbox | None
    language: str
    office: Office
    forms: Forms
    paths: Collection[str] = ()
    actor: Actor | None = None
    api: ApiState = field(default_factory=ApiState)
    crises: Sequence[Crisis] = ()

    @property
    def who(self) -> str:
        """Name of who asks, as it is kept with what they do; "" for nobody let in."""
        return self.actor.name if self.actor else ""

    def seen_by(self, actor: Actor | None) -> Site:
        """Return the site as someone sees it: their towns and no others.

        What is of another town cannot be reached through it, whatever a page asks.
        """
        if actor is None or not actor.towns:
            return replace(self, actor=actor)
        towns = tuple(town for town in self.towns if actor.sees(town.slug))
        themes = tuple(theme for theme in self.themes if actor.sees(theme.town))
        seen = Seen(actor.towns, [theme.slug for theme in themes], self.office.heard_for)
        store, cases = LimitedStore(self.store, seen), LimitedCases(self.office.cases, seen)
        papers = LimitedPapers(self.office.papers, seen, store, actor.name)
        targets = SeenTargets(self.office.rule_desk.settled, seen, leads=actor.may("lead"))
        named = targets.named(self.office.targets)
        return replace(
            self,
            actor=actor,
            towns=towns,
            themes=themes,
            store=store,
            covering=LimitedCovering(self.covering, seen),
            outbox=LimitedOutbox(self.outbox, seen, targets) if self.outbox else None,
            office=replace(
                self.office,
                cases=cases,
                papers=papers,
                rule_desk=LimitedRules(self.office.rule_desk, seen, targets),
                targets=named,
                unnamed=targets.unnamed(self.office.targets),
                held=self.office.held.seen_by(actor.towns),
                examine=limited_examine(self.office.examine, seen),
            ),
        )

    def reader(self, request: Request) -> Reader:
        """Return who reads: the language asked for, else the one kept, else the site's."""
        wanted = (request.query_params.get("lang"), request.cookies.get(_COOKIE), self.language)
        language = next((known for known in wanted if known in _LANGUAGES), "fr")
        delayed = delay_of(self.crises, self.towns, self.office.hours)
        return Reader(language, self.clock.now(), self.towns, self.themes, delayed)

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
            nav=entries(self.actor, self.paths),
            is_current=is_current,
            actor=self.actor,
            has_accounts=self.office.entrance is not None,
            form_field=FIELD,
            form_token=self.forms.token_of(request),
            done=_done(request, reader),
            drill=self.office.drill is not None,
            crises=banners(self.crises, reader),
            **values,
        )
        body = html.encode("utf-8", "replace")
        answer = HTMLResponse(body, status_code=status, headers=dict(HEADERS))
        if request.query_params.get("lang") in _LANGUAGES:
            answer.set_cookie(
                _COOKIE, reader.language, max_age=_A_YEAR, httponly=True, samesite="lax"
            )
        keep_visit(request, answer)
        return answer


def _done(request: Request, reader: Reader) -> str:
    """Return the sentence that says what was just done (`?did=taken` → « did.taken »)."""
    key = f"did.{request.query_params.get('did', '')}"
    return reader.say(key) if reader.has(key) else ""


def _other_language(request: Request, reader: Reader) -> str:
    """Return the address of this very page in the other language."""
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    other = "fr" if reader.language == "en" else "en"
    return "?" + urlencode([*kept, ("lang", other)], errors="replace")
