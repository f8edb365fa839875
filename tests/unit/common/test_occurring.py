"""Counts of codes, against those of a plain loop."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.common import occurring as counting
from explorer.common.occurring import occurring


@given(
    st.sampled_from([1, 3, 255, 256, 300]),
    st.lists(st.integers(0, 2**32), max_size=41),
    st.booleans(),
)
def test_that_each_code_is_counted_as_often_as_it_comes(
    k: int, numbers: list[int], paired: bool
) -> None:
    codes = np.array([number % k for number in numbers], dtype=np.min_scalar_type(k - 1))
    expected = Counter(codes.tolist())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(counting, "PAIRED", 0 if paired else counting.PAIRED)
        assert occurring(codes, k).tolist() == [expected[code] for code in range(k)]


def test_that_the_codes_of_a_table_are_counted() -> None:
    codes = np.arange(1 << 17, dtype=np.uint8).reshape(-1, 4)
    assert occurring(codes, 256).tolist() == [1 << 9] * 256
