"""The installation as someone sees it who has some of the towns."""
