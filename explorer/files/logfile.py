"""The program's log: one text file in the folder that the system keeps for such."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path
from typing import Final, TextIO

MOST: Final = 1_000_000  # bytes, beyond which the next start begins a new file
NAME: Final = "chuhai.log"


def state_folder() -> Path:
    """Where logs go: XDG_STATE_HOME on Linux, its likes elsewhere. It need not exist."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local or home / "AppData" / "Local") / "Chuhai Explorer"
    if sys.platform == "darwin":
        return home / "Library" / "Logs" / "Chuhai Explorer"
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "chuhai-explorer"


class LogFile:
    """Appends to the log, each entry behind its time. Where nothing can be written it keeps
    silent: a log must never be a trouble of its own. The file before is kept as ``….1``."""

    def __init__(self, folder: Path | None = None) -> None:
        self.path: Path | None = None
        self.stream: TextIO | None = None
        with contextlib.suppress(OSError, RuntimeError):
            path = (folder or state_folder()) / NAME
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size > MOST:
                path.replace(path.with_name(NAME + ".1"))
            self.stream = path.open("a", encoding="utf-8", errors="backslashreplace")
            self.path = path

    def write(self, text: str) -> None:
        """Add an entry and see it onto the disk."""
        if self.stream is None:
            return
        with contextlib.suppress(OSError, ValueError):
            stamp = time.strftime("%Y-%m-%d %H:%M:%S")
            self.stream.write(f"{stamp} {text.rstrip()}\n")
            self.stream.flush()

    def close(self) -> None:
        """Write nothing more."""
        if self.stream is not None:
            with contextlib.suppress(OSError):
                self.stream.close()
            self.stream = None
