"""A Picture as a file, by the suffix of its name."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QHashSeed

from explorer.common.errors import UsageError
from explorer.common.progress import Progress, silent
from explorer.export.meta import Meta
from explorer.export.options import SUFFIXES
from explorer.figure.picture import Picture
from explorer.files.safe import write_whole


def deterministic() -> None:
    """Make Qt order its tables the same way in every process. Call it before a QApplication is
    made: without it the fonts of a PDF come in random order."""
    QHashSeed.setDeterministicGlobalSeed()


def render(
    picture: Picture,
    suffix: str,
    *,
    scale: float = 1.0,
    dpi: float = 96.0,
    meta: Meta,
    progress: Progress = silent,
) -> bytes:
    """The bytes of a picture file; the same for the same arguments, in every process that
    called ``deterministic`` first.

    ``suffix``: one of SUFFIXES, in any case. ``scale``: device pixels for one logical, and
    ``dpi``, count for PNG only; so does ``progress``, told "packing" and rows. A QGuiApplication
    must exist. Raises UsageError.
    """
    match suffix.lower():
        case ".png":
            from explorer.export.png import png

            return png(picture, scale, dpi, meta, progress)
        case ".svg":
            from explorer.export.svg import svg

            return svg(picture, meta)
        case ".pdf":
            from explorer.export.pdf import pdf

            return pdf(picture, meta)
    known = ", ".join(SUFFIXES)
    raise UsageError(f"a picture can't be written as “{suffix}”: its name ends in {known}")


def write_picture(
    path: Path,
    picture: Picture,
    *,
    scale: float = 1.0,
    dpi: float = 96.0,
    meta: Meta | None = None,
    progress: Progress = silent,
) -> None:
    """Write ``picture`` to ``path`` whole or not at all. Raises UsageError, OutputError."""
    data = render(
        picture, path.suffix, scale=scale, dpi=dpi, meta=meta or Meta(), progress=progress
    )
    progress("writing", 0, 0)
    write_whole(path, data)
