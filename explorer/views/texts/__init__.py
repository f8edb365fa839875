"""The window's words, part by part; ``views.words`` finds them by key."""
