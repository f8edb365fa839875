"""A quiet button that folds what stands beneath it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from explorer.figure.style import Style
from explorer.paint.theme import icon
from explorer.views.plain import caption, tip


class FoldButton(QToolButton):
    """Words, if any, and an arrow; pressed while unfolded."""

    def __init__(self, text: str, parent: QWidget, name: str = "") -> None:
        super().__init__(parent)
        self.setProperty("fold", "true")
        self.setCheckable(True)
        self.setText(caption(text))
        self.setAccessibleName(name or text)
        self.setToolTip(tip(name))
        self.setIconSize(QSize(12, 12))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands at the end
        if text:
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._style: Style | None = None
        self.toggled.connect(self._turn)

    def restyle(self, style: Style) -> None:
        """Take over the theme."""
        self._style = style
        self._turn()

    def _turn(self) -> None:
        if self._style is not None:
            name = "chevron-down" if self.isChecked() else "chevron-right"
            self.setIcon(icon(name, self._style, "text2"))
