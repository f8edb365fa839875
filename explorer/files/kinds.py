"""Whether a path is there, and as what; a path that can't be is nothing."""

from pathlib import Path


def is_folder(path: Path) -> bool:
    """Whether ``path`` is a folder, or a link to one."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Whether ``path`` is a file, or a link to one."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
