"""Trends: what is said of over time, where, and how the clocks are kept."""
