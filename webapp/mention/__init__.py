"""One mention: read, corrected, answered, handed over."""
