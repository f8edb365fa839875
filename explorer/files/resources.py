"""The program's own resource files, read as bytes."""

from functools import cache

from explorer.common.errors import ChuhaiError
from explorer.common.paths import resources


@cache
def resource_bytes(name: str) -> bytes:
    """Content of ``resources/<name>``. Raises ChuhaiError when the installation lacks it."""
    try:
        return (resources() / name).read_bytes()
    except OSError as error:
        raise ChuhaiError(f"the installation is incomplete: {name} is missing") from error
