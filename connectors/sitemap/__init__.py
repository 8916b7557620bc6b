"""News sitemaps and their indexes."""
