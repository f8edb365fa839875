"""Nothing past the door can write to what all others read."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np
import pytest
from packages import read_package

from explorer.common.coded import Coded
from explorer.common.paths import bundled_package
from explorer.dataset.build import load
from explorer.dataset.model import Dataset, Lists


def arrays(value: object) -> Iterator[np.ndarray]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from arrays(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from arrays(one)
    elif isinstance(value, Lists):
        yield from (value.lengths, value.starts, value.values)
    elif isinstance(value, Coded):
        yield from (value.values, value.codes)
    elif is_dataclass(value):
        for one in fields(value):
            yield from arrays(getattr(value, one.name))


def frozen(dataset: Dataset) -> None:
    found = list(arrays(dataset))
    assert len(found) >= 38  # those of events and sites alone
    assert not [a for a in found if a.flags.writeable]
    with pytest.raises(ValueError):
        dataset.events.start_lo[0] = 0
    with pytest.raises(ValueError):
        dataset.events.sites.row(0)[:] = 0


def test_that_the_columns_of_a_package_cannot_be_written() -> None:
    frozen(load(bundled_package()))


def test_that_regions_and_polygons_cannot_be_written(tmp_path: Path) -> None:
    found = read_package(tmp_path)
    assert found.regions
    frozen(found)


def test_that_the_columns_of_a_flat_table_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,date,lat,lon\nOne,2024,1,2\n", "utf-8")
    frozen(load(path))
