"""Wing: the world → pages of events. Each connector is a pure parse and a small fetch."""
