"""Columns of text, each different cell looked at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from explorer.common.progress import Progress, silent, unheard
from explorer.common.texts import TURN, Texts
from explorer.dataset.model import F64, I64, Bool
from explorer.dataset.values import AskError, NumberError, read_number

Kinds = tuple[list[str], npt.NDArray[Any]]
"""Texts, and (n,) which of them each row has; a text may occur twice, or not at all."""

_SPACES: Final = [chr(c).encode() for c in range(0x3001) if chr(c).isspace()]
_FIRST: Final = np.isin(np.arange(256), [space[0] for space in _SPACES])
_LAST: Final = np.isin(np.arange(256), [space[-1] for space in _SPACES])
"""Bytes with which white space begins and ends in UTF-8."""
_LONGEST: Final = 15
"""Digits of which every number is exact as a float."""


def kinds_of(column: Texts) -> Kinds:
    """The different cells."""
    values = column.values
    codes = np.arange(len(values)) if column.codes is None else column.codes
    return values, codes.astype(np.int64)


def judged(column: Texts, verdict: Callable[[str], object]) -> Bool:
    """(n,) whether ``verdict`` holds of each cell."""
    values, codes = kinds_of(column)
    return np.fromiter((bool(verdict(value)) for value in values), np.bool_, len(values))[codes]


def tuples_of(
    columns: Sequence[Texts], tick: Callable[[], None] = unheard
) -> tuple[list[tuple[str, ...]], I64]:
    """As ``kinds_of``, of several columns side by side; ``tick`` is called now and then."""
    parts = [kinds_of(column) for column in columns]
    codes = parts[0][1]
    for values, more in parts[1:]:
        tick()
        if len(values) > 1:
            codes = np.unique(codes * len(values) + more, return_inverse=True)[1]
    tick()
    _, first, codes = np.unique(codes, return_index=True, return_inverse=True)
    rows = [[values[k] for k in own[first].tolist()] for values, own in parts]
    return list(zip(*rows, strict=True)), codes


def blank(column: Texts) -> Bool:
    """(n,) which cells hold white space alone."""
    if column.codes is not None:
        return blank(Texts(column.data, column.offsets))[column.codes]
    starts, ends = column.offsets[:-1], column.offsets[1:]
    found: Bool = starts == ends
    some = np.flatnonzero(~found)
    signs = np.frombuffer(column.data, np.uint8)
    for i in some[_FIRST[signs[starts[some]]]].tolist():
        found[i] = not column[i].strip()
    return found


def stripped(column: Texts) -> Texts:
    """The cells without white space around them."""
    if column.codes is None and len(column):
        starts, ends = column.offsets[:-1], column.offsets[1:]
        some = np.flatnonzero(starts < ends)
        signs = np.frombuffer(column.data, np.uint8)
        doubtful = _FIRST[signs[starts[some]]] | _LAST[signs[ends[some] - 1]]
        cells = (column[i] for i in some[doubtful].tolist())
        if all(cell == cell.strip() for cell in cells):
            return column
    return column.map(str.strip)


def numbers(column: Texts, decimal: str, progress: Progress = silent) -> tuple[F64, Bool]:
    """(n,) numbers, NaN where there is none, and (n,) whether the cell is not blank and no
    number, or only with an option."""
    plain = Texts(column.data, column.offsets) if column.codes is not None else column
    found = np.full(len(plain), np.nan)
    for k in range(0, len(plain), TURN):
        progress("arranging", 0, 0)
        found[k : k + TURN] = _read(plain, k, decimal)
    bad = np.isinf(found)
    found[bad] = np.nan
    codes = slice(None) if column.codes is None else column.codes
    return found[codes], bad[codes]


def _read(column: Texts, start: int, decimal: str) -> F64:
    """Numbers of a turn of cells, infinite where there is none."""
    ends = column.offsets[start : start + TURN + 1].astype(np.int64)
    lengths = np.diff(ends)
    found, other = np.full(len(lengths), np.nan), lengths > 0
    if decimal != ",":
        own = np.frombuffer(column.data[ends[0] : ends[-1]] + b"\0", np.uint8)
        found, other = _plain(own, ends[:-1] - ends[0], lengths)
    for i in np.flatnonzero(other).tolist():
        found[i] = _number(column[start + i], decimal)
    return found


def _plain(data: npt.NDArray[np.uint8], starts: I64, lengths: I64) -> tuple[F64, Bool]:
    """What ``float`` gives for cells such as -12.50, and which cells are filled and not such.

    The digits as a whole number are exact, and so is the power of ten that they are divided by,
    so that the quotient is rounded once, as it should be.
    """
    whole, digits, after = (np.zeros(len(starts), np.int64) for _ in range(3))
    point, odd = np.zeros(len(starts), np.bool_), lengths > _LONGEST + 2
    minus = data[starts] == ord("-")
    for b in range(min(int(lengths.max(initial=0)), _LONGEST + 2)):
        inside = b < lengths
        sign = data[np.minimum(starts + b, len(data) - 1)]
        digit = (sign >= ord("0")) & (sign <= ord("9")) & inside
        dot = (sign == ord(".")) & inside
        whole = np.where(digit, whole * 10 + (sign - np.uint8(48)), whole)
        digits += digit
        after += digit & point
        odd |= inside & ~digit & ~dot & (~minus if b == 0 else True) | (dot & point)
        point |= dot
    odd |= (digits == 0) | (digits > _LONGEST)
    found = np.where(odd, np.nan, whole / 10.0**after)
    return np.where(minus, -found, found), odd & (lengths > 0)


def _number(text: str, decimal: str) -> float:
    text = text.strip()
    if not text:
        return float("nan")
    try:
        return read_number(text, decimal)
    except (NumberError, AskError):
        return float("inf")
