"""The list of what was found wrong in the open file."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from explorer.common.look import Lang
from explorer.common.problems import Problem
from explorer.views.plain import reading_label
from explorer.views.words import counted, word


class ProblemsDialog(QDialog):
    """Every problem on a line of its own, to be scrolled and copied."""

    def __init__(self, problems: Sequence[Problem], lang: Lang, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(word("problems_title", lang))
        self.resize(760, 420)
        n = len(problems)
        heading = counted("problem", "problems", n, lang) if n else word("no_problems", lang)
        self.text = QPlainTextEdit("\n".join(str(p) for p in problems), self)
        self.text.setReadOnly(True)
        self.text.setVisible(n > 0)
        buttons = QDialogButtonBox(self)
        close = buttons.addButton(word("close", lang), QDialogButtonBox.ButtonRole.RejectRole)
        close.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(reading_label(heading, "section", self))
        layout.addWidget(self.text, 1)
        layout.addWidget(buttons)
