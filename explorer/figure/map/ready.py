"""What a first map needs to know of every site, worked out ahead of it."""

from __future__ import annotations

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.dataset.model import Bool, Dataset
from explorer.figure.map.arcs import starting
from explorer.figure.map.camera import Boxes, first_view
from explorer.figure.map.clusters import groups
from explorer.figure.map.density import gather
from explorer.figure.map.labels import PLENTY, site_names
from explorer.figure.view import MapView


@dataclass(frozen=True, slots=True)
class Room:
    """Where a map will show: its size and what floats over it (x, y, w, h), in pixels."""

    width: float
    height: float
    obstacles: Boxes = ()
    center_lon: float = 150.0

    def first_view(self, dataset: Dataset) -> MapView:
        """Where the map looks at first."""
        return first_view(dataset, self.width, self.height, self.obstacles, self.center_lon)


def prepare_map(dataset: Dataset, visible: Bool, lang: Lang, room: Room) -> None:
    """Work out and keep what is soon asked for; the figures ask for it as always."""
    view = room.first_view(dataset)
    starting(dataset)
    marked = not gather(dataset, visible, view)
    if marked or len(dataset.sites) <= PLENTY:  # or a filter that leaves few would wait for them
        site_names(dataset, lang)
    if marked:
        groups(dataset, visible, view.center_lon, view.scale)
