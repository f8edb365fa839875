"""Python lists to frozen columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from explorer.dataset.model import Codes, Lists


def codes(values: Sequence[str], order: Iterable[str] = ()) -> Codes:
    """A dictionary-coded column; '' is -1. Of the values in ``order`` those in use come first,
    in that order, then the others as they appear."""
    used = dict.fromkeys(values)
    used.pop("", None)
    table = [value for value in order if value in used]
    first = set(table)
    table += [value for value in used if value not in first]
    return fixed_codes(values, table)


def fixed_codes(values: Sequence[str], table: Sequence[str]) -> Codes:
    """A column coded into exactly ``table``; a value that is not in it is -1."""
    places = {value: i for i, value in enumerate(table)}
    found = np.fromiter((places.get(v, -1) for v in values), np.int32, len(values))
    return Codes(tuple(table), found)


def lists(rows: Sequence[Sequence[int]]) -> Lists:
    """A column of lists of int32."""
    offsets = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(np.fromiter((len(r) for r in rows), np.int64, len(rows)), out=offsets[1:])
    flat = np.fromiter((v for row in rows for v in row), np.int32, int(offsets[-1]))
    return Lists(offsets, flat)
