"""Saving data for other programs: which events, in which format, and what that can't hold."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.common.errors import ChuhaiError
from explorer.common.look import Lang
from explorer.common.progress import Progress
from explorer.common.records import dataclass
from explorer.dataset.model import Bool, Dataset
from explorer.dataset.options import ReadOptions
from explorer.export.data.convert import convert
from explorer.export.data.timelinejs import untellable
from explorer.export.data.write import FORMATS, PACKAGES, Format, named
from explorer.figure.picture import Font
from explorer.figure.style import Style, load_style
from explorer.files.kinds import is_file
from explorer.paint.fonts import qfont
from explorer.query.clauses import Query
from explorer.query.words import query_options, words
from explorer.session import jobs
from explorer.session.session import Session
from explorer.shell.fitting import resize_within
from explorer.shell.footing import over_foot
from explorer.shell.notice import Notice, refused
from explorer.shell.segments import Segments
from explorer.views.hover_button import HoverButton
from explorer.views.plain import PITCH, plain_label, tip, wrapping_label
from explorer.views.words import counted, word

GROUPS: Final = (
    ("data", ("gpkg", "csv", "geojson", "timelinejs")),
    ("package", ("chuhai", "zip", "package")),
    ("sources", ("bibtex", "csl-json")),
)
FACTS: Final = ("for", "holds", "left", "back")
KNOWN: Final = {known.name: known for known in FORMATS}
SIZE: Final = (720, 560)
LEFT: Final = 290
ROW: Final = 30
DIM: Final = 0.45  # while a file is written
_NAME: Final = Font(13)
_CHOSEN: Final = Font(13, 600)
_ENDING: Final = Font(12)


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written where, and what the file does not hold, in words."""

    path: Path
    notes: tuple[str, ...]


def save(
    dataset: Dataset, visible: Bool | None, source: Path, path: Path, name: str, lang: Lang
) -> Callable[[Progress], Saved]:
    """The work of writing the events where ``visible`` is True, all without it, to ``path``."""

    def work(progress: Progress) -> Saved:
        notes = convert(dataset, visible, source, path, name, lang=lang, progress=progress)
        return Saved(path, tuple(notes))

    return work


