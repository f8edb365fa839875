"""The two streams of a command: UTF-8 out, one line for each thing told."""

from __future__ import annotations

import contextlib
import io
import locale
import os
import sys
import unicodedata
from typing import Final

from explorer.common.errors import OutputError


def prepare() -> None:
    """Make standard output UTF-8 with untouched line ends in files and pipes; in a terminal
    what it can't show is replaced."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        encoding = sys.stdout.encoding if sys.stdout.isatty() else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors="replace", newline="")


def expect_qt() -> None:
    """Take a UTF-8 locale where there is none, as Qt does, which says so in five lines."""
    if sys.platform == "linux" and locale.nl_langinfo(locale.CODESET).upper() != "UTF-8":
        os.environ["LC_ALL"] = "C.UTF-8"


def terminal_width() -> int | None:
    """Columns of the terminal that standard output is; None for a file or a pipe."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    try:
        return int(os.environ.get("COLUMNS", "")) or None
    except ValueError:
        pass
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except (OSError, ValueError):
        return None


def put(text: str) -> None:
    """Write ``text`` to standard output. Raises OutputError, and BrokenPipeError when the reader
    has gone."""
    if sys.stdout is None:
        raise OutputError("nothing was printed: standard output is closed")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        drop_output()
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"the output was not printed whole: {reason}") from error


def drop_output() -> None:
    """Let what could not be printed go, else Python tries again, and fails, on its way out."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def tell(text: str) -> None:
    """Say ``text`` on standard error, as one line; without one there is nobody to tell."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"chuhai: {one_line(text)}\n")
            sys.stderr.flush()


def one_line(text: str) -> str:
    """``text`` without line ends and what else would move a terminal's cursor or turn its
    direction."""
    return "".join(" " if unicodedata.category(c) in _UNSAFE else c for c in text)


_UNSAFE: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})
