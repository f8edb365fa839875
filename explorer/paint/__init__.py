"""Draws a Picture with QPainter; fonts, text sizes, palette and style sheet."""

import os

# Qt hands each shape that is not opaque out to other threads and waits for them, which takes
# four times as long as filling it. Read at the first such shape; see docs/decisions/0008.
os.environ["QT_NO_GUI_THREADPOOL"] = "1"
