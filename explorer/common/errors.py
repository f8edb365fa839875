"""Errors that a person caused and can mend; anything else is a bug."""

from explorer.common.records import dataclass


class ChuhaiError(Exception):
    """Base of all errors told to a person in one sentence (exit status 2)."""


class InputError(ChuhaiError):
    """A file could not be read at all, or only with an option that the message names."""


@dataclass(frozen=True, slots=True)
class Need:
    """An option without which a file cannot be read: as typed (``--delimiter ';'``), why, and the
    field of ``ReadOptions`` with the value that is the likeliest ('': nobody can tell)."""

    option: str
    reason: str
    field: str
    guess: str = ""


class OptionError(InputError):
    """A file that can only be read with the options in ``needs``, which the message names."""

    def __init__(self, message: str, *needs: Need) -> None:
        super().__init__(message)
        self.needs = needs


class UsageError(ChuhaiError):
    """An argument that makes no sense; the message names it."""


class OutputError(ChuhaiError):
    """A file could not be written; nothing was left behind."""
