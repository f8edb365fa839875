"""Boxes that are taken, and whether a new one is free: a grid of buckets."""

from collections.abc import Iterable

Box = tuple[float, float, float, float]
"""(left, top, right, bottom) in pixels."""


class Boxes:
    """Taken boxes in a grid of ``cell`` pixels; touching edges do not overlap."""

    def __init__(self, boxes: Iterable[Box] = (), cell: float = 48.0) -> None:
        self._cell = cell
        self._grid: dict[tuple[int, int], list[Box]] = {}
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Take ``box``."""
        cell, grid = self._cell, self._grid
        left, top = int(box[0] // cell), int(box[1] // cell)
        right, bottom = int(box[2] // cell), int(box[3] // cell)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                grid.setdefault((column, row), []).append(box)

    def free(self, box: Box, keep: float = 0.0) -> bool:
        """Whether nothing taken comes nearer to ``box`` than ``keep`` pixels."""
        left, top, right, bottom = box[0] - keep, box[1] - keep, box[2] + keep, box[3] + keep
        cell, taken = self._cell, self._grid.get
        columns = range(int(left // cell), int(right // cell) + 1)
        for row in range(int(top // cell), int(bottom // cell) + 1):
            for column in columns:
                for a, b, c, d in taken((column, row), ()):
                    if left < c and a < right and top < d and b < bottom:
                        return False
        return True
