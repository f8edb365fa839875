"""Main window, actions and dialogs."""
