"""What the first gestures need, brought in while the window waits for them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer


class Later(QObject):
    """One piece in each turn of the event loop, from ``start`` on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pieces: Iterator[None] | None = _pieces()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def start(self) -> None:
        """Begin, once there is something to look at."""
        self._timer.start()

    @property
    def done(self) -> bool:
        """Whether all of it is there."""
        return self._pieces is None

    def _go_on(self) -> None:
        if self._pieces is None or next(self._pieces, self) is self:
            self._pieces = None
            self._timer.stop()


def _pieces() -> Iterator[None]:
    import explorer.figure.timeline.moving

    yield
    import explorer.views.timeline.journey

    yield
    import explorer.views.inspector.event_sources

    yield
    import explorer.views.inspector.event_page

    yield
    import explorer.views.inspector.selection_page

    yield
    import explorer.shell.context

    yield
    import explorer.views.timeline.popovers

    yield
    import explorer.shell.notice

    yield
    import explorer.shell.export_dialog

    yield
    import explorer.export.snapshot

    yield
    # What reads a file: brought in by a job, it would hold the window up.
    import explorer.dataset.records

    yield
    import explorer.dataset.events

    yield
    import explorer.dataset.sites

    yield
    import explorer.dataset.assemble

    yield
    import explorer.dataset.flat

    yield
    import explorer.dataset.quick

    yield
    import explorer.query.timeorder

    yield
    import explorer.shell.loading

    yield
    import explorer.shell.problems  # noqa: F401

    yield
