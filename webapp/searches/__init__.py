"""Saved searches, their feeds, and lists taken away."""
