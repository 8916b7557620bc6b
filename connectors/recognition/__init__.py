"""What can be listened to at an address, and what it needs."""
