"""Export dialog, clipboard and print: what is seen there is what is written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot
from settled import PATIENCE, settled, until

from explorer.app import Program
from explorer.dataset.model import Dataset
from explorer.export.meta import Meta
from explorer.export.options import MAX_SIDE, SnapshotOptions
from explorer.export.png import _pixels
from explorer.export.snapshot import meta_of, poster_of
from explorer.export.svg import svg
from explorer.export.write import render
from explorer.figure.map.camera import as_seen
from explorer.figure.map.projection import px_to_lonlat
from explorer.figure.view import MapView
from explorer.paint.painter import to_image
from explorer.query.clauses import Query, Values
from explorer.query.engine import Engine, Result
from explorer.session import jobs
from explorer.session.look import Look
from explorer.shell.export_dialog import SIZES, ExportDialog
from explorer.shell.printing import SVG
from explorer.shell.window import MainWindow

LEFT = Qt.MouseButton.LeftButton
SMALL = (400, 300)


@pytest.fixture(autouse=True)
def _no_job_is_left() -> Iterator[None]:
    yield
    jobs.stop_all()


@pytest.fixture
def program(qtbot: QtBot, bundled: Dataset) -> Program:
    made = Program(Look("en", "light", None))
    window = made.show(bundled, Query())
    qtbot.addWidget(window)
    settled(qtbot, window)
    return made


@pytest.fixture
def window(program: Program) -> MainWindow:
    assert program.window is not None
    return program.window


@pytest.fixture
def dialog(qtbot: QtBot, program: Program, window: MainWindow) -> Iterator[ExportDialog]:
    program.export()
    (made,) = window.findChildren(ExportDialog)
    yield made
    if shiboken6.isValid(made):  # it goes by itself once a page is written
        made.close()


def sized(dialog: ExportDialog, width: int, height: int) -> None:
    dialog.size_box.setCurrentIndex(len(SIZES))
    dialog.width_box.setValue(width)
    dialog.height_box.setValue(height)


def same(one: QImage, other: QImage) -> bool:
    """Whether every pixel is, but for the last bits of a few in edges of letters: glyphs that Qt
    keeps for one thread may differ by so much from those of another."""
    if one.size() != other.size():
        return False
    apart = np.abs(_pixels(one).astype(np.int16) - _pixels(other)).max(axis=2)
    few = np.count_nonzero(apart) < 1e-3 * apart.size
    return bool(few and np.count_nonzero(apart > 2) < 1e-4 * apart.size and apart.max() <= 8)


def made(qtbot: QtBot, dialog: ExportDialog) -> None:
    """Wait until the preview is of what is chosen."""
    until(qtbot, lambda: dialog.page is not None and dialog.page.options == dialog.options())


def write(qtbot: QtBot, dialog: ExportDialog, path: Path) -> bytes:
    with qtbot.waitSignal(dialog.saved, timeout=PATIENCE):
        dialog.write(path)
    return path.read_bytes()


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_that_the_whole_is_what_snapshot_writes(
    qtbot: QtBot, window: MainWindow, dialog: ExportDialog, tmp_path: Path, suffix: str
) -> None:
    window.session.state.set_filter(Values("category", ("ipo",)))
    dialog.what.choose("whole")
    sized(dialog, *SMALL)
    dialog.format.choose(suffix)
    dialog.scale.choose("2")
    dialog.theme.choose("print")
    dialog.lang.choose("zh")
    dialog.headline.setText("上市")
    dialog.parts["sources"].setChecked(False)
    ours = write(qtbot, dialog, tmp_path / f"ours.{suffix}")
    theirs = tmp_path / f"theirs.{suffix}"
    options = ["--size", "400x300", "--theme", "print", "--lang", "zh", "--title", "上市"]
    options += ["--show", "map,timeline,legend", "--where", "category=ipo"]
    options += ["--scale", "2"] if suffix == "png" else []
    command = [sys.executable, "-m", "explorer", "snapshot", str(theirs), *options]
    subprocess.run(command, check=True, timeout=180)
    if suffix == "pdf":  # here the order of Qt's tables is another in every process
        assert len(ours) == pytest.approx(theirs.stat().st_size, rel=0.01)
    else:
        assert ours == theirs.read_bytes()


def test_that_the_preview_is_the_file(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path, window: MainWindow
) -> None:
    sized(dialog, *SMALL)
    made(qtbot, dialog)
    page = dialog.page
    assert page is not None
    ours = QImage.fromData(write(qtbot, dialog, tmp_path / "page.png"))
    assert same(ours, to_image(page.picture))
    fits = page.image.width() / page.picture.width
    again = to_image(page.picture, fits)
    assert same(page.image, again)


def test_that_what_is_shown_has_the_maps_camera(
    qtbot: QtBot, window: MainWindow, dialog: ExportDialog
) -> None:
    window.map.zoom(4)
    seen = window.map.view
    dialog._seen = seen
    dialog.what.choose("shown")
    options = dialog.options()
    assert options.seen == seen
    dialog.what.choose("whole")
    assert dialog.options().seen is None


@pytest.mark.parametrize("size", [(984.0, 446.0), (1920.0, 500.0), (600.0, 900.0)])
def test_that_a_page_shows_all_that_was_seen(size: tuple[float, float]) -> None:
    seen = MapView(width=900, height=400, x=-0.4, y=0.3, scale=700, center_lon=150)
    page = as_seen(seen, *size)
    width, height = size
    half_w, half_h = 450 / 700 * page.scale, 200 / 700 * page.scale
    assert half_w <= width / 2 + 1e-6
    assert half_h <= height / 2 + 1e-6
    assert min(width / 2 - half_w, height / 2 - half_h) == pytest.approx(0, abs=1e-6)
    corner = px_to_lonlat(seen, 0.0, 0.0)
    there = px_to_lonlat(page, width / 2 - half_w, height / 2 - half_h)
    assert [float(v) for v in there] == pytest.approx([float(v) for v in corner])


def test_that_the_page_of_a_near_view_holds_less(bundled: Dataset, qapp: object) -> None:
    result: Result = Engine(bundled).result(Query())
    near = MapView(width=900, height=400, x=-0.4, y=0.3, scale=900, center_lon=150)
    whole = poster_of(bundled, result, SnapshotOptions(*SMALL))
    part = poster_of(bundled, result, SnapshotOptions(*SMALL, seen=near))
    assert part.tally.outside > whole.tally.outside
    assert part.tally.drawn + part.tally.outside == whole.tally.drawn + whole.tally.outside


def test_that_every_size_gives_the_pixels_it_promises(dialog: ExportDialog) -> None:
    expected = {"size_a4": (3508, 2480), "size_a3": (4961, 3508), "size_letter": (3300, 2550)}
    for k, size in enumerate(SIZES):
        dialog.size_box.setCurrentIndex(k)
        options = dialog.options()
        pixels = (options.width * options.scale, options.height * options.scale)
        wanted = expected.get(size.key, (size.width, size.height))
        assert pixels == pytest.approx(wanted, abs=3)
        assert dialog.trouble() == ""
        assert dialog.scale.isEnabled() == (size.dpi == 0)


def test_that_what_cannot_be_made_is_said_before(dialog: ExportDialog) -> None:
    sized(dialog, MAX_SIDE, 1000)
    assert dialog.save.isEnabled()
    dialog.scale.choose("2")
    assert "16,384" in dialog.error.text()
    assert not dialog.save.isEnabled()
    dialog.format.choose("svg")
    assert dialog.save.isEnabled()
    for part in ("map", "timeline"):
        dialog.parts[part].setChecked(False)
    assert not dialog.save.isEnabled()
    assert not dialog.copy.isEnabled()


def test_that_a_file_that_cannot_be_written_is_told(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    sized(dialog, *SMALL)
    dialog.write(tmp_path / "absent" / "page.png")
    until(qtbot, lambda: dialog.writing is None)
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("there is no such folder" in text for text in texts)
    assert dialog.isVisible()
    assert list(tmp_path.iterdir()) == []


def test_that_writing_can_be_stopped(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    sized(dialog, 2000, 1000)
    dialog.write(tmp_path / "page.png")
    assert dialog.stop.isVisible()
    assert not dialog.save.isEnabled()
    qtbot.mouseClick(dialog.stop, LEFT)
    assert dialog.writing is None
    assert dialog.save.isEnabled()
    jobs.stop_all()
    assert list(tmp_path.iterdir()) == []


def test_that_the_save_button_asks_where(qtbot: QtBot, dialog: ExportDialog) -> None:
    dialog.format.choose("svg")
    qtbot.mouseClick(dialog.save, LEFT)
    (ask,) = dialog.findChildren(QFileDialog)
    assert ask.defaultSuffix() == "svg"
    ask.reject()


def test_that_an_export_is_confirmed(
    qtbot: QtBot, window: MainWindow, dialog: ExportDialog, tmp_path: Path
) -> None:
    sized(dialog, *SMALL)
    write(qtbot, dialog, tmp_path / "page.png")
    assert "page.png" in window.status.said
    assert not dialog.isVisible()


def test_that_what_is_shown_is_copied_as_image_and_svg(
    qtbot: QtBot, program: Program, window: MainWindow
) -> None:
    pages = program.pages()
    with qtbot.waitSignal(pages.told, timeout=PATIENCE):
        asked = pages.shown(window.devicePixelRatioF())
        program.copy_picture()
    data = QGuiApplication.clipboard().mimeData()
    assert data is not None
    image = QGuiApplication.clipboard().image()
    ratio = window.devicePixelRatioF()
    assert (image.width(), image.height()) == (round(1920 * ratio), round(1080 * ratio))
    session = window.session
    picture = poster_of(session.dataset, session.result, asked)
    assert same(image, to_image(picture, ratio))
    meta = meta_of(session.dataset, session.result, asked)
    assert bytes(data.data(SVG).data()) == svg(picture, meta)


def test_that_without_a_printer_a_pdf_is_offered(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from PySide6.QtPrintSupport import QPrinterInfo

    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    program.print_picture()
    pages = program.pages()
    assert pages.notice is not None
    assert pages.notice.heading.text() == "There is no printer here"
    pages.notice.close()
    with qtbot.waitSignal(pages.told, timeout=PATIENCE) as told:
        pages.write_pdf(tmp_path / "page.pdf")
    assert "page.pdf" in told.args[0]
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


def test_that_the_printed_page_fills_the_paper_in_the_print_theme(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    from pypdf import PdfReader
    from PySide6.QtGui import QPageLayout
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    paper = printer.pageLayout().paintRectPoints()
    pages = program.pages()
    options = pages.printed(paper.width(), paper.height())
    assert options.theme == "print"
    assert options.width / options.height == pytest.approx(paper.width() / paper.height(), rel=0.01)
    with qtbot.waitSignal(pages.told, timeout=PATIENCE):
        pages.print_on(printer)
    (page,) = PdfReader(tmp_path / "paper.pdf").pages
    assert page.mediabox.width > page.mediabox.height
    assert "Chinese AI going abroad" in page.extract_text().replace("\t", " ")


def test_that_packing_tells_its_rows(qapp: object, bundled: Dataset) -> None:
    told: list[tuple[str, int, int]] = []
    picture = poster_of(bundled, Engine(bundled).result(Query()), SnapshotOptions(*SMALL))
    quiet = render(picture, ".png", scale=4, meta=Meta())
    loud = render(picture, ".png", scale=4, meta=Meta(), progress=lambda *n: told.append(n))
    assert loud == quiet
    packed = [now for now in told if now[0] == "packing"]
    assert packed[0] == ("packing", 0, 1200)
    assert len(packed) > 1
