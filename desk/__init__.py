"""Wing: what the team should do with a mention: routing, replies, clock, alert rules. Pure."""
