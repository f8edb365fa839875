"""A data package as one mapping of names to bytes: folder, zip or ``.chuhai``, never unpacked."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from explorer.common.errors import InputError
from explorer.common.progress import Progress, silent
from explorer.common.records import dataclass
from explorer.files.sniff import sniff

BRIEFING: Final = "briefing.json"
KNOWN: Final = (
    "datapackage.json",
    "events.csv",
    "sites.geojson",
    "organizations.csv",
    "sources.csv",
    "citations.csv",
    "indicators.csv",
    "regions.geojson",
    BRIEFING,
)
"""The only names that are read; all else in a folder or archive is left alone."""

PIECE: Final = 1 << 24  # bytes between two words of progress
MAX_MEMBERS: Final = 1000
MAX_BYTES: Final = 2 * 1024**3
MAX_RATIO: Final = 200
SMALL: Final = 64 * 1024  # below this much text a high ratio is no attack


@dataclass(frozen=True, eq=False)
class PackageFiles:
    """``files``: the known names that are there, with their bytes. ``origin``: the name of the
    folder or archive, for people."""

    origin: str
    files: Mapping[str, bytes]

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of the data files by sorted name; a briefing is not part of the data,
        so that a package and its ``.chuhai`` have the same one."""
        return fingerprint({k: v for k, v in self.files.items() if k != BRIEFING})


def fingerprint(files: Mapping[str, bytes], progress: Progress = silent) -> str:
    """SHA-256 (hex) over (name, length, bytes) in the order of the names."""
    import hashlib  # late: the first frame needs no fingerprint

    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode("utf-8", "surrogatepass"))
        view = memoryview(files[name])
        for k in range(0, len(view), PIECE):
            progress("rows", 0, 0)
            digest.update(view[k : k + PIECE])
    return digest.hexdigest()


def read_file(path: Path, progress: Progress = silent) -> bytes:
    """All bytes of the regular file ``path``. Raises InputError in words for people; what
    ``progress`` raises breaks the reading of a large one off."""
    try:
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            raise InputError(f"{path} is a folder, not a file")
        if not stat.S_ISREG(facts.st_mode):
            raise InputError(f"{path} is no regular file")
        if facts.st_size > MAX_BYTES:
            raise InputError(f"{path} is larger than 2 GiB, which is the most that is read")
        return path.read_bytes() if facts.st_size <= PIECE else _in_pieces(path, progress)
    except FileNotFoundError:
        raise InputError(f"{path} does not exist") from None
    except PermissionError:
        raise InputError(f"{path} may not be read (no permission)") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{str(path)!r} cannot be read: {reason}") from None
    except MemoryError:
        raise InputError(f"{path} does not fit in memory") from None


def _in_pieces(path: Path, progress: Progress) -> bytes:
    whole = io.BytesIO()  # its value is no copy of it
    with path.open("rb", buffering=0) as file:
        while piece := file.read(PIECE):
            progress("rows", 0, 0)
            whole.write(piece)
    return whole.getvalue()


def open_folder(path: Path, progress: Progress = silent) -> PackageFiles:
    """The package in folder ``path``. A link that leaves the folder is refused."""
    try:
        return _folder(path, progress)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None


def _folder(path: Path, progress: Progress) -> PackageFiles:
    root = path.resolve()
    files: dict[str, bytes] = {}
    total = 0
    for name in KNOWN:
        member = root / name
        if member.is_symlink() and not member.exists():
            raise InputError(f"{path / name} is a link to nothing")
        if not member.exists():
            continue
        if not member.resolve().is_relative_to(root):
            raise InputError(f"{path / name} is a link that leads out of the folder")
        files[name] = read_file(member, progress)
        total += len(files[name])
        if total > MAX_BYTES:
            raise InputError(f"{path} holds more than 2 GiB, which is the most that is read")
    return PackageFiles(root.name or str(root), files)


def open_archive(name: str, data: bytes) -> PackageFiles:
    """The package in the zip archive ``data``; ``name`` is for messages. The files may lie at
    the top or in one folder. Raises InputError for a damaged archive, too many or too large
    members, and names that are doubled or climb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _checked(name, archive.infolist())
            top = _top(members)
            files = {
                known: _member(name, archive, members[top + known])
                for known in KNOWN
                if top + known in members
            }
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError):
        raise InputError(f"{name} is a damaged zip archive") from None
    except (NotImplementedError, RuntimeError, ValueError) as error:
        raise InputError(f"{name} cannot be read: {error}") from None
    return PackageFiles(name, files)


def briefing_of(path: Path) -> bytes:
    """The ``briefing.json`` of the package at ``path``; b'' where it has none, or is none. Raises
    InputError."""
    if path.name == "datapackage.json":
        path = path.parent
    if path.is_dir():
        return open_folder(path).files.get(BRIEFING, b"")
    data = read_file(path)
    if sniff(data)[0] != "zip":
        return b""
    return open_archive(path.name, data).files.get(BRIEFING, b"")


def _checked(name: str, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Members by name, folders left out, once the archive as a whole is harmless."""
    if len(infos) > MAX_MEMBERS:
        raise InputError(f"{name} holds {len(infos)} files; at most {MAX_MEMBERS} are read")
    members: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    total = packed = 0
    for info in infos:
        path = info.orig_filename
        if climbs(path) or "\0" in path:
            raise InputError(f"{name} is refused: the member {path!r} leads out of the archive")
        if path.casefold() in seen:
            raise InputError(f"{name} is refused: it holds {path!r} twice")
        seen.add(path.casefold())
        total += info.file_size
        packed += info.compress_size
        if total > MAX_BYTES:
            raise InputError(f"{name} is refused: it unpacks to more than 2 GiB")
        if info.file_size > max(SMALL, MAX_RATIO * max(info.compress_size, 1)):
            raise InputError(f"{name} is refused: {path!r} unpacks to {info.file_size} bytes")
        if not path.endswith("/"):
            members[path] = info
    if total > max(SMALL, MAX_RATIO * max(packed, 1)):
        raise InputError(f"{name} is refused: it unpacks to {total} bytes")
    return members


def _top(members: Mapping[str, zipfile.ZipInfo]) -> str:
    """The one folder that holds everything ('' when the files lie at the top)."""
    if any(known in members for known in KNOWN):
        return ""
    tops = {path.split("/", 1)[0] for path in members if not path.startswith("__MACOSX/")}
    return f"{tops.pop()}/" if len(tops) == 1 else ""


def _member(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 1:
        raise InputError(f"{name} is locked with a password")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise InputError(f"{name} is refused: {info.filename!r} is a link")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InputError(f"{name} is packed in a way that is not read here")
    data = archive.read(info)
    if len(data) != info.file_size:
        raise InputError(f"{name} is a damaged zip archive")
    return data


def climbs(path: str) -> bool:
    """Whether a relative path could lead out of its folder: absolute, with a drive, a
    backslash, a scheme, or a ``..``."""
    if path.startswith(("/", "~")) or "\\" in path or ":" in path.split("/", 1)[0]:
        return True
    return ".." in path.split("/")


def reference_trouble(path: str) -> str:
    """Why a path named inside ``datapackage.json`` is not followed, or ''."""
    try:
        scheme = urlsplit(path).scheme
    except ValueError:
        return "the path makes no sense"
    if scheme in ("http", "https", "ftp"):
        return "the path leads to the network, which is never used"
    return "the path leads out of the package" if climbs(path) else ""
