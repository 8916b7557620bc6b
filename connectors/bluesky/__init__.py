"""Bluesky: the whole network's Jetstream, on both wires."""
