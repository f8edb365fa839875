"""What the pages of the inspector have in common."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget


class PanelPage(QWidget):
    """A page that is scrolled: as high as its wrapped text at the width there is, and no higher
    (what labels ask for at least is measured at a narrow width)."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def minimumSizeHint(self) -> QSize:
        """It takes the width of the panel."""
        return QSize(120, 40)
