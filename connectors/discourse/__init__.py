"""Discourse forums: newest posts, search, webhooks, deletions."""
