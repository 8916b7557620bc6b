"""Cases for the front door, on their pages."""
