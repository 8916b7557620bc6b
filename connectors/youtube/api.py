"""One call of the YouTube Data API: the key in its header, the budget counted, the errors read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar
from urllib.parse import urlencode

import msgspec
from msgspec.structs import replace

from connectors.api.call import Refusal, unanswered, wait_of
from connectors.credentials import NoCredential, read_credential
from connectors.youtube.budget import Budget, seconds_to_reset
from connectors.youtube.errors import Trouble, read_trouble
from connectors.youtube.settings import YouTubeSettings
from vigie.context import Context
from vigie.errors import InvalidInput, Unavailable
from vigie.outbound import Fetched
from vigie.say import Say

#: The reason of a trouble that is the team's own limit, not Google's.
OWN_BUDGET: Final = "budget"

# Google publishes no pace, only quotas: two calls a second are far from any of them.
_SPACING: Final = 0.5
_ITEMS_LIMIT: Final = 200  # twice what the largest page may hold

_SPENT: Final = Say(
    "Le budget d’unités de la journée est atteint ; l’écoute reprend à minuit, heure de"
    " Californie.",
    "The day’s budget of units is spent; listening resumes at midnight, Californian time.",
)
_SEARCHED: Final = Say(
    "Les recherches de la journée sont faites ; elles reprennent à minuit, heure de Californie.",
    "The day’s searches are done; they resume at midnight, Californian time.",
)
_NO_KEY: Final = Say(
    "Ce qui est donné pour clé d’API de YouTube n’en est pas une.",
    "What is given as the YouTube API key is not one.",
)
_UNREADABLE: Final = Say("La réponse de YouTube est illisible.", "YouTube’s answer is unreadable.")

T = TypeVar("T")


class Listing(msgspec.Struct, frozen=True, rename="camel"):
    """Any `…ListResponse`: its items as they came, and the token of its next page."""

    kind: str
    items: list[msgspec.Raw] = []
    next_page_token: str = ""


def read_listing(body: bytes) -> Listing | Trouble:
    """Return the items of an answer, not yet read. Pure; any bytes are a body.

    A list of nothing may come without `items`; the kind shows that it is a list all the same,
    since what is missing from one is taken for deleted.
    """
    listing = decoded(body, Listing)
    if listing is None or not listing.kind.endswith("ListResponse"):
        return Trouble(refusal=Refusal(say=_UNREADABLE))
    return replace(listing, items=listing.items[:_ITEMS_LIMIT])


def decoded(raw: bytes | msgspec.Raw, kind: type[T]) -> T | None:
    """Return JSON as `kind`, None when it is not one."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


class YouTubeApi:
    """Asks, with one source's key and within its budget.

    Args:
        settings: checked.
        context: the house's services.
    """

    def __init__(self, settings: YouTubeSettings, context: Context) -> None:
        self._settings = settings
        self._context = context
        self.budget = Budget(settings)

    async def ask(
        self, method: str, query: Mapping[str, str], *, what: str = "", recheck: bool = False
    ) -> Listing | Trouble:
        """Ask for one page of a list; never raises. It may wait for its turn and block.

        Args:
            method: "commentThreads", "comments", "videos", "search", "playlistItems" or
                "channels".
            query: its parameters, without the key; empty ones are left out.
            what: the id asked about, for the sentence that says that it is not there.
            recheck: the call may take the units kept for re-checks.
        """
        search = method == "search"
        now = self._context.clock.now()
        try:
            headers = {"x-goog-api-key": self._key()}
        except NoCredential as error:
            return Trouble(refusal=Refusal(say=error.say, state="needs_credentials"))
        if not self.budget.take(now, search=search, recheck=recheck):
            return _out_of_budget(seconds_to_reset(now), search=search)
        given = {name: value for name, value in query.items() if value}
        answer = await self._fetch(
            f"{self._settings.base_url}/{method}?{urlencode(given)}", headers
        )
        if isinstance(answer, Trouble):
            return answer
        if answer.status == 200:
            return read_listing(answer.body)
        wait, paged = wait_of(answer.headers, now), "pageToken" in given
        found = read_trouble(answer.status, answer.body, what or method, paged=paged, wait=wait)
        if found.scope != "quota":
            return found
        self.budget.close(now, search=search)
        return replace(found, refusal=replace(found.refusal, retry_after=seconds_to_reset(now)))

    def _key(self) -> str:
        given, home = self._settings, self._context.home
        key = read_credential(home, file=given.key_file, env=given.key_env, key="key")
        if not (key.isascii() and key.isprintable()):
            raise NoCredential(_NO_KEY)
        return key

    async def _fetch(self, url: str, headers: dict[str, str]) -> Fetched | Trouble:
        # `connectors.api.call.ask` keeps no body of a refusal, and Google's reasons are there.
        try:
            return await self._context.outbound.get(url, headers, spacing=_SPACING)
        except (Unavailable, InvalidInput) as error:
            return Trouble(refusal=unanswered(error))


def _out_of_budget(wait: float, *, search: bool) -> Trouble:
    say = _SEARCHED if search else _SPENT
    return Trouble(refusal=Refusal(say=say, retry_after=wait), scope="quota", reason=OWN_BUDGET)
