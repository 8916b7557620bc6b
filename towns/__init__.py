"""Wing: one TOML file a town, read and checked."""
