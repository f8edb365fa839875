"""Small pictures under ':/' for style sheets, which read files only.

The layout is that of Qt's resource compiler (qtbase, src/tools/rcc), format version 1.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import qRegisterResourceData

_KEPT: Final[dict[str, tuple[bytes, bytes, bytes]]] = {}  # Qt points into these


def _hash(name: str) -> int:
    """Qt's qt_hash, by which the names of a folder are sorted."""
    value = 0
    for char in name:
        value = (value << 4) + ord(char)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value


def offer(key: str, files: Mapping[str, bytes]) -> None:
    """Let ``:/<name>`` be each of ``files`` from now on; once for each ``key``. Names are plain
    ASCII with no folders."""
    if key in _KEPT:
        return
    names, data = b"", b""
    tree = struct.pack(">IHII", 0, 2, len(files), 1)  # the root folder, its children from 1 on
    for name in sorted(files, key=_hash):
        tree += struct.pack(">IHHHI", len(names), 0, 0, 1, len(data))  # any land, language C
        names += struct.pack(">HI", len(name), _hash(name)) + name.encode("utf-16-be")
        data += struct.pack(">I", len(files[name])) + files[name]
    _KEPT[key] = (tree, names, data)
    qRegisterResourceData(1, tree, names, data)
