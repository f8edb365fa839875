"""Which row of one table is which row of another."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from explorer.common.records import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """``pairs``: (place in the old rows, place in the new ones), by the new one, rising; the
    places that are in no pair, rising."""

    pairs: tuple[tuple[int, int], ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]

    def numbers(self) -> list[int]:
        """A number for each old row: the place of the new one that it is, else one that no new
        row has."""
        n_new = len(self.pairs) + len(self.added)
        found = dict(self.pairs)
        found.update((i, n_new + k) for k, i in enumerate(self.removed))
        return [found[i] for i in range(len(found))]


def matched(
    old_keys: Sequence[Hashable],
    new_keys: Sequence[Hashable],
    old_rows: Sequence[Hashable] = (),
    new_rows: Sequence[Hashable] = (),
) -> Match:
    """Rows of one key belong together. Where several have the same, those that are alike in all
    (``rows``, beside the keys) are paired first, then the rest in their order; the same pairs
    come out with old and new swapped."""
    found: dict[Hashable, tuple[list[int], list[int]]] = {}
    for i, key in enumerate(old_keys):
        found.setdefault(key, ([], []))[0].append(i)
    for j, key in enumerate(new_keys):
        found.setdefault(key, ([], []))[1].append(j)
    pairs: list[tuple[int, int]] = []
    removed: list[int] = []
    added: list[int] = []
    for old, new in found.values():
        if old_rows and (len(old) > 1 or len(new) > 1) and old and new:
            alike = matched([old_rows[i] for i in old], [new_rows[j] for j in new])
            pairs += [(old[i], new[j]) for i, j in alike.pairs]
            old, new = [old[i] for i in alike.removed], [new[j] for j in alike.added]
        n = min(len(old), len(new))
        pairs += zip(old[:n], new[:n], strict=True)
        removed += old[n:]
        added += new[n:]
    pairs.sort(key=lambda pair: pair[1])
    return Match(tuple(pairs), tuple(sorted(removed)), tuple(sorted(added)))
