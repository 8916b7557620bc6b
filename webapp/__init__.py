"""Wing: the team's pages, over the store contract only."""