class FormatRow(HoverButton):
    """A format: its name, and how names of its files end."""

    def __init__(self, known: Format, style: Style, lang: Lang, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = known.name
        self._style = style
        self._ending = known.endings[0] if known.endings else word("save_folder", lang)
        self.setText(word(f"save_{known.name}_name", lang))
        self.setAccessibleName(f"{self.text()}, {self._ending}")
        self.setCheckable(True)
        self.setFixedHeight(ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(200, ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, name and ending."""
        t, on = self._style.tokens, self.isChecked()
        inside = QRectF(self.rect()).adjusted(10, 0, -10, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(1.0 if self.isEnabled() else DIM)
            if on or (self.hovered and self.isEnabled()):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(t.accent_weak if on else t.bg))
                painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
            ending = qfont(_ENDING)
            painter.setFont(ending)
            painter.setPen(QColor(t.accent if on else t.text3))
            painter.drawText(inside, Qt.AlignmentFlag.AlignRight | middle, self._ending)
            font = qfont(_CHOSEN if on else _NAME)
            room = inside.width() - QFontMetricsF(ending).horizontalAdvance(self._ending) - 10
            painter.setFont(font)
            painter.setPen(QColor(t.accent if on else t.text))
            shown = QFontMetricsF(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
            painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | middle, shown)


class SaveDialog(QDialog):
    """Never blocks: show it with ``open``. ``source``: what the open dataset was read from;
    ``options``: how it was read; ``name``: of the format that is proposed."""

    saved = Signal(object)  # Path
    copied = Signal(str)  # a command

    def __init__(
        self,
        session: Session,
        source: Path,
        options: ReadOptions,
        name: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.session, self._source, self._options = session, source, options
        # As it is now: what is played goes on behind the dialog, and what was told is written.
        self._result, self._asked = session.result, session.state.query
        self._lang: Lang = session.look.lang
        self._style = load_style(session.look.theme)
        self.writing: jobs.Job | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(word("save_title", self._lang))
        self._controls()
        self._lay_out()
        self.what.changed.connect(self._changed)
        self.formats.idToggled.connect(lambda _id, on: self._changed() if on else None)
        self.stop.clicked.connect(self._stop)
        self.close_button.clicked.connect(self.reject)
        self.copy.clicked.connect(lambda: self.copied.emit(self.command()))
        self.save.clicked.connect(self._ask_where)
        self.finished.connect(self._stop)
        self.choose(name if name in KNOWN else "gpkg")
        self._changed()
        self.save.setFocus()
        resize_within(self, *SIZE)

    # What there is to choose

    def _controls(self) -> None:
        lang = self._lang
        scopes = ["all"]
        scopes += ["shown"] if self._asked.filters else []
        scopes += ["selected"] if self._result.selected is not None else []
        choices = [(key, word(f"save_{key}", lang)) for key in scopes]
        self.what = Segments(word("save_events", lang), choices, self)
        self.what.choose(scopes[-1])
        self.what.setVisible(len(scopes) > 1)
        self.what_help = wrapping_label("", "help", self)
        self.what_help.set_most(2)
        self.what_help.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.what_help.setFixedHeight(2 * PITCH[12])  # or the list would jump
        self.formats = QButtonGroup(self)
        self.rows = {
            name: FormatRow(KNOWN[name], self._style, lang, self)
            for _, names in GROUPS
            for name in names
        }
        for row in self.rows.values():
            self.formats.addButton(row)
        self.title = plain_label("dialog-head", self)
        self.facts = {
            key: (
                plain_label("group", self, word(f"save_{key}", lang)),
                wrapping_label("", "body", self),
            )
            for key in FACTS
        }
        self.unread = wrapping_label("", "help", self)
        self.error = wrapping_label("", "error", self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(120)
        self.doing = plain_label("help", self)
        self.stop = QPushButton(word("stop", lang), self)
        self.close_button = QPushButton(word("close", lang), self)
        self.copy = QPushButton(word("save_command", lang), self)
        self.save = QPushButton(word("save_write", lang), self)
        self.save.setProperty("main", "true")
        for button in (self.stop, self.close_button, self.copy):
            button.setAutoDefault(False)
        self.save.setDefault(True)

    def _lay_out(self) -> None:
        lang = self._lang
        side, left = QWidget(self), QVBoxLayout()
        side.setFixedWidth(LEFT)
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(5)
        left.addWidget(plain_label("help", self, word("save_events", lang)))
        left.addWidget(self.what)
        left.addWidget(self.what_help)
        for key, names in GROUPS:
            left.addSpacing(8)
            left.addWidget(plain_label("group", self, word(f"save_group_{key}", lang)))
            rows = QVBoxLayout()
            rows.setSpacing(1)
            for name in names:
                rows.addWidget(self.rows[name])
            left.addLayout(rows)
        left.addStretch(1)
        card, right = QFrame(self), QVBoxLayout()
        card.setProperty("card", "true")
        card.setLayout(right)
        right.setContentsMargins(18, 16, 18, 16)
        right.setSpacing(3)
        right.addWidget(self.title)
        for head, text in self.facts.values():
            right.addSpacing(11)
            right.addWidget(head)
            right.addWidget(text)
        right.addStretch(1)
        right.addWidget(self.unread)
        right.addWidget(self.error)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        columns.addWidget(side)
        columns.addWidget(card, 1)
        under = (self.bar, self.doing, self.stop), (self.close_button, self.copy, self.save)
        over_foot(self, columns, *under)
        self._busy(False)

    # What is chosen

    @property
    def format(self) -> str:
        """The name of the format."""
        return next(name for name, row in self.rows.items() if row.isChecked())

    def choose(self, name: str) -> None:
        """Take a format."""
        self.rows[name].setChecked(True)

    def visible(self) -> Bool | None:
        """(n,) bool: the events that are to be written; None for all."""
        match self.what.value:
            case "all":
                return None
            case "shown":
                return self._result.visible
        return self._result.selected

    def _query(self) -> Query:
        """What asks for these events."""
        match self.what.value:
            case "all":
                return Query()
            case "shown":
                return Query(self._asked.filters)
        return self._asked

    def command(self) -> str:
        """The command that writes the same file."""
        asked = query_options(self._query(), self.session.dataset)
        out = self._file_name() + ("" if KNOWN[self.format].endings else "/")
        parts = ["chuhai", "convert", str(self._source), out, *self._options.words(), *asked]
        return shlex.join(parts)

    def _file_name(self) -> str:
        """The name that is proposed: another than that of what was read, which a command that is
        copied would replace unasked."""
        stem, endings = self.session.dataset.package.name or "events", KNOWN[self.format].endings
        ending = endings[0] if endings else ""
        if (stem + ending).casefold() == self._source.name.casefold():
            stem += "-copy"
        return stem + ending

    def _changed(self) -> None:
        lang, name, dataset = self._lang, self.format, self.session.dataset
        known, visible, total = KNOWN[name], self.visible(), len(self.session.dataset)
        n = total if visible is None else int(visible.sum())
        if visible is None:
            self.what_help.setText(counted("save_all_help_one", "save_all_help", n, lang))
        else:
            query = self._query()
            told = [words(c, dataset, lang) for c in (*query.filters, *query.selection)]
            filters = ("；" if lang == "zh" else "; ").join(told)
            values = {"n": f"{n:,}", "total": f"{total:,}", "filters": filters}
            self.what_help.setText(word("save_part_help", lang, **values))
        self.what_help.setToolTip(tip(self.what_help.text()))
        ending = known.endings[0] if known.endings else word("save_folder", lang)
        self.title.setText(f"{word(f'save_{name}_name', lang)}  ({ending})")
        for key, (head, text) in self.facts.items():
            told = [word(f"save_{name}_{key}", lang)] if key != "left" else self._left(visible)
            text.setText("\n".join(filter(None, told)))
            for part in (head, text):
                part.setVisible(bool(text.text()))
        errors = sum(problem.severity == "error" for problem in dataset.problems)
        self.unread.setText(counted("save_unread_one", "save_unread", errors, lang))
        self.unread.setVisible(errors > 0)
        self.error.setText("" if n else word("save_none", lang))
        self.error.setVisible(not n)
        self._enable()

    def _left(self, visible: Bool | None) -> list[str]:
        """What the format can't hold of these events."""
        name, lang = self.format, self._lang
        told = [word(f"save_{name}_left", lang)]
        if name == "timelinejs":
            left = untellable(self.session.dataset)
            n = int((left if visible is None else left & visible).sum())
            told += [counted("save_undated_one", "save_undated", n, lang)] if n else []
        if name == "csv":
            told.append(word("save_guarded", lang))
        if visible is not None and (name in PACKAGES or name == "gpkg"):
            told.append(word("save_part_left", lang))
        return told

    def _enable(self) -> None:
        free = self.writing is None
        for part in (self.what, *self.rows.values()):
            part.setEnabled(free)
        for button in (self.save, self.copy):
            button.setEnabled(free and not self.error.text())

    # The file

    def _ask_where(self) -> None:
        known = KNOWN[self.format]
        dialog = QFileDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        ending = known.endings[0] if known.endings else ""
        dialog.setNameFilters([f"{word(f'save_{known.name}_name', self._lang)} (*{ending})"])
        dialog.setDefaultSuffix(ending.lstrip("."))
        dialog.selectFile(self._file_name())
        dialog.fileSelected.connect(lambda name: self.take(Path(name)))
        dialog.open()

    def take(self, path: Path) -> None:
        """Write to ``path``, once it has the ending of the format: what another name would
        overwrite was not asked about before."""
        full = named(path, self.format)
        if full == path or not is_file(full):
            self.write(full)
            return
        look = self.session.look
        notice = Notice(
            word("save_replace", look.lang, name=full.name), word("save_replace_help", look.lang),
            self, lang=look.lang, theme=look.theme, grave=False,
        )  # fmt: skip
        notice.offer(word("cancel", look.lang))
        notice.offer(word("save_replace_do", look.lang), lambda: self.write(full), main=True)
        notice.open()

    def write(self, path: Path) -> None:
        """Write what is chosen to ``path``, in a job."""
        dataset, visible = self.session.dataset, self.visible()
        kept = None if visible is None else visible.copy()
        work = save(dataset, kept, self._source, path, self.format, self._lang)
        self.writing = jobs.start(work, "write")
        self.writing.progressed.connect(self._progress)
        self.writing.ended.connect(self._written)
        self._progress("start", 0, 0)
        self._busy(True)

    def _progress(self, what: str, done: int, total: int) -> None:
        told = word(f"saving_{what}", self._lang)
        if total:
            of = word("of", self._lang, n=f"{done:,}", total=f"{total:,}")
            told = f"{told} · {of}"
        self.doing.setText(told)
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _busy(self, busy: bool) -> None:
        for part in (self.bar, self.doing, self.stop):
            part.setVisible(busy)
        self._enable()

    def _stop(self) -> None:
        if self.writing is not None:
            self.writing.stop()

    def _written(self, ended: jobs.Ended) -> None:
        self.writing = None
        self._busy(False)
        if isinstance(ended.value, Saved):
            self.saved.emit(ended.value.path)
            self._tell(ended.value.notes)
            self.accept()
        elif isinstance(ended.error, ChuhaiError):
            refused("save_failed", ended.error, "save_failed_stays", self.session.look, self).open()

    def _tell(self, notes: tuple[str, ...]) -> None:
        """Say over the window what the file does not hold."""
        if not notes:
            return
        look = self.session.look
        notice = Notice(
            word("save_notes", look.lang), "\n".join(notes), self.parentWidget(),
            lang=look.lang, theme=look.theme, grave=False, picture="info",
        )  # fmt: skip
        notice.offer(word("close", look.lang), main=True)
        notice.open()
