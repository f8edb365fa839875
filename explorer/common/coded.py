"""Columns of numbers that take less room than an array does: each different one is kept once, or
none, as they count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
from numpy.lib.mixins import NDArrayOperatorsMixin

from explorer.common.texts import Whole, narrow

Array = npt.NDArray[Any]

STRIDE: Final = 32
"""Of running sums every one in so many is kept."""
WORTH: Final = 2
"""So many rows must be alike on average for each to be kept once."""


class Column(NDArrayOperatorsMixin):
    """(n,) numbers, frozen, that take less room than an array of them. Where one is read it stands
    in for it: an index gives what it gives there, operators and numpy's functions give arrays."""

    __slots__ = ()
    ndim: Final = 1

    def __len__(self) -> int:
        raise NotImplementedError

    def __getitem__(self, at: Any) -> Any:
        raise NotImplementedError

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the numbers."""
        raise NotImplementedError

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        found: Array = self[:]
        return found if dtype is None else found.astype(dtype, copy=False)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        whole = [np.asarray(x) if isinstance(x, Column) else x for x in inputs]
        return getattr(ufunc, method)(*whole, **options)

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])

    @property
    def shape(self) -> tuple[int]:
        """(n,)."""
        return (len(self),)

    @property
    def size(self) -> int:
        """n."""
        return len(self)

    def copy(self) -> Array:
        """The numbers as an array of one's own."""
        return self.__array__()

    def astype(self, dtype: Any, copy: bool = True) -> Array:
        """The numbers as an array of another kind."""
        return self.__array__(dtype)

    def tolist(self) -> list[Any]:
        """The numbers as Python has them."""
        found: list[Any] = self[:].tolist()
        return found

    def min(self) -> Any:
        """The least."""
        return self[:].min()

    def max(self) -> Any:
        """The greatest."""
        return self[:].max()

    def tobytes(self) -> bytes:
        """As of the array."""
        return self.__array__().tobytes()


class Coded(Column):
    """Number ``i`` is ``values[codes[i]]``. ``codes`` may be shared with other columns. What is
    asked of the numbers one by one, such as which are less than another, is asked of each value
    once."""

    __slots__ = ("codes", "values")

    def __init__(self, values: Array, codes: Whole) -> None:
        """``codes`` lie in 0 to ``len(values) - 1``."""
        self.values, self.codes = values, codes
        for column in (values, codes):
            column.flags.writeable = False

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, at: Any) -> Any:
        return self.values[self.codes[at]]

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the numbers."""
        return self.values.dtype

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if method == "__call__" and not options and all(map(self._fits, inputs)):
            values = [x.values if isinstance(x, Coded) else x for x in inputs]
            return ufunc(*values).take(self.codes)
        return super().__array_ufunc__(ufunc, method, *inputs, **options)

    def _fits(self, other: Any) -> bool:
        """Whether what is asked can be asked of the values in place of the numbers."""
        if isinstance(other, Coded):
            return other.codes is self.codes and len(other.values) == len(self.values)
        return bool(np.ndim(other) == 0)


class Counting(Column):
    """``first`` and the numbers after it, ``n`` in all, int32."""

    __slots__ = ("_n", "first")

    def __init__(self, first: int, n: int) -> None:
        self.first, self._n = first, n

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            start, stop, step = at.indices(self._n)
            return np.arange(self.first + start, self.first + stop, step, dtype=np.int32)
        if isinstance(at, int | np.integer):
            return np.int32(self.first + range(self._n)[at])
        return np.arange(self.first, self.first + self._n, dtype=np.int32)[at]

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the numbers."""
        return np.dtype(np.int32)

    def max(self, initial: int = -1) -> int:
        """The greatest."""
        return max(self.first + self._n - 1, initial) if self._n else initial


def alike(*columns: Array) -> tuple[Array, Whole]:
    """(k,) rows, one for each different one of the (n,) columns together, and (n,) which each row
    is like; bytes are compared, so that NaN is like NaN."""
    mixed = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        mixed ^= np.ascontiguousarray(column).view(np.uint64)
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    order = np.argsort(mixed, kind="stable")
    ranked = mixed[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = ranked[1:] != ranked[:-1]
    codes = np.empty(len(order), np.int64)
    codes[order] = np.cumsum(first) - 1
    rows = order[first]
    return rows, narrow(codes, max(len(rows) - 1, 0))


def once(*columns: Array) -> tuple[Array, ...]:
    """Columns (n,) of eight bytes a number, as Coded with one array of codes where enough of their
    rows are alike, else as they are."""
    rows, codes = alike(*columns)
    if len(rows) * WORTH > len(codes):
        return columns
    found = [column[rows] for column in columns]
    for column, values in zip(columns, found, strict=True):
        if not np.array_equal(values[codes].view(np.uint64), column.view(np.uint64)):
            return columns  # two rows were mixed to one number
    # To whoever reads it, an array.
    return tuple(cast(Array, Coded(values, codes)) for values in found)


class Runs:
    """Whole numbers from nought on that never fall, as how often each comes."""

    __slots__ = ("_counts", "_n", "_starts")

    def __init__(self, numbers: Whole) -> None:
        counts, self._n = np.bincount(numbers), len(numbers)
        self._counts = narrow(counts, int(counts.max(initial=0)))
        self._starts: npt.NDArray[np.int64] = (np.cumsum(counts) - counts)[::STRIDE].copy()

    def __getitem__(self, at: int) -> int:
        at = range(self._n)[at]
        block = int(np.searchsorted(self._starts, at, side="right")) - 1
        counts = self._counts[block * STRIDE :][:STRIDE]
        ends = self._starts[block] + np.cumsum(counts, dtype=np.int64)
        return block * STRIDE + int(np.searchsorted(ends, at, side="right"))

    def all(self) -> npt.NDArray[np.int32]:
        """All of them."""
        return np.repeat(np.arange(len(self._counts), dtype=np.int32), self._counts)
