"""The order of very many events, by their start and their ids."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from explorer.common.texts import Texts
from explorer.dataset.model import I64, Bool


def by_time(start: I64, undated: Bool, ids: Texts, tick: Callable[[], None]) -> I64:
    """The order by start, undated ones last, then by id."""
    words = _id_words(ids)
    tick()
    keys = [*words[::-1], start, undated]
    if _rising(words):
        keys = keys[len(words) :]  # ids are in order as they come
    if not undated.any():
        keys = keys[:-1]
    order: I64 = np.lexsort(keys)
    if len(ids) and int(np.diff(ids.offsets).max(initial=0)) > 8 * len(words):
        order = _by_whole_ids(order, start, undated, words, ids)
    return order


def _rising(words: list[npt.NDArray[np.uint64]]) -> bool:
    """Whether each row is as the one before or after it in order, by its words."""
    same = np.ones(max(len(words[0]) - 1, 0), np.bool_) if words else np.ones(0, np.bool_)
    for word in words:
        if (same & (word[1:] < word[:-1])).any():
            return False
        same &= word[1:] == word[:-1]
    return True


def _id_words(ids: Texts, most: int = 4) -> list[npt.NDArray[np.uint64]]:
    """The first bytes of each id as rising numbers, eight in each."""
    assert ids.codes is None
    longest = int(np.diff(ids.offsets).max(initial=1))
    words = []
    padded = np.frombuffer(ids.data + bytes(8), np.uint8)
    starts, ends = ids.offsets[:-1].astype(np.int64), ids.offsets[1:].astype(np.int64)
    for k in range(min(most, -(-longest // 8))):
        word = np.zeros(len(starts), np.uint64)
        for b in range(8):
            place = starts + 8 * k + b
            inside = place < ends
            byte = np.where(inside, padded[np.minimum(place, len(padded) - 1)], 0)
            word = (word << np.uint64(8)) | byte.astype(np.uint64)
        words.append(word)
    return words


def _by_whole_ids(
    order: I64, start: I64, undated: Bool, words: list[npt.NDArray[np.uint64]], ids: Texts
) -> I64:
    """``order`` with those in the order of their whole ids that are alike in all else."""
    keys = [key[order] for key in (start, undated, *words)]
    same = np.logical_and.reduce([key[1:] == key[:-1] for key in keys])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]]).astype(np.int8)))
    order = order.copy()
    for first, last in edges.reshape(-1, 2).tolist():
        group = sorted(order[first : last + 1].tolist(), key=ids.__getitem__)
        order[first : last + 1] = group
    return order
