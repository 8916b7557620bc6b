"""The way out to the network: one polite client that cannot be sent to a private address."""
