"""The basemap in the window: coarse at once, fine in slices between other work, kept with a margin
while the map moves over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil
from typing import Final

from PySide6.QtCore import QObject, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap

from explorer.common.look import Theme
from explorer.common.records import dataclass
from explorer.figure.map.basemap import Kind, country_areas, load_basemap
from explorer.figure.map.ground import draw_base
from explorer.figure.map.projection import equal_earth, home_view, world_box
from explorer.figure.style import load_style
from explorer.figure.view import MapView
from explorer.paint.painter import paint

MARGIN: Final = 160
"""Pixels of basemap kept ready around the view, for panning."""
NEARLY: Final = 60
"""Pixels of the margin that may be used up before it is made anew."""
TILE: Final = 130_000
"""Logical pixels of basemap drawn in one turn of the event loop; at a higher ratio fewer."""
KINDS: Final[tuple[Kind, ...]] = ("land", "border", "coast", "country")


_Aim = tuple[MapView, Theme, float]
"""A camera with its margin, the theme, and device pixels for one logical one."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """A drawn piece of basemap: what ``view`` (a camera) shows, ``ratio`` device pixels for each
    logical one; ``fine``: what of it is drawn from 1:50m, in device pixels."""

    pixmap: QPixmap
    view: MapView
    theme: Theme
    ratio: float
    fine: QRect


class MapGround(QObject):
    """Paints at once with what there is, and sees to it that there is better soon."""

    improved = Signal()  # the basemap in view is finer than at the last painting

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fine = False  # shapes of 1:50m are at hand
        self._world: _Sheet | None = None
        self._sheet: _Sheet | None = None
        self._aim: _Aim | None = None
        self._rest: _Aim | None = None  # where the map rests, as told last,
        self._rested: _Sheet | None = None  # and what there was then
        self._work: Iterator[None] | None = None
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._go_on)

    @property
    def working(self) -> bool:
        """Whether something finer is on its way."""
        return self._work is not None

    def paint(self, painter: QPainter, view: MapView, theme: Theme, ratio: float) -> None:
        """Paint what there is for ``view``; never draws a coast of 1:50m."""
        world = self._world
        if world is None or not _fits(world, view, theme) or world.ratio != ratio:
            world = self._world = _whole(view, theme, ratio)
        sheet = self._sheet
        if sheet is not None and not _fits(sheet, view, theme):
            sheet = None
        if sheet is None or not _covers(sheet.view, view):
            background = load_style(theme).tokens.bg
            painter.fillRect(QRectF(0, 0, view.width, view.height), QColor(background))
            blit(painter, view, world.pixmap, world.view)
        if sheet is not None:
            blit(painter, view, sheet.pixmap, sheet.view)
            if self._work is None and sheet.view.scale == view.scale and _worn(sheet.view, view):
                self.settle(view, theme, ratio)  # more of the same, for a hand that pans

    def settle(self, view: MapView, theme: Theme, ratio: float) -> None:
        """The map rests at ``view``: what lacks there is made from the next turn on."""
        rest = (view.camera(), theme, ratio)
        if rest == self._rest and self._sheet is self._rested:
            return
        self._rest, self._rested = rest, self._sheet
        aim = (_wide(view, self._sheet, ratio), theme, ratio)
        sheet = self._sheet
        if sheet is not None and _serves((sheet.view, sheet.theme, sheet.ratio), aim, view):
            return
        if self._work is not None and self._aim is not None and _serves(self._aim, aim, view):
            return
        self._aim = aim
        self._work = self._made(view, *aim)
        self._turn.start(0)

    def _go_on(self) -> None:
        if self._work is None:
            return
        if next(self._work, self) is self:
            self._work = None
        else:
            self._turn.start(0)

    def _made(self, view: MapView, wide: MapView, theme: Theme, ratio: float) -> Iterator[None]:
        """Each step is short."""
        yield from _shapes(wide)
        fresh = not self.fine
        self.fine = True
        pixmap = _empty(wide, ratio)
        old = self._sheet
        kept = old is not None and (old.theme, old.ratio) == (theme, ratio)
        kept = kept and old is not None and _alike(old.view, wide)
        with QPainter(pixmap) as painter:
            painter.fillRect(pixmap.rect(), QColor(load_style(theme).tokens.bg))
            if self._world is not None:
                blit(painter, wide, self._world.pixmap, self._world.view)
            if kept and old is not None:
                blit(painter, wide, old.pixmap, old.view)
        yield
        sheet = _Sheet(pixmap, wide, theme, ratio, QRect())
        done = _overlap(old, sheet) if kept and old is not None else QRect()
        margin, whole = round(MARGIN * ratio), pixmap.rect()
        inner = whole.adjusted(margin, margin, -margin, -margin)
        for part in _without(inner, done):
            yield from _drawn(sheet, part)
        self._sheet = replace(sheet, fine=inner)
        if fresh or not done.contains(inner):
            self.improved.emit()
        yield
        for part in _without(whole, inner):
            for rest in _without(part, done):
                yield from _drawn(sheet, rest)
        self._sheet = replace(sheet, fine=whole)


def _shapes(view: MapView) -> Iterator[None]:
    """Read, cut and thin all shapes that ``view`` needs, one kind at a time."""
    cut = load_basemap(view.detail).cut(view.center_lon)
    yield
    for kind in KINDS:
        cut.of(kind)
        yield
        if kind != "country":
            cut.level(view.scale).of(kind)
            yield
    country_areas(view)
    yield


def _drawn(sheet: _Sheet, part: QRect) -> Iterator[None]:
    """Draw ``part`` (device pixels) of a sheet, tile by tile."""
    style, view, ratio = load_style(sheet.theme), sheet.view, sheet.ratio
    most = TILE * ratio
    wide = ceil(part.width() / ceil(part.width() / (480 * ratio)))
    tall = max(round(40 * ratio), int(most / wide))
    for top in range(part.top(), part.bottom() + 1, tall):
        for left in range(part.left(), part.right() + 1, wide):
            tile = QRect(left, top, wide, tall) & part
            x, y = tile.left() / ratio, tile.top() / ratio
            width, height = tile.width() / ratio, tile.height() / ratio
            camera = replace(
                view,
                width=width,
                height=height,
                x=view.x + (x + width / 2 - view.width / 2) / view.scale,
                y=view.y - (y + height / 2 - view.height / 2) / view.scale,
            )
            with QPainter(sheet.pixmap) as painter:
                painter.setClipRect(QRectF(x, y, width, height))
                painter.translate(x, y)
                paint(painter, draw_base(camera, style), ratio)
            yield


def _whole(view: MapView, theme: Theme, ratio: float) -> _Sheet:
    """All of the world from 1:110m, at the scale of ``view`` or less."""
    left, _, right, _ = world_box()
    bottom, top = (float(v) for v in equal_earth([0.0, 0.0], [-90.0, 90.0])[1])
    scale = min(view.scale, home_view(view.width, view.height).scale)
    coarse = replace(
        view.camera(),
        x=(left + right) / 2,
        y=(bottom + top) / 2,
        scale=scale,
        width=float(ceil((right - left) * scale) + 8),
        height=float(ceil((top - bottom) * scale) + 8),
        detail="110m",
    )
    pixmap = _empty(coarse, ratio)
    with QPainter(pixmap) as painter:
        paint(painter, draw_base(coarse, load_style(theme)), ratio)
    return _Sheet(pixmap, coarse, theme, ratio, QRect())


def _empty(view: MapView, ratio: float) -> QPixmap:
    pixmap = QPixmap(ceil(view.width * ratio), ceil(view.height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.black)
    return pixmap


def _wide(view: MapView, sheet: _Sheet | None, ratio: float) -> MapView:
    """The camera with a margin: whole device pixels away from that of ``sheet`` if its scale is
    the same, so that what it holds can be taken over."""
    wide = replace(
        view.camera(), width=view.width + 2 * MARGIN, height=view.height + 2 * MARGIN, detail="50m"
    )
    if sheet is None or not _alike(sheet.view, wide) or sheet.ratio != ratio:
        return wide
    pixel = 1.0 / (wide.scale * ratio)
    old = sheet.view
    return replace(
        wide,
        x=old.x + round((wide.x - old.x) / pixel) * pixel,
        y=old.y + round((wide.y - old.y) / pixel) * pixel,
    )


def _fits(sheet: _Sheet, view: MapView, theme: Theme) -> bool:
    """Whether a sheet can be shown at all under ``view``."""
    return sheet.theme == theme and sheet.view.center_lon == view.center_lon


def _serves(has: _Aim, wish: _Aim, view: MapView) -> bool:
    """Whether a sheet made for ``has`` will do for ``view`` where ``wish`` would be made."""
    return has[1:] == wish[1:] and _alike(has[0], wish[0]) and not _worn(has[0], view)


def _alike(a: MapView, b: MapView) -> bool:
    """The same but for where they look."""
    return replace(a, x=b.x, y=b.y) == b


def _shift(of: MapView, view: MapView) -> tuple[float, float]:
    """Pixels from the middle of ``view`` to that of ``of``."""
    return (of.x - view.x) * view.scale, (view.y - of.y) * view.scale


def _covers(sheet: MapView, view: MapView) -> bool:
    dx, dy = _shift(sheet, view)
    grow = view.scale / sheet.scale
    across = (sheet.width * grow - view.width) / 2
    return abs(dx) <= across and abs(dy) <= (sheet.height * grow - view.height) / 2


def _worn(wide: MapView, view: MapView) -> bool:
    """Whether the margin is nearly used up, or the size is another."""
    dx, dy = _shift(wide, view)
    size = (wide.width - 2 * MARGIN, wide.height - 2 * MARGIN)
    return max(abs(dx), abs(dy)) > NEARLY or size != (view.width, view.height)


def _overlap(old: _Sheet, new: _Sheet) -> QRect:
    """What is fine of ``old`` and lies in ``new``, in its device pixels."""
    dx, dy = (round(part * new.ratio) for part in _shift(old.view, new.view))
    return old.fine.translated(dx, dy) & new.pixmap.rect()


def _without(box: QRect, hole: QRect) -> list[QRect]:
    """``box`` but for ``hole``, as up to four boxes."""
    inner = box & hole
    if inner.isEmpty():
        return [box] if not box.isEmpty() else []
    parts = (
        QRect(box.left(), box.top(), box.width(), inner.top() - box.top()),
        QRect(box.left(), inner.bottom() + 1, box.width(), box.bottom() - inner.bottom()),
        QRect(box.left(), inner.top(), inner.left() - box.left(), inner.height()),
        QRect(inner.right() + 1, inner.top(), box.right() - inner.right(), inner.height()),
    )
    return [part for part in parts if not part.isEmpty()]


def blit(painter: QPainter, view: MapView, pixmap: QPixmap, of: MapView) -> None:
    """Draw a pixmap made for the camera ``of`` where it belongs under the present one: on whole
    device pixels, or stretched when the scale is another."""
    dx, dy = _shift(of, view)
    grow, ratio = view.scale / of.scale, pixmap.devicePixelRatio()
    x, y = (view.width - of.width * grow) / 2 + dx, (view.height - of.height * grow) / 2 + dy
    if grow == 1.0:
        x, y = round(x * ratio) / ratio, round(y * ratio) / ratio
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, grow != 1.0)
    size = pixmap.deviceIndependentSize() * grow
    painter.drawPixmap(QRectF(x, y, size.width(), size.height()), pixmap, QRectF(pixmap.rect()))
