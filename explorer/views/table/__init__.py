"""The event table."""
