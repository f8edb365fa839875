"""Errors that nobody foresaw: each is written to one log and told in one dialog."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QWidget

from explorer.files.logfile import LogFile
from explorer.session.look import Look

if TYPE_CHECKING:
    from explorer.shell.bug import BugDialog

Kind = type[BaseException]
QUIET = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
NAMES = {
    QtMsgType.QtWarningMsg: "warning",
    QtMsgType.QtCriticalMsg: "critical",
    QtMsgType.QtFatalMsg: "fatal",
}


class _LogHandler(logging.Handler):
    def __init__(self, log: LogFile) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        self._log.write(f"{record.levelname.lower()} {record.name}: {record.getMessage()}")


class Faults(QObject):
    """The one handler. ``window``: what the dialog belongs to, None while there is none."""

    _arrived = Signal(str, str)  # from any thread: error, details

    def __init__(
        self, look: Look, window: Callable[[], QWidget | None], log: LogFile | None = None
    ) -> None:
        super().__init__()
        self._look, self._window = look, window
        self.log = log
        self.dialog: BugDialog | None = None
        self._handler: _LogHandler | None = None
        self._arrived.connect(self._show)

    def install(self) -> None:
        """Take over everything that Python, Qt and the system report, and open the log."""
        self.log = self.log or LogFile()
        sys.excepthook = self.tell
        threading.excepthook = lambda a: self.tell(
            a.exc_type, a.exc_value or a.exc_type(), a.exc_traceback
        )
        sys.unraisablehook = self._unraisable
        self._handler = _LogHandler(self.log)
        logging.getLogger().addHandler(self._handler)
        qInstallMessageHandler(self._qt_message)
        if self.log.stream is not None:
            faulthandler.enable(self.log.stream)

    def uninstall(self) -> None:
        """Give back what ``install`` took; Qt's messages go where they went at first."""
        sys.excepthook = sys.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        faulthandler.disable()
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)

    def tell(self, kind: Kind, error: BaseException, trace: TracebackType | None) -> None:
        """Write it down, and show it unless a dialog is open that it can be added to."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        self._write(details)
        self._arrived.emit(str(error) or kind.__name__, details)

    def _unraisable(self, what: sys.UnraisableHookArgs) -> None:
        error = what.exc_value
        if error is not None:
            self.tell(type(error), error, what.exc_traceback)

    def _write(self, text: str) -> None:
        if sys.stderr is not None:  # there is none in a windowed program on Windows
            sys.stderr.write(text)
        if self.log is not None:
            self.log.write(text)

    def _qt_message(
        self, kind: QtMsgType, _context: QMessageLogContext, message: str | None
    ) -> None:
        if kind in QUIET:
            return
        text = f"Qt {NAMES.get(kind, 'message')}: {message or ''}"
        if sys.stderr is not None:
            sys.stderr.write(text + "\n")
        if self.log is not None:
            self.log.write(text)

    def _show(self, error: str, details: str) -> None:
        from explorer.shell.bug import BugDialog

        if self.dialog is not None:
            self.dialog.add(details)
            return
        window = self._window()
        if window is None:
            return
        where = str(self.log.path) if self.log is not None and self.log.path else ""
        self.dialog = BugDialog(error, details, where, self._look, window)
        self.dialog.destroyed.connect(self._forget)
        self.dialog.finished.connect(self._forget)
        self.dialog.open()

    def _forget(self) -> None:
        self.dialog = None
