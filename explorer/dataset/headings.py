"""Which column of a foreign table holds which field."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Final

from explorer.common.errors import InputError, Need, OptionError
from explorer.common.records import dataclass
from explorer.common.text import fold
from explorer.dataset.forms import DateError
from explorer.dataset.parted import Parts, is_clock
from explorer.dataset.schema import ALIASES, DATE_PARTS
from explorer.dataset.values import AskError, NumberError, read_date, read_number

NEEDED: Final = ("title", "date")


def key(name: str) -> str:
    """``name`` folded, letters and digits alone, so that ``End_Date`` is ``end date``."""
    return re.sub(r"[\W_]+", "", fold(name))


@dataclass(frozen=True, slots=True)
class Headings:
    """``fields``: field to column. ``extra``: columns that are no field, kept as they are.
    ``parts``: columns over which ``date`` or ``ended`` is parted."""

    fields: Mapping[str, str]
    extra: tuple[str, ...]
    parts: Mapping[str, Parts] = field(default_factory=dict)


FIELD_KEYS: Final = {key(n): f for f, names in ALIASES.items() for n in reversed((f, *names))} | {
    key(f): f for f in ALIASES
}


Samples = Mapping[str, Sequence[str]]
"""Some cells of each column that are not blank; a column without any is empty."""

ENOUGH: Final = 5


def samples(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Samples:
    """The first cells of each column that are not blank, ENOUGH of them at most."""
    found: dict[str, list[str]] = {column: [] for column in columns}
    open_ = list(enumerate(columns))
    for cells in rows:
        for i, column in open_:
            if cells[i].strip():
                found[column].append(cells[i])
        open_ = [(i, column) for i, column in open_ if len(found[column]) < ENOUGH]
        if not open_:
            break
    return found


PART_KEYS: Final = {"year": "year", "month": "month", "day": "day"}
"""What --map calls the columns over which a date is parted."""


def chosen(
    name: str,
    columns: Sequence[str],
    cells: Samples,
    wanted: Sequence[tuple[str, str]] = (),
    skip: Sequence[str] = (),
) -> Headings:
    """Fields for ``columns``: those of ``wanted`` (pairs of field and column) first, then dates
    parted over columns, then exact names, then aliases, likeliest first; no column twice. Empty
    columns are taken only where no other will do. Fields in ``skip`` get none.

    Raises InputError when a pair makes no sense, OptionError when there is no title or no date.
    """
    pairs = _wanted(name, columns, wanted)
    found = {f: column for f, column in pairs if f not in PART_KEYS.values()}
    free = [c for c in columns if c not in {column for _, column in pairs}]
    parts = {f: p for f in DATE_PARTS if f not in found and (p := _parts(f, free, cells))}
    if named := {f: column for f, column in pairs if f in PART_KEYS.values()}:
        parts["date"] = Parts(*(named.get(part, "") for part in Parts._fields))
        found.pop("date", None)
    used = {column for part in parts.values() for column in part}
    free = [c for c in free if c not in used]
    if {"headline", "endyear"} <= {key(c) for c in columns}:  # TimelineJS
        free = [c for c in free if key(c) != "type"]  # what sort of slide it is
    skip = (*skip, *parts)
    _take(found, [c for c in free if cells[c]], cells, skip)
    _take(found, [c for c in free if c not in found.values()], cells, skip)
    for other in ("title_zh", "label", "label_zh"):
        if "title" not in found and other in found:
            found["title"] = found.pop(other)
    if missing := [f for f in NEEDED if f not in found and f not in parts]:
        raise _lacking(name, columns, missing, cells, found.values())
    used.update(found.values())
    return Headings(found, tuple(c for c in columns if c not in used), parts)


def _take(found: dict[str, str], free: Sequence[str], cells: Samples, skip: Sequence[str]) -> None:
    """Add to ``found`` what ``free`` holds, exact names first."""
    fields = [f for f in ALIASES if f not in found and f not in skip]
    exact = [f for f in fields if f in free]
    found.update((f, f) for f in exact)
    by_key: dict[str, str] = {}
    for column in free:
        if column not in exact:
            by_key.setdefault(key(column), column)
    for name in fields:
        if name in exact:
            continue
        aliases: Sequence[str] = ALIASES[name]
        if name == "label" and "title_zh" in found:  # then a Chinese short name goes with it
            aliases = tuple(a for a in aliases if a not in ALIASES["label_zh"])
        for alias in aliases:
            match = by_key.get(key(alias))
            if match is not None and not _odd(name, cells[match]):
                found[name] = by_key.pop(key(alias))
                break


def _odd(name: str, cells: Sequence[str]) -> bool:
    """Whether cells are not what the heading says: times of day for a date, a link to a picture
    for the medium that published it, an area of land for a country."""
    if name == "country":
        return any(c.strip()[:1].isdecimal() for c in cells)
    if name in DATE_PARTS:
        return any(map(is_clock, cells))
    return name == "publisher" and any(c.strip().startswith(("http:", "https:")) for c in cells)


def _parts(name: str, free: Sequence[str], cells: Samples) -> Parts | None:
    """The columns that a date is parted over; None when one column holds it whole."""
    filled = {key(column): column for column in reversed(free) if cells[column]}
    by_key = filled | {key(c): c for c in reversed(free) if key(c) not in filled}
    wholes = {key(n) for n in (name, *ALIASES[name])}
    years, *rest = ({key(alias) for alias in aliases} for aliases in DATE_PARTS[name])
    columns = [next((by_key[k] for k in by_key if k in keys), "") for keys in (years, *rest)]
    clock = columns[3] and any(map(is_clock, cells[columns[3]]))
    whole = wholes - years.union(*rest)
    if not (columns[0] and cells[columns[0]]) or whole & filled.keys():
        return None
    if columns[3] and cells[columns[3]] and not clock:
        return None
    return Parts(*columns)


def _lacking(
    name: str,
    columns: Sequence[str],
    missing: Sequence[str],
    cells: Samples,
    used: Iterable[str],
) -> OptionError:
    free = [c for c in columns if c not in set(used)]
    guess = {"date": next((c for c in free if _dates(cells[c])), "")}
    guess["title"] = next((c for c in free if _words(cells[c])), "")
    why = f"has no column for the {' and the '.join(missing)} (found: {_listed(columns)})"
    needs = [
        Need(
            f"--map {f}={shlex.quote(guess[f] or 'COLUMN')}",
            f"it {why}",
            "map",
            f"{f}={guess[f]}" if guess[f] else "",
        )
        for f in missing
    ]
    return OptionError(f"{name} {why}: say which with {' '.join(n.option for n in needs)}", *needs)


def _dates(cells: Sequence[str]) -> bool:
    """Whether these look like dates."""
    for cell in cells:
        try:
            read_date(cell)
        except AskError:
            continue
        except DateError:
            return False
        if cell.strip().isdecimal() and not 1000 <= int(cell) <= 2200:
            return False
    return bool(cells)


def _words(cells: Sequence[str]) -> bool:
    """Whether these look like titles: words, no two alike."""
    for cell in cells:
        try:
            read_number(cell)
        except AskError:
            return False
        except NumberError:
            if cell.strip().startswith(("http:", "https:")):
                return False
        else:
            return False
    return bool(cells) and len(set(cells)) == len(cells) and not _dates(cells)


def _wanted(
    name: str, columns: Sequence[str], wanted: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for wish, column in wanted:
        known = PART_KEYS.get(key(wish)) or FIELD_KEYS.get(key(wish))
        if known is None:
            raise InputError(f"--map {wish}={column}: there is no field {wish}")
        exact = column if column in columns else None
        match = exact or next((c for c in columns if key(c) == key(column)), None)
        if match is None:
            raise InputError(
                f"--map {wish}={column}: {name} has no such column (found: {_listed(columns)})"
            )
        pairs.append((known, match))
    parts = [f for f, _ in pairs if f in PART_KEYS.values()]
    if parts and "year" not in parts:
        raise InputError(f"--map {parts[0]}=…: a date in parts needs --map year=COLUMN")
    return pairs


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(columns[:30])
    return f"{shown}, and {len(columns) - 30} more" if len(columns) > 30 else shown
