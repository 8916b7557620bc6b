"""Pages as forums, networks, papers and channels serve them, cut to what tells what they are."""

from __future__ import annotations

CHANNEL = "UCville_fictive_00000001"

#: `application.html.erb` of Discourse 3.4, at the root or under a path.
DISCOURSE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Forum des résidents</title>
<meta name="description" content="">
<meta name="generator" content="Discourse 3.4.0 - https://github.com/discourse/discourse version 0">
<link rel="alternate nofollow" type="application/rss+xml" title="Sujets" href="{site}/latest.rss" />
<link rel="canonical" href="{site}/">
</head><body class="crawler"><div class="hidden" id="data-discourse-setup"
 data-base-url="{origin}" data-base-uri="{path}" data-environment="production"></div>
</body></html>"""

#: phpBB 3.3's prosilver: `overall_header.html` and `overall_footer.html`.
PHPBB = """<!DOCTYPE html>
<html dir="ltr" lang="fr"><head><meta charset="utf-8" /><title>Forum fictif - Page d’accueil</title>
{feeds}
<link href="./styles/prosilver/theme/stylesheet.css?assets_version=7" rel="stylesheet">
</head><body id="phpbb" class="nojs notouch section-index ltr ">
<a href="./viewforum.php?f=2" class="forumtitle">Vie du quartier</a>
<div class="copyright">Développé par <a href="https://www.phpbb.com/">phpBB</a>&reg; Forum Software
</div></body></html>"""

PHPBB_FEED = (
    '<link rel="alternate" type="application/atom+xml" title="Flux - {title}" href="{href}">'
)

#: Mastodon 4.x's `application.html.haml`, which shows nothing without JavaScript.
MASTODON = """<!DOCTYPE html>
<html lang='fr'><head><meta charset='utf-8'><link href='/manifest' rel='manifest'>
<title>instance.example</title>{head}</head>
<body class='app-body theme-default'><div class='notranslate app-holder' data-props='{{}}'
 id='mastodon'><noscript>Pour utiliser Mastodon, activez JavaScript.</noscript></div></body>
</html>"""

#: lemmy-ui 0.19, rendered by the server.
LEMMY = """<!DOCTYPE html><html lang="fr"><head>
<script nonce="x">window.isoData = {"path":"/","site_res":{"site_view":{}}}</script>
<title>Trois-Rivières - lemmy.example</title></head>
<body><div id="root"><a href="https://join-lemmy.org/">Lemmy</a></div></body></html>"""

#: A channel's page by its @handle: its feed and its own address name it.
YOUTUBE = f"""<!DOCTYPE html><html><head><title>Ville fictive - YouTube</title>
<link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">
<link rel="alternate" type="application/rss+xml" title="RSS"
 href="https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}">
<meta itemprop="identifier" content="{CHANNEL}">
</head><body dir="ltr"><script>var ytInitialData = {{}};</script></body></html>"""

CONSENT = """<!DOCTYPE html><html><head><title>Avant d’accéder à YouTube</title></head>
<body><form action="https://consent.youtube.com/save"></form></body></html>"""

#: A paper on WordPress: articles, comments, and pages in another language.
PAPER = """<!doctype html><html lang="fr-CA"><head><title>Le Journal fictif</title>
<meta name="generator" content="WordPress 6.6">
<link rel="alternate" type="application/rss+xml" title="Le Journal fictif &raquo; Flux" href="/fil">
<link rel="alternate" type="application/rss+xml" title="Flux des commentaires" href="/fil/avis">
<link rel="alternate" hreflang="en" href="/en">
</head><body><p>Notre forum phpBB a fermé ; suivez-nous sur Mastodon.</p></body></html>"""

BARE = "<!doctype html><html><head><title>Ville fictive</title></head><body>Bienvenue</body></html>"

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<!-- fait par un greffon -->
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>
<loc>https://journal.example/2026/rue-des-forges</loc><news:news>
<news:publication><news:name>Le Journal fictif</news:name>
<news:language>fr</news:language></news:publication>
<news:publication_date>2026-11-23T08:00:00-05:00</news:publication_date>
<news:title>Trois-Rivières : la rue des Forges fermée</news:title></news:news></url></urlset>"""


def discourse(origin: str, path: str = "") -> str:
    return DISCOURSE.format(site=origin + path, origin=origin, path=path)


def phpbb(*feeds: str) -> str:
    """Return a page of a forum that announces these feeds."""
    return PHPBB.format(feeds="\n".join(PHPBB_FEED.format(title=feed, href=feed) for feed in feeds))


def mastodon(head: str = "") -> str:
    return MASTODON.format(head=head)
