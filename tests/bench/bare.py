"""The least program on this stack: import PySide6 and pyqtgraph, show an empty plot, leave.

It prints the time from its first line to its first frame: {"first_frame_ms": 380.2}.
"""

from __future__ import annotations

import time

STARTED = time.perf_counter()

import json  # noqa: E402
import sys  # noqa: E402

import pyqtgraph as pg  # noqa: E402
from PySide6.QtCore import QTimer  # noqa: E402
from PySide6.QtGui import QPaintEvent  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """An empty plot that ends the program once it was painted."""

    left = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, tell the time, leave."""
        super().paintEvent(event)
        if not self.left:
            self.left = True
            elapsed = (time.perf_counter() - STARTED) * 1000
            sys.stdout.write(json.dumps({"first_frame_ms": round(elapsed, 1)}) + "\n")
            sys.stdout.flush()
            QTimer.singleShot(0, QApplication.quit)


def main() -> int:
    """Show the plot until it is painted. Returns the exit status."""
    application = QApplication(sys.argv[:1])
    plot = Plot()
    plot.resize(1600, 1000)
    plot.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
