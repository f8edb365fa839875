"""A data package as one zip archive, the same bytes for the same files."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

TIGHTEST: Final = 100
"""Files that shrink by more than this are stored as they are: an archive that unpacks to very
much more than it is looks like an attack, to ``package.open_archive`` too."""
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every member: the first that a zip can tell. The clock's would differ each time."""


def packed(files: Mapping[str, bytes]) -> bytes:
    """The archive of ``files``, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o644 << 16
            info.create_system = 3  # Unix, on any system
            small = len(zlib.compress(data)) * TIGHTEST < len(data)
            info.compress_type = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()
