"""Who is spoken to: does a post address the town, does it name one of its officials?"""

from __future__ import annotations

import re
from functools import lru_cache

from vigie.folding import fold
from vigie.post import Post
from vigie.town import Account, Town


def is_addressed_to_town(post: Post, town: Town) -> bool:
    """Tell whether the post speaks to the town: on its page, in answer to it, or by its account.

    An elected official's account is addressed like the town's.
    """
    if post.source.own:
        return True
    return _calls(post, tuple(a for a in town.accounts if a.role != "employee"))


def names_an_official(post: Post, town: Town) -> bool:
    """Tell whether the post gives the account or the title of one of the town's officials."""
    officials = tuple(account for account in town.accounts if account.role == "official")
    if _calls(post, officials):
        return True
    titles = tuple(_words(account.title) for account in officials if _words(account.title))
    words = f" {_words(post.title)} {_words(post.text)} " if titles else ""
    return any(f" {title} " in words for title in titles)


def _calls(post: Post, accounts: tuple[Account, ...]) -> bool:
    pattern = _handles(tuple(account.handle for account in accounts))
    return pattern is not None and "@" in post.text and bool(pattern.search(fold(post.text)))


@lru_cache(maxsize=512)
def _handles(handles: tuple[str, ...]) -> re.Pattern[str] | None:
    names = [re.escape(fold(handle.lstrip("@"))) for handle in handles if handle.strip("@ ")]
    if not names:
        return None
    # After the name nothing that could go on it: @ville is not @ville-voisine nor @ville.example.
    return re.compile(rf"(?<![\w@])@(?:{'|'.join(names)})(?![\w@]|[.\-]\w)")


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
