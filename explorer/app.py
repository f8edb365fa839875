"""Building of session and window, and all of the wiring between them."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QHashSeed, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from explorer import __version__
from explorer.common.look import Lang, Theme
from explorer.common.paths import bundled_package
from explorer.common.progress import Progress
from explorer.dataset.build import load
from explorer.dataset.compiled import remember_package
from explorer.dataset.model import Dataset
from explorer.dataset.options import ReadOptions
from explorer.figure.map.ready import Room
from explorer.figure.map.words import boundary_note
from explorer.figure.style import load_style
from explorer.paint.fonts import register
from explorer.paint.theme import icon
from explorer.query.clauses import Query
from explorer.query.words import query_options
from explorer.session import jobs
from explorer.session.look import Look
from explorer.session.session import Session
from explorer.shell.errors import Faults
from explorer.shell.later import Later
from explorer.shell.opening import Load, Opener, name_filters
from explorer.shell.preparing import Prepared, first_query, prepared
from explorer.shell.settings import Settings
from explorer.shell.window import MainWindow
from explorer.views.words import word

if TYPE_CHECKING:
    from explorer.shell.comparing import Comparer
    from explorer.shell.printing import Pages

AS_IT_IS = ReadOptions()
LARGE = 10_000
"""Events from which looking for garbage takes a turn of the event loop to itself."""
_SCREENLESS = ("offscreen", "minimal", "vnc")
GARBAGE = (2_500, 80, 20)
"""So many new things, and so many looks at them, before older ones are looked at."""
_STARTED = time.perf_counter()


def no_screen() -> str:
    """Why no window can open here, '' when one can. Qt itself would abort the process."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if sys.platform != "linux" or platform in _SCREENLESS or os.environ.get("WAYLAND_DISPLAY"):
        return ""
    display = os.environ.get("DISPLAY", "")
    if not display:
        return "there is no screen here (DISPLAY is not set)"
    import ctypes

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return ""
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"the screen {display} can't be reached" if refused else ""


def run_window(
    dataset: Dataset,
    query: Query | None,
    path: Path | None = None,
    *,
    options: ReadOptions = AS_IT_IS,
    lang: Lang | None = None,
    theme: Theme | None = None,
) -> int:
    """Open the window and stay until it is closed. Returns the exit status. ``options``: how
    ``path`` was read; ``lang``, ``theme``: for this time; None: as remembered."""
    # Or the fonts of an exported PDF would come in another order each time.
    QHashSeed.setDeterministicGlobalSeed()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Chuhai Explorer")
    application.setApplicationVersion(__version__)
    application.setStyle("Fusion")
    register()
    application.setWindowIcon(icon("app", load_style("light")))
    settings = Settings()
    kept: Lang = "zh" if settings.text("look/language") == "zh" else "en"
    program = Program(Look(lang or kept, theme or "light", int(time.time())), settings)
    program.follow_system(application, theme)
    program.faults.install()
    application.aboutToQuit.connect(jobs.stop_all)
    window = program.show(dataset, query, path, options)
    window.map.painted.connect(collect_garbage, Qt.ConnectionType.SingleShotConnection)
    later = Later(application)
    if os.environ.get("CHUHAI_EXIT_AFTER_FIRST_FRAME") == "1":
        window.map.painted.connect(program.leave_after_first_frame)
    else:
        window.map.painted.connect(later.start, Qt.ConnectionType.SingleShotConnection)
    return application.exec()


def collect_garbage() -> None:
    """From the first frame on, leaving alone what stays for good, and not within each frame: one
    makes some thousand things, most of which go with it."""
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    gc.enable()


