"""The export dialog: choices on the left, on the right the page itself, as it will be written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from explorer.common.errors import ChuhaiError
from explorer.common.look import Lang, Theme
from explorer.common.progress import Progress
from explorer.common.records import dataclass
from explorer.dataset.model import Dataset
from explorer.export.options import MAX_SIDE, PARTS, SnapshotOptions
from explorer.figure.picture import Picture
from explorer.figure.style import load_style
from explorer.figure.view import MapView
from explorer.paint.painter import to_image
from explorer.query.engine import Result
from explorer.session import jobs
from explorer.session.look import Look
from explorer.session.session import Session
from explorer.shell.fitting import resize_within
from explorer.shell.footing import over_foot
from explorer.shell.notice import Notice, refused
from explorer.shell.segments import Segments
from explorer.views.plain import plain_label, reading_label
from explorer.views.words import word

DEBOUNCE: Final = 150  # ms of rest before the page is made anew
LEAST: Final = (200, 150)
LEFT: Final = 316


@dataclass(frozen=True, slots=True)
class Size:
    """A preset: logical pixels, and dots an inch where it is a sheet of paper (0: a screen)."""

    key: str
    width: int
    height: int
    dpi: int = 0

    def name(self, lang: Lang) -> str:
        """As it stands in the list."""
        return word(self.key, lang, w=f"{self.width}", h=f"{self.height}")


SIZES: Final = (
    Size("size_slide", 1280, 720),
    Size("size_slide", 1920, 1080),
    Size("size_slide", 2560, 1440),
    Size("size_slide", 3840, 2160),
    Size("size_slide43", 1600, 1200),
    Size("size_a4", 1123, 794, 300),
    Size("size_a3", 1587, 1123, 300),
    Size("size_letter", 1056, 816, 300),
)
FORMATS: Final = ("png", "svg", "pdf")
THEMES: Final[tuple[Theme, ...]] = ("light", "dark", "print")
LANGS: Final[tuple[Lang, ...]] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Page:
    """What was made of ``options``: the Picture, and it small for the preview."""

    options: SnapshotOptions
    picture: Picture
    image: QImage


def make_page(
    dataset: Dataset, result: Result, options: SnapshotOptions, room: QSize
) -> Callable[[Progress], Page]:
    """The work of making a page, ``room`` device pixels for the preview."""

    def work(progress: Progress) -> Page:
        from explorer.export.snapshot import poster_of

        progress("drawing", 0, 0)
        picture = poster_of(dataset, result, options)
        progress("drawing", 0, 0)
        scale = min(room.width() / picture.width, room.height() / picture.height)
        return Page(options, picture, to_image(picture, max(scale, 0.01)))

    return work


def write_page(
    path: Path,
    dataset: Dataset,
    result: Result,
    options: SnapshotOptions,
    picture: Picture | None = None,
) -> Callable[[Progress], Path]:
    """The work of writing the page to ``path``; ``picture``: the page where it is made already."""

    def work(progress: Progress) -> Path:
        # Writers need more libraries than the window does: not before they are wanted.
        from explorer.export.snapshot import meta_of, poster_of
        from explorer.export.write import write_picture

        progress("drawing", 0, 0)
        page = picture or poster_of(dataset, result, options)
        meta = meta_of(dataset, result, options)
        write_picture(
            path, page, scale=options.scale, dpi=options.dpi, meta=meta, progress=progress
        )
        return path

    return work


def not_written(error: ChuhaiError, look: Look, parent: QWidget | None) -> Notice:
    """Says why a picture could not be written, and what to do."""
    return refused("export_failed", error, "export_failed_stays", look, parent)


class Preview(QWidget):
    """The page, as large as there is room."""

    resized = Signal()
    painted = Signal()  # for the first time

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens = load_style(theme).tokens
        self.image = QImage()
        self.words = ""  # said while there is no page yet
        self.page = QSizeF()  # its size, while there is none yet
        self.seen = False  # it was painted
        self.setMinimumSize(420, 300)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def room(self) -> QSize:
        """Device pixels for the page."""
        ratio = self.devicePixelRatioF()
        inside = self.size() - QSize(48, 48)
        return QSize(
            max(16, round(inside.width() * ratio)), max(16, round(inside.height() * ratio))
        )

    def show_image(self, image: QImage) -> None:
        """Take over a page that was made for ``room``."""
        self.image = image
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setPen(QPen(QColor(self._tokens.line), 1))
            painter.setBrush(QColor(self._tokens.bg))
            whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(whole, 8, 8)
            self._draw(painter)
        if not self.seen:
            self.seen = True
            self.painted.emit()

    def _draw(self, painter: QPainter) -> None:
        if self.image.isNull():
            self._draw_blank(painter)
        else:
            size = self.image.deviceIndependentSize() / self.devicePixelRatioF()
            place = self._place(size, 1.0)
            painter.drawImage(place, self.image)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._tokens.line2), 1))
            painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _place(self, size: QSizeF, most: float) -> QRectF:
        """Where a page of that size stands, enlarged ``most`` times at most."""
        wide, high = size.width(), size.height()
        fits = min(most, (self.width() - 48) / wide, (self.height() - 48) / high)
        w, h = wide * fits, high * fits
        return QRectF(round((self.width() - w) / 2), round((self.height() - h) / 2), w, h)

    def _draw_blank(self, painter: QPainter) -> None:
        """An empty page in the place of the one to come, and what is said."""
        if self.words and not self.page.isEmpty():
            painter.setPen(QPen(QColor(self._tokens.line2), 1))
            painter.setBrush(QColor(self._tokens.panel))
            painter.drawRect(self._place(self.page, 1e6).adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setPen(QColor(self._tokens.text2))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class ExportDialog(QDialog):
    """Never blocks: show it with ``open``. ``seen``: the map as it stands in the window."""

    saved = Signal(object)  # Path
    copy_requested = Signal(object)  # SnapshotOptions

    def __init__(self, session: Session, seen: MapView, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.session, self._seen = session, seen
        look = session.look
        self._lang: Lang = look.lang
        self.page: Page | None = None
        self.making: jobs.Job | None = None
        self.writing: jobs.Job | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(word("export_title", self._lang))
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._make)
        self._controls()
        self._lay_out()
        self._connect()
        self._changed()
        self.save.setFocus()
        resize_within(self, 1120, 700)

    # What there is to choose

    def _controls(self) -> None:
        lang, look = self._lang, self.session.look

        def segments(key: str, choices: Sequence[tuple[str, str]]) -> Segments:
            return Segments(word(key, lang), choices, self)

        kinds = [("shown", word("export_shown", lang)), ("whole", word("export_whole", lang))]
        self.what = segments("export_what", kinds)
        if self.session.outlook.stand.camera is None:
            self.what.choose("whole")  # the map is at home: so is the page
        self.what_help = plain_label("faint", self)
        self.size_box = QComboBox(self)
        for size in SIZES:
            self.size_box.addItem(size.name(lang), size)
        self.size_box.addItem(word("export_custom", lang), None)
        self.size_box.setCurrentIndex(1)
        self.size_box.setAccessibleName(word("export_size", lang))
        self.width_box = self._number("export_width", 1920, LEAST[0])
        self.height_box = self._number("export_height", 1080, LEAST[1])
        self.scale = segments("export_scale", [(f"{n}", f"{n} ×") for n in (1, 2, 3)])
        self.format = segments("export_format", [(f, f.upper()) for f in FORMATS])
        self.theme = segments("export_theme", [(t, word(f"theme_{t}", lang)) for t in THEMES])
        self.theme.choose(look.theme)
        self.lang = segments("export_lang", [("en", "English"), ("zh", "中文")])
        self.lang.choose(look.lang)
        self.headline = QLineEdit(self)
        self.headline.setAccessibleName(word("export_headline", lang))
        self.parts = {part: QCheckBox(word(f"export_{part}", lang), self) for part in PARTS}
        for box in self.parts.values():
            box.setChecked(True)
        self.preview = Preview(look.theme, self)
        self.preview.setAccessibleName(word("export_preview", lang))
        self.caption = plain_label("faint", self)
        self.error = reading_label("", "error", self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(160)
        self.doing = plain_label("help", self)
        self.stop = QPushButton(word("stop", lang), self)
        self.close_button = QPushButton(word("close", lang), self)
        self.copy = QPushButton(word("export_copy", lang), self)
        self.save = QPushButton(word("export_save", lang), self)
        self.save.setProperty("main", "true")
        for button in (self.stop, self.close_button, self.copy):
            button.setAutoDefault(False)
        self.save.setDefault(True)

    def _number(self, key: str, value: int, least: int) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(least, MAX_SIDE)
        box.setValue(value)
        box.setSuffix(" px")
        box.lineEdit().setTextMargins(6, 0, 0, 0)
        box.setAccessibleName(word(key, self._lang))
        return box

    def _lay_out(self) -> None:
        lang = self._lang
        left = QVBoxLayout()
        left.setSpacing(5)
        self.custom = QWidget(self)
        pair = QHBoxLayout(self.custom)
        pair.setContentsMargins(0, 3, 0, 0)
        pair.setSpacing(8)
        pair.addWidget(self.width_box, 1)
        pair.addWidget(plain_label("help", self, "×"))
        pair.addWidget(self.height_box, 1)
        ticks = QWidget(self)
        grid = QGridLayout(ticks)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        for k, box in enumerate(self.parts.values()):
            grid.addWidget(box, k // 2, k % 2)
        groups: list[tuple[str, list[QWidget]]] = [
            ("export_what", [self.what, self.what_help]),
            ("export_size", [self.size_box, self.custom]),
            ("export_format", [self.format]),
            ("export_scale", [self.scale]),
            ("export_theme", [self.theme]),
            ("export_lang", [self.lang]),
            ("export_headline", [self.headline]),
            ("export_parts", [ticks]),
        ]
        for key, widgets in groups:
            left.addWidget(plain_label("help", self, word(key, lang)))
            for widget in widgets:
                left.addWidget(widget)
            left.addSpacing(5)
        left.addStretch(1)
        side = QWidget(self)
        side.setFixedWidth(LEFT)
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.preview, 1)
        right.addWidget(self.caption)
        right.addWidget(self.error)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        columns.addWidget(side)
        columns.addLayout(right, 1)
        under = (self.bar, self.doing, self.stop), (self.close_button, self.copy, self.save)
        over_foot(self, columns, *under)
        self._busy(False)

    def _connect(self) -> None:
        for part in (self.what, self.scale, self.format, self.theme, self.lang):
            part.changed.connect(self._changed)
        self.size_box.currentIndexChanged.connect(self._changed)
        self.width_box.valueChanged.connect(self._changed)
        self.height_box.valueChanged.connect(self._changed)
        self.headline.textChanged.connect(self._changed)
        for box in self.parts.values():
            box.toggled.connect(self._changed)
        self.preview.resized.connect(self._soon)
        self.preview.painted.connect(self._soon)
        self.stop.clicked.connect(self._stop_writing)
        self.close_button.clicked.connect(self.reject)
        self.copy.clicked.connect(lambda: self.copy_requested.emit(self.options()))
        self.save.clicked.connect(self._ask_where)
        self.finished.connect(self._leave)

    # What is chosen

    def options(self) -> SnapshotOptions:
        """The page as it is asked for now."""
        size = self.size_box.currentData()
        if isinstance(size, Size):
            width, height = size.width, size.height
        else:
            width, height = self.width_box.value(), self.height_box.value()
        raster = self.format.value == "png"
        scale = float(self.scale.value) if raster else 1.0
        if raster and isinstance(size, Size) and size.dpi:
            scale = size.dpi / 96
        session = self.session
        return SnapshotOptions(
            width=width,
            height=height,
            scale=scale,
            dpi=96 * scale,
            theme=cast(Theme, self.theme.value),
            lang=cast(Lang, self.lang.value),
            title=" ".join(self.headline.text().split()),
            show=tuple(part for part in PARTS if self.parts[part].isChecked()),
            center=self._seen.center_lon,
            picked=frozenset(session.focus.picked),
            seen=self._seen if self.what.value == "shown" else None,
        )

    def trouble(self) -> str:
        """Why nothing can be made of what is chosen, '' when it can."""
        options, lang = self.options(), self._lang
        if not {"map", "timeline"} & set(options.show):
            return word("export_no_parts", lang)
        if max(options.width, options.height) * options.scale > MAX_SIDE:
            return word("export_too_large", lang, n=f"{MAX_SIDE:,}")
        return ""

    def _changed(self) -> None:
        lang, options = self._lang, self.options()
        size = self.size_box.currentData()
        self.custom.setVisible(size is None)
        paper = isinstance(size, Size) and size.dpi > 0
        self.scale.setEnabled(self.format.value == "png" and not paper)
        self.what_help.setText(word(f"export_{self.what.value}_help", lang))
        package = self.session.dataset.package
        chinese = options.lang == "zh" and package.title_zh
        self.headline.setPlaceholderText(chinese or package.title or package.name)
        w, h = round(options.width * options.scale), round(options.height * options.scale)
        if self.format.value == "png":
            told = word("export_pixels", lang, w=f"{w:,}", h=f"{h:,}")
        else:
            mm = [f"{n * 25.4 / 96:,.0f}" for n in (options.width, options.height)]
            told = word("export_vector", lang, w=mm[0], h=mm[1])
        self.caption.setText(f"{told} · {word('export_preview', lang)}")
        trouble = self.trouble()
        self.error.setText(trouble)
        self.preview.words = "" if trouble else word("export_drawing", lang)
        self.preview.page = QSizeF(options.width, options.height)
        self.preview.update()
        self.error.setVisible(bool(trouble))
        self._enable()
        self._soon()

    def _soon(self) -> None:
        """Make the page when the choices rest; the first one once the dialog is painted, as it
        would come later for it."""
        if self.preview.seen:
            self._rest.start(DEBOUNCE if self.page is not None or self.making is not None else 0)

    def _enable(self) -> None:
        for button in (self.save, self.copy):
            button.setEnabled(not self.error.text() and self.writing is None)

    # The page

    def _make(self) -> None:
        """Make the page anew; one that is being made is no longer wanted."""
        if self.making is not None:
            self.making.stop()
        if self.trouble():
            return
        session, options = self.session, self.options()
        work = make_page(session.dataset, session.result, options, self.preview.room())
        self.making = jobs.start(work, "draw")
        self.making.ended.connect(self._made)

    def _made(self, ended: jobs.Ended) -> None:
        self.making = None
        if isinstance(ended.value, Page):
            self.page = ended.value
            self.preview.show_image(ended.value.image)

    # The file

    def _ask_where(self) -> None:
        suffix = self.format.value
        dialog = QFileDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{suffix.upper()} (*.{suffix})"])
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"{self.session.dataset.package.name or 'events'}.{suffix}")
        dialog.fileSelected.connect(lambda name: self.write(Path(name)))
        dialog.open()

    def write(self, path: Path) -> None:
        """Write the page of the preview to ``path``."""
        options, session = self.options(), self.session
        ready = self.page is not None and self.page.options == replace(options)
        picture = self.page.picture if ready and self.page is not None else None
        work = write_page(path, session.dataset, session.result, options, picture)
        self.writing = jobs.start(work, "draw")
        self.writing.progressed.connect(self._progress)
        self.writing.ended.connect(self._written)
        self._progress("drawing", 0, 0)
        self._busy(True)

    def _progress(self, what: str, done: int, total: int) -> None:
        self.doing.setText(word(f"export_{what}", self._lang))
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _busy(self, busy: bool) -> None:
        for part in (self.bar, self.doing, self.stop):
            part.setVisible(busy)
        self._enable()

    def _stop_writing(self) -> None:
        if self.writing is not None:
            self.writing.stop()

    def _written(self, ended: jobs.Ended) -> None:
        self.writing = None
        self._busy(False)
        if isinstance(ended.value, Path):
            self.saved.emit(ended.value)
            self.accept()
        elif isinstance(ended.error, ChuhaiError):
            not_written(ended.error, self.session.look, self).open()

    def _leave(self) -> None:
        self._rest.stop()
        for job in (self.making, self.writing):
            if job is not None:
                job.stop()
