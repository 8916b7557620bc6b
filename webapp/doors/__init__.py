"""The door of those who have accounts: log-in, sessions, set-up links, tokens, their pages."""
