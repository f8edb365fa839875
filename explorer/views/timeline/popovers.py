"""Small popovers in which dates are typed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOption,
    QVBoxLayout,
    QWidget,
)

from explorer.dataset.edtf import EdtfDate
from explorer.dataset.wording import range_words
from explorer.query.clauses import Match, TimeRange
from explorer.session.look import Look
from explorer.views.plain import plain_label
from explorer.views.timeline.dates import Wrong, offered, typed_date, typed_range
from explorer.views.words import word

WIDTH = 296
MARGIN = 14


class Popover(QFrame):
    """A card that closes by a click beside it or Esc; Enter in a field applies."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        frameless = Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        super().__init__(parent, Qt.WindowType.Popup | frameless)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)  # or corners were square
        self.setProperty("popover", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(WIDTH)
        self.look = look
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(MARGIN, 12, MARGIN, MARGIN)
        self.box.setSpacing(4)
        self._errors: list[tuple[QLineEdit, QLabel]] = []

    def titled(self, title: str) -> None:
        """Begin with a title."""
        self.box.addWidget(plain_label("section", self, title))
        self.box.addSpacing(4)
        self.setAccessibleName(title)

    def field(self, name: str, text: str) -> QLineEdit:
        """A named line, with room for what is wrong with it."""
        if name:
            self.box.addWidget(plain_label("help", self, name))
        edit = QLineEdit(text, self)
        edit.setPlaceholderText(word("time_hint", self.look.lang))
        edit.setAccessibleName(name or self.accessibleName())
        edit.returnPressed.connect(self.apply)
        error = plain_label("error", self)
        error.setWordWrap(True)
        error.hide()
        edit.textEdited.connect(lambda: self._clear(edit, error))
        self.box.addWidget(edit)
        self.box.addWidget(error)
        self._errors.append((edit, error))
        return edit

    def button(self, text: str) -> None:
        """The button that applies."""
        made = QPushButton(text, self)
        made.setProperty("main", "true")
        made.setAutoDefault(False)
        made.clicked.connect(self.apply)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(made)
        self.box.addSpacing(6)
        self.box.addLayout(row)

    def tell(self, wrong: Wrong) -> None:
        """Say under the field what is wrong with its text."""
        edit, error = self._errors[wrong.field]
        error.setText(wrong.message)
        error.setFixedHeight(error.heightForWidth(WIDTH - 2 * MARGIN - 2) + 2)
        error.show()
        self._mark(edit, True)
        edit.setFocus()
        edit.selectAll()
        self.adjustSize()

    def errors(self) -> list[str]:
        """What is said under the fields, '' for nothing."""
        return [error.text() for _, error in self._errors]

    def _clear(self, edit: QLineEdit, error: QLabel) -> None:
        error.setText("")
        error.hide()
        self._mark(edit, False)
        self.adjustSize()

    def _mark(self, edit: QLineEdit, wrong: bool) -> None:
        edit.setProperty("error", "true" if wrong else "false")
        edit.style().unpolish(edit)
        edit.style().polish(edit)

    def apply(self) -> None:
        """Take over what was typed."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The card of the style sheet, which Qt leaves out of a see-through window."""
        option = QStyleOption()
        option.initFrom(self)
        with QPainter(self) as painter:
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def open_under(self, anchor: QWidget) -> None:
        """Show it under ``anchor``, within its window."""
        self.ensurePolished()
        self.adjustSize()
        window = anchor.window()
        at = anchor.mapTo(window, QPoint(0, anchor.height() + 4))
        x = min(max(at.x(), 8), max(8, window.width() - self.width() - 8))
        y = at.y()
        if y + self.height() > window.height() - 8:
            y = at.y() - anchor.height() - 8 - self.height()
        self.move(window.mapToGlobal(QPoint(x, max(8, y))))
        self.show()
        edit = self._errors[0][0]
        edit.setFocus(Qt.FocusReason.PopupFocusReason)
        edit.selectAll()


class RangePopover(Popover):
    """Two typed dates and how they are meant; ``typed`` tells the clause."""

    typed = Signal(object)  # TimeRange

    def __init__(
        self, look: Look, shown: tuple[int, int], match: Match, view: str, parent: QWidget
    ) -> None:
        super().__init__(look, parent)
        lang = look.lang
        self._view = view
        self.titled(word("time_type_brush" if view == "brush" else "time_type", lang))
        first, last = offered(*shown)
        self.first = self.field(word("time_from", lang), first)
        self.last = self.field(word("time_to", lang), last)
        self.box.addWidget(plain_label("help", self, word("time_match", lang)))
        self.match = QComboBox(self)
        self.match.setItemDelegate(QStyledItemDelegate(self.match))
        self.match.setAccessibleName(word("time_match", lang))
        for key in ("possibly", "certainly"):
            self.match.addItem(word(f"time_{key}", lang), key)
        self.match.setCurrentIndex(1 if match == "certainly" else 0)
        self.box.addWidget(self.match)
        self.button(word("time_apply", lang))

    def apply(self) -> None:
        """Ask for the range, or say what is wrong."""
        match: Match = "certainly" if self.match.currentIndex() else "possibly"
        look = self.look
        found = typed_range(
            self.first.text(), self.last.text(), match, look.lang, look.today, self._view
        )
        if isinstance(found, TimeRange):
            self.typed.emit(found)
            self.close()
        else:
            self.tell(found)


class JumpPopover(Popover):
    """One typed date to go to; ``typed`` tells its span."""

    typed = Signal(object)  # EdtfDate

    def __init__(self, look: Look, extent: tuple[int, int], parent: QWidget) -> None:
        super().__init__(look, parent)
        self._extent = extent
        self.titled(word("time_jump", look.lang))
        self.date = self.field("", "")
        note = plain_label("help", self, word("time_jump_help", look.lang))
        note.setWordWrap(True)
        self.box.addWidget(note)
        self.button(word("time_go", look.lang))

    def apply(self) -> None:
        """Go there, or say what is wrong."""
        lang, text = self.look.lang, self.date.text()
        found = typed_date(text, lang, self.look.today)
        if isinstance(found, Wrong):
            self.tell(found)
        elif not self._overlaps(found):
            said = range_words(*self._extent, lang)
            self.tell(Wrong(0, word("time_outside", lang, text=text.strip(), range=said)))
        else:
            self.typed.emit(found)
            self.close()

    def _overlaps(self, date: EdtfDate) -> bool:
        lo, hi = self._extent
        return date.start.lo < hi and date.end.hi > lo
