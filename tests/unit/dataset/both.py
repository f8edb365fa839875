"""A table read by rows and by columns: nothing may tell which it was."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np

from explorer.common.coded import Coded
from explorer.common.errors import ChuhaiError
from explorer.dataset import quick
from explorer.dataset.build import load
from explorer.dataset.gazetteer import Gazetteer
from explorer.dataset.model import Dataset, Lists
from explorer.dataset.options import ReadOptions


def assert_same(a: object, b: object, path: str = "dataset") -> None:
    """All that a dataset is made of, in the same order."""
    if isinstance(a, Coded) or isinstance(b, Coded):
        a, b = np.asarray(a), np.asarray(b)  # which way a column is kept says nothing of it
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        assert (a.dtype, a.shape) == (b.dtype, b.shape), path
        assert np.array_equal(a, b, equal_nan=a.dtype.kind == "f"), (path, a, b)
    elif isinstance(a, float) and isinstance(b, float):
        assert a == b or (math.isnan(a) and math.isnan(b)), (path, a, b)
    elif isinstance(a, Lists) and isinstance(b, Lists):
        for name in ("offsets", "values"):
            assert_same(getattr(a, name), getattr(b, name), f"{path}.{name}")
    elif isinstance(a, Mapping) and isinstance(b, Mapping):
        assert list(a) == list(b), (path, a, b)
        for key in a:
            assert_same(a[key], b[key], f"{path}[{key!r}]")
    elif is_dataclass(a) and not isinstance(a, Gazetteer):
        assert type(a) is type(b), (path, a, b)
        for one in fields(a):
            assert_same(getattr(a, one.name), getattr(b, one.name), f"{path}.{one.name}")
    elif isinstance(a, Sequence) and isinstance(b, Sequence) and not isinstance(a, str):
        assert len(a) == len(b), (path, a, b)
        for i, (x, y) in enumerate(zip(a, b, strict=True)):
            assert_same(x, y, f"{path}[{i}]")
    else:
        assert a == b, (path, a, b)


def attempt(path: Path, options: ReadOptions, large: int) -> Dataset | ChuhaiError:
    """What comes of reading, with tables from ``large`` bytes read by columns."""
    with patch.object(quick, "LARGE", large):
        try:
            return load(path, options)
        except ChuhaiError as error:
            return error


def load_both_ways(path: Path, options: ReadOptions) -> Dataset:
    """The dataset, which is the same either way. Raises the same error either way."""
    rows, columns = (attempt(path, options, large) for large in (1 << 60, 0))
    if isinstance(rows, ChuhaiError) or isinstance(columns, ChuhaiError):
        assert (type(rows), str(rows)) == (type(columns), str(columns))
        assert getattr(rows, "needs", ()) == getattr(columns, "needs", ())
        assert isinstance(rows, ChuhaiError)
        raise rows
    assert_same(rows, columns)
    return columns
