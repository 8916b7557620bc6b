"""X, off by default: the filtered stream and the recent search."""
