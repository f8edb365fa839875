"""Which events are picked and which one the pointer is on."""

from PySide6.QtCore import QObject, Signal


class Focus(QObject):
    """Event ids; a picked event stays picked while a filter hides it."""

    picked_changed = Signal(tuple)  # tuple[str, ...]
    hover_changed = Signal(str)  # event id or ''

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picked: tuple[str, ...] = ()
        self._hover = ""

    @property
    def picked(self) -> tuple[str, ...]:
        """Picked events, the first one is read in the inspector."""
        return self._picked

    @property
    def hover(self) -> str:
        """The event under the pointer, '' for none."""
        return self._hover

    def pick(self, ids: tuple[str, ...]) -> None:
        """Pick just these events."""
        if ids != self._picked:
            self._picked = ids
            self.picked_changed.emit(ids)

    def toggle(self, ids: tuple[str, ...]) -> None:
        """Pick these as well; those of them that all were picked already, no longer."""
        if all(key in self._picked for key in ids):
            self.pick(tuple(key for key in self._picked if key not in ids))
        else:
            self.pick((*self._picked, *(key for key in ids if key not in self._picked)))

    def set_hover(self, event_id: str) -> None:
        """Say which event the pointer is on."""
        if event_id != self._hover:
            self._hover = event_id
            self.hover_changed.emit(event_id)
