"""A run in the background."""
