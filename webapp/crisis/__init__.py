"""Crisis mode, its report afterwards, and the drill."""
