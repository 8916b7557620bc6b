"""Reddit: communities, comments, searches; RSS without a key."""
