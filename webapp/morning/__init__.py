"""This morning: what needs a person."""
