"""What a site's robots.txt allows (RFC 9309)."""
