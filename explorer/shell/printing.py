"""What is shown, on the clipboard and on paper."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout, QPainter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from explorer.common.errors import ChuhaiError
from explorer.common.progress import Progress
from explorer.common.records import dataclass
from explorer.export.options import SnapshotOptions
from explorer.figure.picture import Picture
from explorer.figure.view import MapView
from explorer.paint.painter import paint, to_image
from explorer.session import jobs
from explorer.session.session import Session
from explorer.shell.export_dialog import not_written, write_page
from explorer.shell.notice import Notice
from explorer.views.words import word

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

SVG = "image/svg+xml"
DPI = 96.0


@atexit.register
def _leave_the_image() -> None:
    """What the clipboard holds of Python's must be gone when Python goes; the image stays."""
    if QGuiApplication.instance() is None:
        return
    clipboard = QGuiApplication.clipboard()
    # Where there is no screen nobody else has a part in the clipboard, and Qt knows no owner.
    own = clipboard.ownsClipboard() or QGuiApplication.platformName() == "offscreen"
    held = clipboard.mimeData() if own else None
    if held is not None and held.hasFormat(SVG):
        clipboard.setImage(clipboard.image())


@dataclass(frozen=True, slots=True)
class _Copy:
    image: QImage
    svg: bytes


def print_picture(printer: QPrinter, picture: Picture) -> bool:
    """Paint ``picture`` on the page, as large as fits and in its middle. Whether that worked."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    page = printer.pageLayout().paintRectPixels(printer.resolution())
    fits = min(page.width() / picture.width, page.height() / picture.height)
    painter.translate(
        (page.width() - fits * picture.width) / 2, (page.height() - fits * picture.height) / 2
    )
    painter.scale(fits, fits)
    paint(painter, picture)
    return painter.end()


class Pages(QObject):
    """Copies and prints the page of one window. ``seen``: the map as it stands now."""

    told = Signal(str)  # a word for the status bar

    def __init__(self, session: Session, seen: Callable[[], MapView], window: QWidget) -> None:
        super().__init__(window)
        self._session, self._seen, self._window = session, seen, window
        self.job: jobs.Job | None = None
        self.notice: Notice | None = None

    def shown(self, scale: float = 1.0) -> SnapshotOptions:
        """The page of what is shown, in the window's look."""
        look, seen = self._session.look, self._seen()
        return SnapshotOptions(
            scale=scale,
            dpi=DPI * scale,
            theme=look.theme,
            lang=look.lang,
            center=seen.center_lon,
            picked=frozenset(self._session.focus.picked),
            seen=seen,
        )

    # On the clipboard

    def copy(self, options: SnapshotOptions | None = None) -> None:
        """Put the page on the clipboard as an image and as SVG; None: what is shown, at the
        screen's device pixels."""
        asked = options or self.shown(self._window.devicePixelRatioF())
        dataset, result = self._session.dataset, self._session.result

        def work(progress: Progress) -> _Copy:
            from explorer.export.snapshot import meta_of, poster_of
            from explorer.export.svg import svg

            picture = poster_of(dataset, result, asked)
            progress("drawing", 0, 0)
            image = to_image(picture, asked.scale, asked.dpi)
            progress("drawing", 0, 0)
            return _Copy(image, svg(picture, meta_of(dataset, result, asked)))

        self._start(work, self._copied)

    def _copied(self, ended: jobs.Ended) -> None:
        self.job = None
        if not isinstance(ended.value, _Copy):
            return
        data = QMimeData()
        data.setImageData(ended.value.image)
        data.setData(SVG, QByteArray(ended.value.svg))
        QGuiApplication.clipboard().setMimeData(data)
        self.told.emit(word("picture_copied", self._session.look.lang))

    # On paper

    def print(self) -> None:
        """Ask for a printer and print the page; with none there, offer a PDF."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        if not QPrinterInfo.availablePrinterNames():
            self._offer_pdf()
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        dialog = QPrintDialog(printer, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(printer))
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter) -> None:
        """Make the page in the shape of the printer's and print it, beside the screen's thread."""
        paper = printer.pageLayout().paintRectPoints()
        options = self.printed(paper.width(), paper.height())
        dataset, result = self._session.dataset, self._session.result

        def work(progress: Progress) -> bool:
            from explorer.export.snapshot import poster_of

            picture = poster_of(dataset, result, options)
            progress("drawing", 0, 0)
            return print_picture(printer, picture)

        self._start(work, lambda ended: self._printed(printer, ended))

    def printed(self, width: float = 842 - 48, height: float = 595 - 48) -> SnapshotOptions:
        """The page of what is shown in the print theme; sizes in points, A4's by default."""
        look, seen = self._session.look, self._seen()
        return SnapshotOptions(
            width=max(200, round(width * DPI / 72)),
            height=max(150, round(height * DPI / 72)),
            theme="print",
            lang=look.lang,
            center=seen.center_lon,
            picked=frozenset(self._session.focus.picked),
            seen=seen,
        )

    def _printed(self, printer: QPrinter, ended: jobs.Ended) -> None:
        self.job = None
        look = self._session.look
        name = printer.printerName() or printer.outputFileName()
        if ended.value is True:
            self.told.emit(word("printed", look.lang, name=name))
            return
        if ended.value is None:
            return
        notice = Notice(
            word("print_failed", look.lang), name, self._window, lang=look.lang, theme=look.theme
        )
        notice.offer(word("close", look.lang), main=True)
        self._show(notice)

    def _offer_pdf(self) -> None:
        look = self._session.look
        notice = Notice(
            word("no_printer", look.lang), word("no_printer_help", look.lang), self._window,
            lang=look.lang, theme=look.theme, grave=False, picture="printer",
        )  # fmt: skip
        notice.offer(word("cancel", look.lang))
        notice.offer(word("save_pdf", look.lang), self._ask_where, main=True)
        self._show(notice)

    def _show(self, notice: Notice) -> None:
        self.notice = notice
        notice.finished.connect(self._forget)
        notice.open()

    def _forget(self) -> None:
        self.notice = None

    def _ask_where(self) -> None:
        dialog = QFileDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["PDF (*.pdf)"])
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{self._session.dataset.package.name or 'events'}.pdf")
        dialog.fileSelected.connect(lambda name: self.write_pdf(Path(name)))
        dialog.open()

    def write_pdf(self, path: Path) -> None:
        """The page for paper as a file."""
        work = write_page(path, self._session.dataset, self._session.result, self.printed())
        self._start(work, self._written)

    def _written(self, ended: jobs.Ended) -> None:
        self.job = None
        if isinstance(ended.value, Path):
            self.told.emit(word("saved", self._session.look.lang, name=str(ended.value)))
        elif isinstance(ended.error, ChuhaiError):
            not_written(ended.error, self._session.look, self._window).open()

    def _start(self, work: jobs.Work, ended: Callable[[jobs.Ended], None]) -> None:
        """The latest wish wins."""
        if self.job is not None:
            self.job.stop()
        self.job = jobs.start(work, "draw")
        self.job.ended.connect(ended)
