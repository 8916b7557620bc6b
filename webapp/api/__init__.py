"""The API: everything the pages can do, for a program (docs/api.md)."""
