"""The rules of alerts, on their pages."""
