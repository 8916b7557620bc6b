"""The demonstration: a made-up week, served over real HTTP and read by the real connectors."""
