"""What other tools send, signed."""
