"""The routes of the search page beside the list itself: saved searches, feeds, exports."""

from __future__ import annotations

from typing import Final

from webapp.route import ANYONE, Route
from webapp.searches.export_page import export_page
from webapp.searches.feed import search_feed
from webapp.searches.forms import (
    change_search,
    close_feed,
    delete_search,
    end_alert,
    open_feed,
    save_search,
    set_alert,
)
from webapp.searches.page import open_search, searches_page

SEARCH_ROUTES: Final[tuple[Route, ...]] = (
    Route("/mentions/export.{form}", export_page, need="officer"),
    Route("/recherches", searches_page),
    Route("/recherches", save_search, method="POST"),
    # Whoever holds the secret of its address: a feed reader has no account.
    Route("/recherche/{key}.rss", search_feed, need=ANYONE),
    Route("/recherche/{key}", open_search),
    Route("/recherche/{key}", change_search, method="POST"),
    Route("/recherche/{key}/supprimer", delete_search, method="POST"),
    Route("/recherche/{key}/fil", open_feed, method="POST"),
    Route("/recherche/{key}/fil/fermer", close_feed, method="POST"),
    Route("/recherche/{key}/alerte", set_alert, need="officer", method="POST"),
    Route("/recherche/{key}/alerte/fermer", end_alert, need="officer", method="POST"),
)
