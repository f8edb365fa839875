"""Files that nobody keeps."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.common.errors import OutputError
from explorer.files.safe import WORDS


@contextmanager
def scratch() -> Iterator[Path]:
    """A new folder, which goes afterwards with all that is in it. Raises OutputError."""
    try:
        made = tempfile.TemporaryDirectory(prefix="chuhai-", ignore_cleanup_errors=True)
    except OSError as error:
        raise OutputError(f"there is no room for passing files: {_reason(error)}") from error
    with made as name:
        yield Path(name)


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Put ``pieces`` at ``path``, one behind the other. Raises OutputError."""
    try:
        with path.open("wb") as stream:
            for piece in pieces:
                stream.write(piece)
    except OSError as error:
        raise OutputError(f"{path} was not written: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    return WORDS.get(error.errno or 0) or error.strerror or str(error)
