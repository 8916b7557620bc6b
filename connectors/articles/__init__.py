"""The text of an article behind a feed or a sitemap, from its page."""
