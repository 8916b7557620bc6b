"""Which parts of an address only tell where the reader came from."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_plus

# courlan drops any parameter whose name merely holds "ref", "cid", "uid", "source" or "gl":
# that makes one address of the articles ?cid=1 and ?cid=2. So the names are listed here, from
# the same public lists (AdGuard's TrackParamFilter, ClearURLs), and nothing else is touched.
_NAMES: Final = re.compile(
    r"utm_.*|mtm_.*|matomo_.*|pk_.*|piwik_.*|itm_.*|at_.*|ns_(?:mchannel|source|campaign|linkname)"
    r"|hsa_.*|vero_.*|oly_.*|ga_.*|_ga|_gl|fbclid|fb_(?:action_.*|ref|source)|gclid|gclsrc|dclid"
    r"|gbraid|wbraid|gad_.*|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_(?:cid|eid)"
    r"|mkt_tok|_hs(?:enc|mi)|__hs.*|hsctatracking|xtor|xtref|wt[._](?:mc|mc_id|zmc)|cmpid"
    r"|ref_(?:src|url)|__twitter_impression|sms_click|ocid|smid|spm|share_id|sc_src|wickedid"
    r"|phpsessid|jsessionid|amp|amp_.*"
)
# Ordinary names, dropped only with a value that names a channel.
_CHANNEL_NAMES: Final = frozenset({"ref", "source", "src", "from", "via", "origin", "partner"})
_CHANNELS: Final = re.compile(
    "rss|feed|atom|flux|twitter|x|facebook|fb|instagram|linkedin|social|newsletter|infolettre"
    "|email|courriel|google|googlenews"
)
_SESSION: Final = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)  # phpBB's sid
_ANCHORS: Final = frozenset({"", "rss", "top", "content", "main", "respond", "comments", "ref"})


def keep_query(query: str) -> str:
    """Return the query string without tracking, every other parameter as and where it was."""
    kept = [part for part in query.split("&") if part and not _tracks(part)]
    return "&".join(kept)


def keep_anchor(fragment: str) -> str:
    """Return the fragment if it can be what tells two posts of one page apart, else ""."""
    if fragment.lower() in _ANCHORS or "=" in fragment:
        return ""
    return fragment


def _tracks(part: str) -> bool:
    raw, _, value = part.partition("=")
    name, value = unquote_plus(raw).strip().lower(), unquote_plus(value).strip().lower()
    if name in _CHANNEL_NAMES:
        return _CHANNELS.fullmatch(value) is not None
    if name == "sid":
        return _SESSION.fullmatch(value) is not None
    if name == "outputtype":
        return value == "amp"
    return _NAMES.fullmatch(name) is not None
