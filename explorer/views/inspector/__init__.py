"""The inspector: one event, several, or what is shown."""
