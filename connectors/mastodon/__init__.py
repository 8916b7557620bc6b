"""Mastodon instances: hashtags, searches, live streams."""
