"""The last few answers are kept, for as long as what they are about is there."""

from __future__ import annotations

import gc
from weakref import ref

from explorer.common.recent import Recent


class Owner:
    """Something that answers are about."""


def test_that_the_latest_are_kept_for_each_owner() -> None:
    recent: Recent[Owner, list[int]] = Recent(lambda _: 2)
    one, other = Owner(), Owner()
    first = recent.keep(one, "a", [1])
    recent.keep(one, "b", [2])
    recent.keep(other, "a", [9])
    assert recent.get(one, "a") is first  # and is now the latest
    recent.keep(one, "c", [3])
    assert recent.get(one, "b") is None
    assert [recent.get(one, key) for key in "ac"] == [[1], [3]]
    assert recent.get(other, "a") == [9]
    assert recent.get(Owner(), "a") is None


def test_that_what_is_kept_goes_with_its_owner() -> None:
    recent: Recent[Owner, Owner] = Recent(lambda _: 5)
    owner, value = Owner(), Owner()
    recent.keep(owner, 1, value)
    gone = ref(value)
    del owner, value
    gc.collect()
    assert gone() is None
