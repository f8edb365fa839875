"""What was read once, kept in the user's cache folder: plain arrays, checked before they are used.

A file is a line that says what it is, a header (JSON) and the blocks that it lists, each with its
length and CRC-32. Whatever is wrong with one, it counts as not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sys
import tempfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import explorer
from explorer.common.progress import unheard

MARK: Final = b"chuhai compiled table 1\n"
SUFFIX: Final = ".table"
MOST: Final = 2 << 30
"""Bytes that the folder may hold; the files used longest ago go."""
PIECE: Final = 1 << 22
HEADER: Final = 1 << 28

Block = bytes | memoryview


def cache_folder() -> Path:
    """Where such files go: XDG_CACHE_HOME on Linux, its likes elsewhere. It need not exist."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local or home / "AppData" / "Local") / "Chuhai Explorer" / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "Chuhai Explorer"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "chuhai-explorer"


def key_of(*parts: str) -> str:
    """A name for what ``parts`` say, in this state of the program."""
    digest = hashlib.sha256()
    for part in (*parts, explorer.__version__, *_sources()):
        digest.update(f"{len(part)}:".encode() + part.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _sources() -> list[str]:
    """Size and time of the modules that read, where they lie as files: a program that is being
    worked on has the same version for long."""
    root, found = Path(explorer.__file__).parent, []
    for folder in ("common", "dataset", "files"):
        with contextlib.suppress(OSError):
            for path in sorted((root / folder).glob("*.py")):
                facts = path.stat()
                found.append(f"{folder}/{path.name} {facts.st_size} {facts.st_mtime_ns}")
    return found


def keep(key: str, header: Mapping[str, Any], blocks: Sequence[Block]) -> None:
    """Write a file for ``key``, and let old ones go. Where that fails nothing is kept."""
    listed = [[len(block), _sum(block, unheard)] for block in blocks]
    text = json.dumps({"key": key, "blocks": listed, "header": header}).encode()
    head = MARK + b"%d %d\n" % (len(text), zlib.crc32(text)) + text
    with contextlib.suppress(OSError, RuntimeError):
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        if len(head) + sum(size for size, _ in listed) > MOST // 2:
            return
        handle, name = tempfile.mkstemp(prefix=".", suffix=SUFFIX + ".tmp", dir=folder)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 a handle, not a path
                for block in (head, *blocks):
                    file.write(block)
            Path(name).replace(folder / (key + SUFFIX))
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
        _tidy(folder)


def is_kept(key: str) -> bool:
    """Whether there is a file for ``key``, sound or not."""
    try:
        return (cache_folder() / (key + SUFFIX)).is_file()
    except (OSError, RuntimeError):
        return False


def drop(key: str) -> None:
    """Let the file for ``key`` go, if there is one."""
    with contextlib.suppress(OSError, RuntimeError):
        (cache_folder() / (key + SUFFIX)).unlink(missing_ok=True)


def kept(key: str, tick: Callable[[], None]) -> tuple[Any, list[bytes]] | None:
    """Header and blocks of the file for ``key``; None where there is none that is sound. ``tick``
    is called now and then; what it raises breaks off."""
    try:
        path = cache_folder() / (key + SUFFIX)
        with path.open("rb") as file:
            if file.read(len(MARK)) != MARK:
                return None
            line = re.fullmatch(rb"(\d{1,10}) (\d{1,10})\n", file.readline(40))
            if line is None or int(line[1]) > HEADER:
                return None
            text = file.read(int(line[1]))
            if zlib.crc32(text) != int(line[2]):
                return None
            found = json.loads(text)
            left = os.fstat(file.fileno()).st_size - file.tell()
            if found["key"] != key or sum(size for size, _ in found["blocks"]) != left:
                return None
            blocks = []
            for size, wanted in found["blocks"]:
                tick()
                block = file.read(size)
                if len(block) != size or _sum(block, tick) != wanted:
                    return None
                blocks.append(block)
        with contextlib.suppress(OSError):
            os.utime(path)
        return found["header"], blocks
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, MemoryError):
        return None


def _sum(block: Block, tick: Callable[[], None]) -> int:
    found, view = 0, memoryview(block)
    for k in range(0, len(view), PIECE):
        tick()
        found = zlib.crc32(view[k : k + PIECE], found)
    return found


def _tidy(folder: Path) -> None:
    """Let go what was used longest ago, until the folder is small enough; and what was never
    finished."""
    files = [(path, path.stat()) for path in folder.iterdir() if path.is_file()]
    newest = max((facts.st_mtime for _, facts in files), default=0.0)
    for path, facts in files:
        if path.name.endswith(".tmp") and facts.st_mtime < newest - 3600:
            path.unlink(missing_ok=True)
    tables = sorted(
        ((p, f) for p, f in files if p.suffix == SUFFIX), key=lambda pair: -pair[1].st_mtime_ns
    )
    total = 0
    for path, facts in tables:
        total += facts.st_size
        if total > MOST:
            path.unlink(missing_ok=True)