class Program:
    """What lives as long as the program: the look, and the window of the open dataset. ``read``:
    how a file becomes one."""

    def __init__(self, look: Look, settings: Settings | None = None, read: Load = load) -> None:
        self.look = look
        self._read = read
        self.settings = settings or Settings()
        self._choice = ""  # 'system', 'light' or 'dark'; '' while nobody was asked
        self.window: MainWindow | None = None
        self.path: Path | None = None
        self.options = AS_IT_IS
        self._pages: Pages | None = None
        self.faults = Faults(look, lambda: self.window)
        self.opener = Opener(self._load, look, lambda: self.window)
        self.opener.opened.connect(self._opened)
        self.opener.open_requested.connect(lambda: self.ask_for_file("file"))
        self._comparer: Comparer | None = None
        self._left = False
        self._room: Room | None = None  # of the map, when a file was asked for
        self._ready: Prepared | None = None  # of the dataset that was read last
        self._building: Iterator[MainWindow | None] = iter(())
        self._next = QTimer()
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._build_on)

    def show(
        self,
        dataset: Dataset,
        query: Query | None = None,
        path: Path | None = None,
        options: ReadOptions = AS_IT_IS,
    ) -> MainWindow:
        """A window on ``dataset``, in place of the one before. ``query`` None: nothing was asked,
        so it begins with the first view; ``path`` None: the bundled package; ``options``: how
        ``path`` was read."""
        self._next.stop()
        *_, window = self._built(dataset, query, path, options)
        return window

    def _built(
        self,
        dataset: Dataset,
        query: Query | None,
        path: Path | None,
        options: ReadOptions,
        in_turns: bool = False,
    ) -> Iterator[MainWindow]:
        """The window, step by step: it is made, dressed and shown, and the one before goes.
        ``in_turns``: what it shows comes step by step too."""
        ready = self._ready if self._ready and self._ready.dataset is dataset else None
        self._ready = None
        session = Session(dataset, self.look, ready.engine if ready else None)
        if query is None:
            query = ready.query if ready else first_query(dataset)
        with session.history.quiet():
            session.state.set_query(query)
        session.flush()
        window = MainWindow(session, self.settings)
        yield window
        if in_turns:
            window.map.in_turns = True
            window.timeline.begin_in_turns()
        for _ in window.restyled():
            yield window
        window.show_theme_choice(self._choice or self.look.theme)
        self._wire(session, window)
        self._show_banner(session, window)
        yield window
        old, self.path, self.options, self._pages = self.window, path, options, None
        painted = window.map.painted
        painted.connect(lambda: remember_package(dataset), Qt.ConnectionType.SingleShotConnection)
        self.window = window
        if old is not None:
            window.setGeometry(old.geometry())
        window.show()
        yield window
        if old is not None:
            old.close()
            old.deleteLater()

    def follow_system(self, application: QGuiApplication, theme: Theme | None = None) -> None:
        """Take over the theme that was chosen, the system's where none was, and follow it when
        it changes. ``theme``: for this time only."""
        self._choice = theme or self.settings.text("look/theme")
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(lambda _scheme: self._take_theme(application))
        self._take_theme(application)

    def _take_theme(self, application: QGuiApplication) -> None:
        if self._choice == "system":
            dark = application.styleHints().colorScheme() == Qt.ColorScheme.Dark
            self.look.set_theme("dark" if dark else "light")
        else:
            self.look.set_theme("dark" if self._choice == "dark" else "light")

    def choose_theme(self, choice: str) -> None:
        """Take 'system', 'light' or 'dark' from now on."""
        self._choice = choice
        self.settings.set("look/theme", choice)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        self._take_theme(application)
        if self.window is not None:
            self.window.show_theme_choice(choice)

    def _wire(self, session: Session, window: MainWindow) -> None:
        """Every connection between rooms stands here, so that it can be read in one place."""
        for refresh in window.refreshers():
            session.result_changed.connect(refresh)
            session.focus.picked_changed.connect(refresh)
        session.focus.hover_changed.connect(window.map.refresh_live)
        session.focus.hover_changed.connect(window.timeline.refresh_live)
        session.focus.hover_changed.connect(window.table.refresh_live)
        session.look.lang_changed.connect(window.restyle)
        session.look.lang_changed.connect(lambda lang: self.settings.set("look/language", lang))
        session.look.theme_changed.connect(window.restyle)
        session.outlook.stand_changed.connect(window.map.take_stand)
        window.open_requested.connect(self.ask_for_file)
        window.compare_requested.connect(lambda: self.comparer.ask())
        window.save_requested.connect(self.save_data)
        window.export_requested.connect(self.export)
        window.copy_requested.connect(self.copy_command)
        window.copy_picture_requested.connect(self.copy_picture)
        window.print_requested.connect(self.print_picture)
        window.problems_requested.connect(self.show_problems)
        window.about_requested.connect(self.show_about)
        window.theme_requested.connect(self.choose_theme)
        window.inspector.link_requested.connect(self.open_link)

    def _show_banner(self, session: Session, window: MainWindow) -> None:
        """Say at the top of the window what was found wrong in its file."""
        if not session.dataset.problems:
            return
        from explorer.shell.problems import ProblemsBanner

        banner = ProblemsBanner(session.dataset.problems, self.look, window)
        banner.details_requested.connect(self.show_problems)
        window.addToolBarBreak()
        window.addToolBar(banner)

    # Wishes

    def ask_for_file(self, what: str) -> None:
        """Let a person choose what to open."""
        if what == "bundled":
            self.open(bundled_package())
            return
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if what == "folder":
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setNameFilters(name_filters(self.look.lang))
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        dialog.open()

    def open(self, path: Path) -> None:
        """Begin to open ``path``; what is open stays open until it is read, or can't be."""
        if self.window is not None:
            self._room = self.window.map.room
        if self._comparer is not None:
            self._comparer.stop()
        self.opener.open(path)

    def _load(self, path: Path, options: ReadOptions, progress: Progress) -> Dataset:
        """Read ``path`` in a job, and prepare what its window asks for first."""
        dataset = self._read(path, options, progress)
        self._ready = prepared(dataset, self.look.lang, self._room, progress)
        return dataset

    def _opened(self, dataset: Dataset, path: Path, options: ReadOptions) -> None:
        """Build the window of what was read, a step in each turn of the event loop."""
        kept = None if path == bundled_package() else path
        self._building = self._in_turns(dataset, kept, options)
        self._next.start(0)

    def _in_turns(
        self, dataset: Dataset, path: Path | None, options: ReadOptions
    ) -> Iterator[MainWindow | None]:
        if self.window is not None:
            self.window.rehearsal.end()
        if len(dataset) > LARGE:  # all that the job made is looked through now, and not again soon
            gc.collect()
            yield None
        yield from self._built(dataset, None, path, options, in_turns=True)

    def _build_on(self) -> None:
        if next(self._building, self) is not self:
            self._next.start(0)

    @property
    def comparer(self) -> Comparer:
        """What compares the open dataset with an older file."""
        from explorer.shell.comparing import Comparer

        if self._comparer is None:
            self._comparer = Comparer(self._read, self.look, lambda: self.window)
        return self._comparer

    def export(self) -> None:
        """Show the export dialog."""
        # With it come the writers' options and more: not before it is wanted.
        from explorer.shell.export_dialog import ExportDialog

        window = self.window
        assert window is not None
        dialog = ExportDialog(window.session, window.map.view, window)
        dialog.saved.connect(self._tell_saved)
        dialog.copy_requested.connect(self.pages().copy)
        dialog.open()

    def save_data(self) -> None:
        """Show the dialog that saves data for other programs."""
        from explorer.shell.save_dialog import SaveDialog

        window, path = self.window, self.path or bundled_package()
        assert window is not None
        kept = self.settings.text("save/format")
        dialog = SaveDialog(window.session, path, self.options, kept, window)
        dialog.saved.connect(self._tell_saved)
        dialog.finished.connect(lambda _: self.settings.set("save/format", dialog.format))
        dialog.copied.connect(self._copy)
        dialog.open()

    def _copy(self, command: str) -> None:
        QGuiApplication.clipboard().setText(command)
        self._tell(word("copied", self.look.lang, text=command))

    def _tell_saved(self, path: Path) -> None:
        self._tell(word("saved", self.look.lang, name=str(path)))

    def _tell(self, text: str) -> None:
        if self.window is not None:
            self.window.status.say(text, 8000)

    def pages(self) -> Pages:
        """What copies and prints the page of the window."""
        from explorer.shell.printing import Pages

        window = self.window
        assert window is not None
        if self._pages is None:
            self._pages = Pages(window.session, lambda: window.map.view, window)
            self._pages.told.connect(self._tell)
        return self._pages

    def copy_picture(self) -> None:
        """Put what is shown on the clipboard as a picture."""
        self.pages().copy()

    def print_picture(self) -> None:
        """Print what is shown."""
        self.pages().print()

    def copy_command(self) -> None:
        """Put the command for what is on screen on the clipboard."""
        assert self.window is not None
        self._copy(command_for(self.window.session, self.path, self.options))

    def show_problems(self) -> None:
        """List what was found wrong in the open file."""
        from explorer.shell.problems import ProblemsDialog

        assert self.window is not None
        problems = self.window.session.dataset.problems
        ProblemsDialog(problems, self.look, self.window).open()

    def show_about(self) -> None:
        """Name, version and the note on boundaries."""
        self._say(f"Chuhai Explorer {__version__}", boundary_note(self.look.lang), "globe")

    def open_link(self, address: str) -> None:
        """Hand an address that a person agreed to over to the system; only http(s)."""
        if address.startswith(("https://", "http://")):
            from PySide6.QtCore import QUrl
            from PySide6.QtGui import QDesktopServices

            opened = QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))
            if not opened:
                QGuiApplication.clipboard().setText(address)
                self._say(word("no_browser", self.look.lang), address, "triangle-alert")

    def _say(self, heading: str, text: str, picture: str) -> None:
        from explorer.shell.notice import Notice

        look = self.look
        notice = Notice(
            heading, text, self.window,
            lang=look.lang, theme=look.theme, grave=False, picture=picture,
        )  # fmt: skip
        notice.offer(word("close", look.lang), main=True)
        notice.open()

    def leave_after_first_frame(self) -> None:
        """Report how long the first frame took, once, and close."""
        if self._left:
            return
        self._left = True
        elapsed = (time.perf_counter() - _STARTED) * 1000
        sys.stdout.write(json.dumps({"first_frame_ms": round(elapsed, 1)}) + "\n")
        sys.stdout.flush()
        QTimer.singleShot(0, QApplication.quit)


def command_for(session: Session, path: Path | None = None, options: ReadOptions = AS_IT_IS) -> str:
    """The command that prints the events that the counts are of: those selected, else those
    shown. ``path`` None is the bundled package; ``options``: how it is read."""
    import shlex

    parts = ["chuhai", "query", *([str(path)] if path is not None else []), *options.words()]
    return shlex.join([*parts, *query_options(session.state.query, session.dataset)])
