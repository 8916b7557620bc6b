"""A folder in which files are dropped, read, then put away."""
