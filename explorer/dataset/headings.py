"""Which column of a foreign table holds which field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from explorer.common.errors import InputError
from explorer.common.text import fold
from explorer.dataset.schema import ALIASES

NEEDED: Final = ("title", "date")


def key(name: str) -> str:
    """``name`` folded, letters and digits alone, so that ``End_Date`` is ``end date``."""
    return re.sub(r"[\W_]+", "", fold(name))


@dataclass(frozen=True, slots=True)
class Headings:
    """``fields``: field to column. ``extra``: columns that are no field, kept as they are."""

    fields: Mapping[str, str]
    extra: tuple[str, ...]


FIELD_KEYS: Final = {key(n): f for f, names in ALIASES.items() for n in reversed((f, *names))} | {
    key(f): f for f in ALIASES
}


def chosen(
    name: str,
    columns: Sequence[str],
    wanted: Sequence[tuple[str, str]] = (),
    skip: Sequence[str] = (),
) -> Headings:
    """Fields for ``columns``: those of ``wanted`` (pairs of field and column) first, then exact
    names, then aliases, likeliest first; no column twice. Fields in ``skip`` get none.

    Raises InputError when a pair makes no sense, or there is no title or no date.
    """
    found = dict(_wanted(name, columns, wanted))
    free = [c for c in columns if c not in found.values()]
    for field in ALIASES:
        if field in free and field not in found and field not in skip:
            found[field] = field
            free.remove(field)
    by_key: dict[str, str] = {}
    for column in free:
        by_key.setdefault(key(column), column)
    for field, names in ALIASES.items():
        if field in found or field in skip:
            continue
        match = next((by_key.pop(key(n)) for n in names if key(n) in by_key), None)
        if match is not None:
            found[field] = match
    if "title" not in found and "title_zh" in found:
        found["title"] = found.pop("title_zh")
    for field in NEEDED:
        if field not in found:
            raise InputError(
                f"{name} has no column for the {field} (found: {_listed(columns)}): "
                f"say which with --map {field}=COLUMN"
            )
    used = set(found.values())
    return Headings(found, tuple(c for c in columns if c not in used))


def _wanted(
    name: str, columns: Sequence[str], wanted: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for field, column in wanted:
        known = FIELD_KEYS.get(key(field))
        if known is None:
            raise InputError(f"--map {field}={column}: there is no field {field}")
        exact = column if column in columns else None
        match = exact or next((c for c in columns if key(c) == key(column)), None)
        if match is None:
            raise InputError(
                f"--map {field}={column}: {name} has no such column (found: {_listed(columns)})"
            )
        pairs.append((known, match))
    return pairs


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(columns[:30])
    return f"{shown}, and {len(columns) - 30} more" if len(columns) > 30 else shown
