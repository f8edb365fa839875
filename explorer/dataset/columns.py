"""Python lists to frozen columns, none of them larger than what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar, cast

import numpy as np
import numpy.typing as npt

from explorer.common.coded import Column, Counting
from explorer.common.texts import SMALL
from explorer.dataset.model import I32, Codes, Lists

Array = TypeVar("Array", bound=npt.NDArray[Any])
_SOME: Final = 1024


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
    return Codes(tuple(table), lean(found))


def recoded(values: Sequence[str], found: npt.NDArray[Any], order: Iterable[str] = ()) -> Codes:
    """As ``codes`` of the column whose row ``i`` is ``values[found[i]]``."""
    kinds, first = first_places(found, len(values))
    used = [values[k] for k in kinds[np.argsort(first, kind="stable")].tolist()]
    coded = codes(used, order)
    place = {value: i for i, value in enumerate(coded.values)}
    table = np.fromiter((place.get(value, -1) for value in values), np.int32, len(values))
    return Codes(coded.values, lean(table[found]))


def first_places(found: npt.NDArray[Any], k: int) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Which of the codes 0 to ``k - 1`` occur, rising, and where each occurs first."""
    first = np.full(k, -1, np.int64)
    first[found[::-1]] = np.arange(len(found) - 1, -1, -1)
    kinds = np.flatnonzero(first >= 0)
    return kinds, first[kinds]


def lists(rows: Sequence[Sequence[int]]) -> Lists:
    """A column of lists of int32."""
    lengths = np.fromiter((len(r) for r in rows), np.int64, len(rows))
    return listed(
        lengths, np.fromiter((v for row in rows for v in row), np.int32, int(lengths.sum()))
    )


def listed(lengths: npt.NDArray[Any], values: I32) -> Lists:
    """The column whose row ``i`` has the next ``lengths[i]`` of ``values``."""
    offsets = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return Lists(offsets, lean(values))


def counting(n: int, first: int = 0) -> I32:
    """``n`` numbers from ``first`` on, which take no room."""
    return cast(I32, Counting(first, n))  # to whoever reads it, an array


def lean(column: Array) -> Array:
    """``column``, or in its stead one with the same numbers that takes no room of its own: where
    they are all alike, or count. What is small stays."""
    if len(column) <= SMALL or isinstance(column, Column):
        return column
    head = column[:_SOME]
    if np.array_equal(head, np.broadcast_to(column[:1], head.shape), equal_nan=True):
        same = np.broadcast_to(column[:1].copy(), column.shape)
        if np.array_equal(column, same, equal_nan=True):
            return same  # type: ignore[return-value]
    if column.dtype == np.int32 and column.ndim == 1:
        first = int(column[0])
        if 0 <= first <= _SOME and int(column[_SOME - 1]) == first + _SOME - 1:
            count = counting(len(column), first)
            if np.array_equal(column, count):
                return count  # type: ignore[return-value]
    return column


def shared(column: Array, *others: Array) -> Array:
    """One of ``others`` that holds the same numbers as ``column``, else that itself, lean."""
    for other in others:
        if np.array_equal(column, other, equal_nan=column.dtype.kind == "f"):
            return other
    return lean(column)


def at(mapping: Mapping[str, int], keys: Iterable[str], n: int) -> I32:
    """(n,) what ``mapping`` has for each of ``keys``, -1 for none."""
    return np.fromiter((mapping.get(key, -1) for key in keys), np.int32, n)
