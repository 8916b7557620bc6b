"""Web pages as papers write them, for the tests of articles."""

from __future__ import annotations

from collections.abc import Sequence

TOLD = "Le conseil fictif a longuement parlé de la rue ce lundi, sans rien décider encore."


def page(title: str, paragraphs: Sequence[str], *, day: str = "2026-11-20") -> str:
    """An article among its site's menu, notices and comments."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='fr'><head><meta charset='utf-8'><title>{title}</title>"
        f"<meta property='og:title' content='{title}'>"
        f"<meta property='article:published_time' content='{day}T08:00:00-05:00'></head><body>"
        "<nav><ul><li><a href='/'>Accueil</a></li><li><a href='/sports'>Sports</a></li></ul></nav>"
        f"<article><h1>{title}</h1>{body}</article>"
        "<section class='comments'><p>residente_fictive_9 : bravo à toute l’équipe !</p></section>"
        "<footer><p>© Le Courrier fictif, tous droits réservés.</p></footer></body></html>"
    )


def long_page(title: str, *, about: str = "", at: int = 10) -> str:
    """An article of twenty paragraphs, one of which says `about`."""
    paragraphs = [f"{TOLD} Paragraphe {n}." for n in range(20)]
    if about:
        paragraphs[at] = about
    return page(title, paragraphs)
