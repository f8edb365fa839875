"""Where map and timeline stand, apart from what is filtered and selected."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from PySide6.QtCore import QObject, Signal

from explorer.common.records import dataclass

Group = Literal["category", "organization", "country"]
GROUPS: Final[tuple[Group, ...]] = ("category", "organization", "country")
"""The fields that can make the lanes."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Of the map: projected point in the middle (Earth radii, y up), pixels for one Earth radius,
    central meridian in degrees."""

    x: float
    y: float
    scale: float
    center_lon: float = 150.0


@dataclass(frozen=True, slots=True)
class Stand:
    """``camera`` None: the whole world, fitted to the widget. ``folded``: lane ids.
    ``indicator``: the series in the row under the lanes, '' for no row, None for the one that has
    the most values."""

    camera: Camera | None = None
    center_lon: float = 150.0
    group: Group = "category"
    folded: frozenset[str] = frozenset()
    indicator: str | None = None


class Outlook(QObject):
    """Holds one frozen Stand. Every setter compares, then emits ``stand_changed`` once."""

    stand_changed = Signal(object)  # Stand

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stand = Stand()

    @property
    def stand(self) -> Stand:
        """Where the views stand now."""
        return self._stand

    def set_stand(self, stand: Stand) -> None:
        """Replace all of it at once."""
        if stand != self._stand:
            self._stand = stand
            self.stand_changed.emit(stand)

    def set_camera(self, camera: Camera | None) -> None:
        """Say where the map has come to rest."""
        center = self._stand.center_lon if camera is None else camera.center_lon
        self.set_stand(replace(self._stand, camera=camera, center_lon=center))

    def set_center(self, center_lon: float) -> None:
        """The whole world about another meridian (degrees)."""
        self.set_stand(replace(self._stand, camera=None, center_lon=center_lon))

    def set_group(self, group: Group) -> None:
        """Make lanes of another field; none of them is folded."""
        if group != self._stand.group:
            self.set_stand(replace(self._stand, group=group, folded=frozenset()))

    def toggle_lane(self, lane: str) -> None:
        """Fold a lane, or unfold it."""
        self.set_stand(replace(self._stand, folded=self._stand.folded ^ {lane}))

    def set_indicator(self, series: str | None) -> None:
        """Show another series under the lanes; '' for none."""
        self.set_stand(replace(self._stand, indicator=series))
