"""Boxes that are taken, and whether a new one is free: a grid of buckets."""

from collections.abc import Iterable, Iterator

Box = tuple[float, float, float, float]
"""(left, top, right, bottom) in pixels."""


class Boxes:
    """Taken boxes in a grid of ``cell`` pixels; touching edges do not overlap."""

    def __init__(self, boxes: Iterable[Box] = (), cell: float = 48.0) -> None:
        self._cell = cell
        self._grid: dict[tuple[int, int], list[Box]] = {}
        for box in boxes:
            self.add(box)

    def _cells(self, box: Box) -> Iterator[tuple[int, int]]:
        cell = self._cell
        for row in range(int(box[1] // cell), int(box[3] // cell) + 1):
            for column in range(int(box[0] // cell), int(box[2] // cell) + 1):
                yield column, row

    def add(self, box: Box) -> None:
        """Take ``box``."""
        for key in self._cells(box):
            self._grid.setdefault(key, []).append(box)

    def free(self, box: Box, keep: float = 0.0) -> bool:
        """Whether nothing taken comes nearer to ``box`` than ``keep`` pixels."""
        left, top, right, bottom = box[0] - keep, box[1] - keep, box[2] + keep, box[3] + keep
        for key in self._cells((left, top, right, bottom)):
            for a, b, c, d in self._grid.get(key, ()):
                if left < c and a < right and top < d and b < bottom:
                    return False
        return True
