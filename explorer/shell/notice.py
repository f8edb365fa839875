"""A calm dialog for one thing that happened: a sign, a heading, some words, what to do next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer.common.errors import ChuhaiError
from explorer.common.look import Lang, Theme
from explorer.figure.style import load_style
from explorer.paint.painter import clear_pixmap
from explorer.paint.theme import icon
from explorer.session.look import Look
from explorer.views.plain import caption, plain_label, reading_label
from explorer.views.problem_words import problem_words
from explorer.views.words import word

SIGN = 44  # logical pixels across
WIDE = 500


def sign(name: str, theme: Theme, ratio: float, ground: str, ink: str) -> QPixmap:
    """Icon ``name`` in colour token ``ink`` on a disc of token ``ground``."""
    style = load_style(theme)
    made = clear_pixmap(SIGN, SIGN, ratio)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(style.tokens, ground)))
        painter.drawEllipse(0, 0, SIGN, SIGN)
        icon(name, style, ink).paint(painter, 13, 13, SIGN - 26, SIGN - 26)
    return made


class Notice(QDialog):
    """``details``: text to look at and copy, '' for none. Buttons are added with ``offer``; the
    last one offered closes it by Esc. Never blocks: show it with ``open``."""

    def __init__(
        self,
        heading: str,
        text: str,
        parent: QWidget | None,
        *,
        lang: Lang,
        theme: Theme,
        details: str = "",
        grave: bool = True,
        picture: str = "triangle-alert",
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Chuhai Explorer")
        self.setAccessibleName(heading)
        self._lang = lang
        self.heading = plain_label("section", self, heading)
        self.heading.setProperty("role", "dialog-head")
        self.heading.setWordWrap(True)
        self.text = reading_label(text, "field", self)
        for label in (self.heading, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        tokens = ("error_ground", "error") if grave else ("bg", "text2")
        disc = QLabel(self)
        disc.setPixmap(sign(picture, theme, self.devicePixelRatioF(), *tokens))
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(28, 26, 28, 22)
        self.body.setSpacing(8)
        self.body.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self.body.addWidget(disc, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addSpacing(4)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.text)
        self.details = QPlainTextEdit(details, self)
        self.details.setReadOnly(True)
        self.details.setAccessibleName(word("details", lang))
        self.details.setMinimumHeight(200)
        self.details.hide()
        self.body.addWidget(self.details, 1)
        self.body.addSpacing(8)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addStretch(1)
        self._row.addStretch(1)
        self.body.addLayout(self._row)
        self.setFixedWidth(WIDE)
        if details:
            self.more = self.offer(word("show_details", lang), self._show_details, closes=False)
            self.copy = self.offer(word("copy_details", lang), self._copy, closes=False)

    def offer(
        self, text: str, run: Callable[[], object] | None = None, *, main: bool = False,
        closes: bool = True,
    ) -> QPushButton:  # fmt: skip
        """Add a button to the right of those before; ``main``: the one that is meant."""
        button = QPushButton(caption(text), self)
        button.setAutoDefault(main)
        button.setDefault(main)
        if main:
            button.setProperty("main", "true")
        if closes:
            button.clicked.connect(self.accept)
        if run is not None:
            button.clicked.connect(lambda: run())
        self._row.insertWidget(self._row.count() - 1, button)
        if main:
            button.setFocus()
        return button

    def _show_details(self) -> None:
        shown = self.details.isHidden()
        self.details.setVisible(shown)
        self.more.setText(word("hide_details" if shown else "show_details", self._lang))
        self.setFixedWidth(640 if shown else WIDE)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()
        super().showEvent(event)

    def _fit(self) -> None:
        """As high as its words need: labels that wrap would ask for more."""
        self.body.activate()
        height = self.body.totalHeightForWidth(self.width())
        self.setMinimumHeight(height)
        self.resize(self.width(), height)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
        self.copy.setText(word("copied_short", self._lang))


def refused(
    heading: str, error: ChuhaiError, stays: str, look: Look, parent: QWidget | None
) -> Notice:
    """Says what was not done and why, and how things stand; ``heading`` and ``stays`` are keys."""
    lang = look.lang
    text = f"{problem_words(str(error), lang)}\n{word(stays, lang)}"
    notice = Notice(word(heading, lang), text, parent, lang=lang, theme=look.theme)
    notice.offer(word("close", look.lang), main=True)
    return notice
