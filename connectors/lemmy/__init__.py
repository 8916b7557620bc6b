"""Lemmy instances: communities and searches."""
