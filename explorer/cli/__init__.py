"""The command line: options, commands, exit statuses."""

from explorer.cli.commands import main

__all__ = ["main"]
