"""Errors that a person caused and can mend; anything else is a bug."""


class ChuhaiError(Exception):
    """Base of all errors told to a person in one sentence (exit status 2)."""


class InputError(ChuhaiError):
    """A file could not be read at all, or only with an option that the message names."""


class UsageError(ChuhaiError):
    """An argument that makes no sense; the message names it."""


class OutputError(ChuhaiError):
    """A file could not be written; nothing was left behind."""
