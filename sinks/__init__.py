"""Wing: stores and deliveries → the world."""
