"""Writing that is whole or never happened."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from explorer.common.errors import OutputError

WORDS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "no permission to write there",
    errno.EPERM: "no permission to write there",
    errno.ENOENT: "there is no such folder",
    errno.ENOTDIR: "its folder is a file",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EIO: "the disk reports an error",
    errno.EFBIG: "the file is too large for this disk",
}


def write_whole(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``: a temporary file in the same folder, every byte checked, synced,
    then moved over. On any failure the old file is untouched and nothing is left behind.

    A symbolic link is followed, so that the link stays. Raises OutputError.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        _write(target, data)
    except (OSError, ValueError) as error:
        number = getattr(error, "errno", None)
        reason = WORDS.get(number or 0) or getattr(error, "strerror", None) or str(error)
        raise OutputError(f"{path} was not written: {reason}") from error


def _write(target: Path, data: bytes) -> None:
    mode = _mode(target)
    handle, name = tempfile.mkstemp(prefix=".chuhai-", suffix=".tmp", dir=target.parent)
    try:
        try:
            _write_all(handle, data)
            os.fchmod(handle, mode)
            os.fsync(handle)
        finally:
            os.close(handle)
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(target.parent)


def _mode(target: Path) -> int:
    """Permission bits of the file that is replaced, else those of any new file."""
    try:
        return target.stat().st_mode & 0o777
    except OSError:
        return _new(0o666)


def _new(mode: int) -> int:
    """Permission bits of what is made anew with ``mode``."""
    mask = os.umask(0)
    os.umask(mask)
    return mode & ~mask


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        written = os.write(handle, view)
        if written <= 0:
            raise OSError(errno.ENOSPC, "nothing more could be written")
        view = view[written:]
    if os.fstat(handle).st_size != len(data):
        raise OSError(errno.EIO, "the file has another length than was written")


def _sync_folder(folder: Path) -> None:
    """The rename is already done and visible: a folder that cannot be synced (some network
    drives) is no failure of the write."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Make the folder ``path`` with ``files`` (plain names) in it: written and synced beside it,
    then moved to its place. On any failure nothing is left behind.

    What lies there stays: only an empty folder is taken. Raises OutputError.
    """
    try:
        target = Path(os.path.realpath(path))
        _expect_room(target)
        made = Path(tempfile.mkdtemp(prefix=".chuhai-", suffix=".tmp", dir=target.parent))
        try:
            for name, data in files.items():
                handle = os.open(made / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
                try:
                    _write_all(handle, data)
                    os.fsync(handle)
                finally:
                    os.close(handle)
            made.chmod(_new(0o777))
            _sync_folder(made)
            if target.is_dir():
                target.rmdir()
            made.rename(target)
        except BaseException:
            for name in files:
                with contextlib.suppress(OSError):
                    (made / name).unlink()
            with contextlib.suppress(OSError):
                made.rmdir()
            raise
        _sync_folder(target.parent)
    except (OSError, ValueError) as error:
        number = getattr(error, "errno", None)
        reason = WORDS.get(number or 0) or getattr(error, "strerror", None) or str(error)
        raise OutputError(f"{path} was not written: {reason}") from error


def _expect_room(target: Path) -> None:
    """Raise OSError unless nothing is at ``target``, or an empty folder."""
    if target.is_dir():
        if any(target.iterdir()):
            raise OSError(errno.ENOTEMPTY, "the folder is not empty; name a new one")
    elif target.exists():
        raise OSError(errno.EEXIST, "there is a file of this name")
