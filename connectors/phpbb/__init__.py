"""phpBB forums, by their Atom feeds."""
