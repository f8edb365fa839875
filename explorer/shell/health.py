"""How well the records are documented, told beside the window: each line shows its records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.common.look import Lang
from explorer.figure.picture import Font
from explorer.figure.style import Style, load_style
from explorer.paint.fonts import clean, qfont
from explorer.query.clauses import Clause, Query
from explorer.query.health_report import Line, Report, Section, health_report
from explorer.session import jobs
from explorer.session.session import Session
from explorer.shell.fitting import resize_within
from explorer.views.hover_button import HoverButton
from explorer.views.inspector.pages import PanelScroll
from explorer.views.plain import plain_label, tip, wrapping_label
from explorer.views.words import word

COLUMNS: Final = (
    ("sources", "confidence", "as_of", "disputes"),
    ("score", "missing"),
)
"""Sections side by side; the others follow below, as wide as both."""
SIZE: Final = (760, 780)
ROW: Final = 24
_NONE: Final = 0.45  # of a line that no record stands behind
_FIGURE: Final = Font(13, 600)
_BODY: Final = Font(13)
_DETAIL: Final = Font(12)


class HealthLine(HoverButton):
    """One line of the report: text, bar and count, or score and title of a record and why.
    ``share``: of the bar, 0 to 1; ``wide``: of the figures of records, in pixels."""

    def __init__(self, line: Line, share: float, style: Style, wide: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.line = line
        self._share, self._wide, self._style = share, wide, style
        self.setCheckable(True)
        self.setEnabled(line.count > 0)
        self.setFixedHeight(ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if line.count:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        told = ", ".join(filter(None, (clean(line.text), line.figure, clean(line.detail))))
        self.setAccessibleName(told)
        self.setToolTip(tip(told))

    def sizeHint(self) -> QSize:
        """The text is shortened when it must be."""
        return QSize(240, ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        t = self._style.tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.isChecked() or (self.hovered and self.isEnabled()):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(t.accent_weak if self.isChecked() else t.bg))
                painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
            painter.setOpacity(1.0 if self.isEnabled() else _NONE)
            if self.line.event < 0:
                self._paint_count(painter)
            else:
                self._paint_record(painter)

    def _ink(self, token: str) -> QColor:
        t = self._style.tokens
        return QColor(t.accent if self.isChecked() else getattr(t, token))

    def _paint_count(self, p: QPainter) -> None:
        w = float(self.width())
        bar_x = 0.56 * w
        self._write(p, self.line.text, QRectF(8, 0, bar_x - 16, ROW), _BODY, "text")
        figures = QRectF(w - 88, 0, 80, ROW)
        self._write(p, self.line.figure, figures, _FIGURE, "text", right=True)
        number = max(34.0, float(p.fontMetrics().horizontalAdvance(self.line.figure)))
        track = QRectF(bar_x, ROW / 2 - 3, w - bar_x - number - 18, 6)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QColor(self._style.tokens.line))
        p.drawRoundedRect(track, 3, 3)
        if self.line.count:
            track.setWidth(max(6.0, track.width() * self._share))
            p.setBrush(self._ink("bar"))
            p.drawRoundedRect(track, 3, 3)

    def _paint_record(self, p: QPainter) -> None:
        w, x = float(self.width()), 8.0
        self._write(p, self.line.figure, QRectF(x, 0, self._wide, ROW), _FIGURE, "text")
        x += self._wide + 10
        room = 0.44 * (w - x)
        self._write(p, self.line.text, QRectF(x, 0, room - 12, ROW), _BODY, "text")
        self._write(
            p, self.line.detail, QRectF(x + room, 0, w - x - room - 8, ROW), _DETAIL, "text2"
        )

    def _write(
        self, p: QPainter, text: str, box: QRectF, font: Font, token: str, right: bool = False
    ) -> None:
        p.setFont(qfont(font))
        p.setPen(self._ink(token))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        width = int(box.width())
        shown = p.fontMetrics().elidedText(clean(text), Qt.TextElideMode.ElideRight, width)
        p.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)


class HealthPanel(QDialog):
    """Stays open beside the window. A click on a line has the window show its records and nothing
    else, a second one shows all; ``undo``: actions of the window that work here too."""

    def __init__(self, session: Session, undo: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._job: jobs.Job | None = None
        self.lines: list[HealthLine] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.addActions(undo)
        resize_within(self, *SIZE)
        self.head = plain_label("dialog-head", self)
        self.note = wrapping_label("", "help", self)
        self.pages = PanelScroll(self)
        self._close = QPushButton(self)
        self._close.setDefault(True)
        self._close.clicked.connect(self.reject)
        foot, box = QHBoxLayout(), QVBoxLayout(self)
        foot.addWidget(self.note, 1)
        foot.addWidget(self._close, 0, Qt.AlignmentFlag.AlignBottom)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        box.addWidget(self.head)
        box.addWidget(self.pages, 1)
        box.addLayout(foot)
        session.state.query_changed.connect(self._mark)
        session.look.lang_changed.connect(self.restyle)
        session.look.theme_changed.connect(self.restyle)
        self.finished.connect(self._stop)
        self.restyle()

    @property
    def busy(self) -> bool:
        """Whether the report is still to come."""
        return self._job is not None

    def restyle(self) -> None:
        """Take over language and theme."""
        lang = self._session.look.lang
        self.setWindowTitle(word("health_title", lang))
        self.note.setText(word("health_help", lang))
        self._close.setText(word("close", lang))
        self.pages.setAccessibleName(word("health_title", lang))
        self._stop()
        engine = self._session.engine
        if not engine.large:
            self._show(health_report(engine, lang))
            return
        self.head.setText(word("health_counting", lang))
        self._job = jobs.start(lambda progress: health_report(engine, lang, None, progress))
        self._job.ended.connect(self._take)

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.ended.disconnect(self._take)
            job.stop()

    def _take(self, ended: jobs.Ended) -> None:
        self._job = None
        if isinstance(ended.value, Report):
            self._show(ended.value)

    def _show(self, report: Report) -> None:
        lang, style = self._session.look.lang, load_style(self._session.look.theme)
        self.head.setText(head_words(report, lang))
        self.lines = []
        page = QWidget(self)
        page.setProperty("panel", "true")
        box, across = QVBoxLayout(page), QHBoxLayout()
        box.setContentsMargins(0, 0, 4, 0)
        box.setSpacing(16)
        across.setSpacing(24)
        sections = {section.key: section for section in report.sections}
        for keys in COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(16)
            for key in keys:
                column.addLayout(self._section(sections.pop(key), report.n, style, page))
            column.addStretch(1)
            across.addLayout(column, 1)
        box.addLayout(across)
        for section in sections.values():
            box.addLayout(self._section(section, report.n, style, page))
        box.addStretch(1)
        self.pages.setWidget(page)
        self._mark()

    def _section(self, section: Section, n: int, style: Style, page: QWidget) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(0)
        head: QLabel = plain_label("group", page, section.name)
        head.setContentsMargins(8, 0, 0, 4)
        box.addWidget(head)
        lines = section.lines
        figures = QFontMetrics(qfont(_FIGURE))
        wide = max((figures.horizontalAdvance(line.figure) for line in lines), default=0) + 6
        for line in lines:
            row = HealthLine(line, line.count / max(n, 1), style, wide, page)
            row.clicked.connect(lambda _=False, clause=line.clause: self._ask(clause))
            self.lines.append(row)
            box.addWidget(row)
        if not lines:
            none = plain_label("faint", page, word("health_none", self._session.look.lang))
            none.setContentsMargins(8, 2, 0, 0)
            box.addWidget(none)
        return box

    def _ask(self, clause: Clause) -> None:
        asked = Query((clause,))
        now = self._session.state.query
        self._session.state.set_query(Query() if now == asked else asked)
        self._mark()

    def _mark(self) -> None:
        """Mark the line whose records the window shows, if that is what it shows."""
        now = self._session.state.query
        for row in self.lines:
            row.setChecked(now == Query((row.line.clause,)))


def head_words(report: Report, lang: Lang) -> str:
    """'83 events, a mean score of 61.1 and a median of 62, of 100'."""
    if not report.n:
        return word("health_empty", lang)
    key = "health_head" if report.n != 1 else "health_head_one"
    mean, median = f"{report.mean:.1f}", f"{report.median:g}"
    return word(key, lang, n=f"{report.n:,}", mean=mean, median=median)
