"""Wing: mention → judged mention. No input or output after construction."""
