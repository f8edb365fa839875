"""The timeline's pixmaps while its window moves: small pieces that are shifted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from explorer.dataset.model import Observation
from explorer.figure.picture import Layer, Mark, Picture, Text
from explorer.figure.timeline import rows
from explorer.figure.timeline.arrange import Arranged
from explorer.figure.timeline.indicator import indicator_layers
from explorer.figure.timeline.moving import Moving
from explorer.figure.timeline.moving_lane import Piece
from explorer.figure.timeline.overview import (
    inner_span,
    overview_parts,
    overview_scale,
    window_ends,
    window_marks,
)
from explorer.figure.timeline.series import is_drawn, last_inside, middle_of, observations_of
from explorer.figure.timeline.timescale import layout, scale_of
from explorer.figure.view import TimelineView
from explorer.paint.painter import clear_pixmap, paint, to_pixmap
from explorer.views.timeline.asked import Asked, arrangement
from explorer.views.timeline.flat import colour_of, paint_flat

_KEPT: Final = 2000  # pixmaps of marks and names
_FRESH: Final = 4  # names that are first drawn in one step; more follow in the next ones
_PAD: Final = 3.0  # pixels to both sides of a text in its pixmap
_CAP: Final = 24.0  # width of an end of the overview's window, grip included


class Journey:
    """A movement from where lanes were arranged. ``before``: one whose pixmaps may serve on."""

    def __init__(self, start: Asked, before: Journey | None = None) -> None:
        self.start, self.now, self.ratio = start, start, start.ratio
        self.arranged = arrangement(start)
        self.moving = Moving(
            start.dataset,
            self.arranged,
            start.view,
            start.style,
            start.measure,
            start.foreground,
        )
        self.pieces: dict[tuple[object, ...], QPixmap] = {}
        # The same by id: pieces stay as long as the lanes that made them, and keys are long.
        self._own: dict[int, QPixmap] = {}
        if before is not None and len(before.pieces) < _KEPT:
            self.pieces = before.pieces
        laid = self.arranged.layout
        self.plot = QRectF(laid.plot_x, laid.lanes[1], laid.plot_w, laid.lanes[3])
        self.row = QRectF(laid.plot_x, laid.indicator[1], laid.plot_w, laid.indicator[3])
        self.over = QRectF(*laid.overview)
        self.begun = False  # a step was taken
        self.whole = False  # all that it shows is there
        self._stages = self._make(before)

    def _make(self, before: Journey | None) -> Iterator[None]:
        self._make_ground(before)
        before = None  # its pixmaps are not held for as long as this one is under way
        yield
        marks: list[Mark] = []
        for part in self.moving.strip_parts():
            marks += part
            if part:
                yield
        self._make_strips(marks)
        self.whole = True

    def advance(self) -> bool:
        """Make some of what it shows. Returns whether there may be more."""
        return next(self._stages, self) is not self

    def _complete(self) -> None:
        while self.advance():
            pass

    def _make_ground(self, before: Journey | None) -> None:
        """What does not move at all, and the overview's bars and window."""
        a, s = self.start, self.arranged
        laid = s.layout
        self.indicator = indicator_layers(a.dataset, a.view, a.style, a.measure, laid)
        if before is not None and before.whole and _alike(before.arranged, s):
            self.ground: QPixmap = before.ground
            self.inner: QPixmap = before.inner
            self.patch: QPixmap = before.patch
            return
        over, inner = overview_parts(a.dataset, a.backdrop, a.view, a.style, a.measure)
        layers = (
            Layer("ground", tuple(rows.grounds(a.view, a.style, s)), laid.lanes),
            Layer("headers", tuple(rows.headers(a.view, a.style, a.measure, s)), laid.lanes),
            Layer("axis", tuple(rows.axis(a.view, a.style, a.measure, s, [])), laid.axis),
            *self.indicator[:1],
            *over,
        )
        size = (a.view.width, a.view.height)
        self.ground = to_pixmap(Picture(*size, a.style.tokens.panel, layers), self.ratio)
        self.inner = self._pixmap(inner.marks, self.over)
        f = a.view.size_factor
        box = QRectF(0, self.over.y(), 3 * _CAP * f, self.over.height())
        marks = window_marks(_CAP * f / 2, 2.5 * _CAP * f, a.style, laid, f)
        self.patch = self._pixmap(marks, box)

    def _make_strips(self, marks: Sequence[Mark]) -> None:
        """What moves as a whole, over the window and as much to both sides: ``marks`` and the
        indicator's curve."""
        a, laid = self.start, self.arranged.layout
        left, right = self.moving.ends
        span = QRectF(left, self.plot.y(), right - left, self.plot.height())
        self.bodies = self._pixmap(marks, span) if marks else None
        self.curve: QPixmap | None = None
        self.drawn = [o for o in observations_of(a.dataset, a.view.indicator) if is_drawn(o)]
        self.told: list[Observation] = []
        self.said: list[Text] = []
        self.anchor = self.plot.center().x()
        if len(self.indicator) > 1:
            length = a.view.end - a.view.start
            wide = replace(
                a.view,
                width=laid.plot_x + 3 * laid.plot_w,
                start=a.view.start - length,
                end=a.view.end + length,
                today=None,
            )
            found = indicator_layers(
                a.dataset, wide, a.style, a.measure, layout(wide, laid.lane_heights)
            )
            span = QRectF(laid.plot_x, self.row.y(), 3 * laid.plot_w, self.row.height())
            lines = [m for m in found[-1].marks if not isinstance(m, Text)]
            self.curve = self._pixmap(lines, span)
            self._say(a.view, self.indicator[-1].marks, 1.0, 0.0)

    def _say(self, view: TimelineView, marks: Sequence[Mark], a: float, b: float) -> None:
        """Keep the indicator's words, made where x stood at ``a * x + b``, as they would have
        stood at rest."""
        self.told = last_inside(self.drawn, view.start, view.end)
        self.said, self.anchor = [], self.plot.center().x()
        if self.told:
            now = scale_of(view, self.arranged.layout).to_x(middle_of(self.told[-1]))
            self.anchor = (now - b) / a
            by = now - self.anchor
            self.said = [replace(m, x=m.x - by) for m in marks if isinstance(m, Text)]

    def _pixmap(self, marks: Sequence[Mark], box: QRectF) -> QPixmap:
        """Marks that lie within ``box`` as a clear pixmap of its size."""
        ratio = self.ratio
        made = clear_pixmap(box.width(), box.height(), ratio)
        with QPainter(made) as painter:
            painter.translate(-box.x(), -box.y())
            paint(painter, Layer("piece", tuple(marks)), ratio, sprites=True)
        return made

    def _made(self, piece: Piece) -> QPixmap:
        """The pixmap of a piece, from now on kept."""
        box = QRectF(piece.x, piece.y, piece.w, piece.h)
        pixmap = self.pieces[piece.key] = self._pixmap(piece.marks, box)
        return pixmap

    def go(self, asked: Asked) -> None:
        """Take a step."""
        self._complete()
        view, self.begun = asked.view, True
        self.now = asked
        self.step = self.moving.step(asked.visible, view)
        if last_inside(self.drawn, view.start, view.end) != self.told:
            laid = self.arranged.layout
            found = indicator_layers(asked.dataset, view, asked.style, asked.measure, laid)
            self._say(view, found[-1].marks, self.step.a, self.step.b)
        self.ends = window_ends(view, overview_scale(asked.dataset, asked.backdrop, view))
        self.inside = inner_span(asked.dataset, asked.backdrop, view)

    def rehearse(self, asked: Asked) -> Iterator[None]:
        """Make the pixmaps of a step without taking it, a few at a time."""
        self._complete()
        step = self.moving.step(asked.visible, asked.view)
        missing = [piece for piece, _ in step.puts if piece.key not in self.pieces]
        for k, piece in enumerate(missing):
            if k % _FRESH == 0:
                yield
            self._made(piece)
        for text in (*step.texts, *step.counts):
            self._text_made(text)

    def draw(self, painter: QPainter) -> None:
        """Paint the last step."""
        step, t = self.step, self.start.style.tokens
        painter.drawPixmap(0, 0, self.ground)
        for color, x, top, bottom in step.lines:
            if x >= self.plot.x():
                painter.fillRect(QRectF(x - 0.5, top, 1.0, bottom - top), colour_of(color))
        if step.under:
            paint(painter, Layer("under", step.under), self.ratio, sprites=True)
        self._strip(painter, self.bodies, self.plot)
        painter.save()
        painter.setClipRect(self.plot, Qt.ClipOperation.IntersectClip)
        fresh, ratio, known = 0, self.ratio, self._own.get
        for piece, by in step.puts:
            pixmap = known(id(piece))
            if pixmap is None:
                pixmap = self.pieces.get(piece.key)
                if pixmap is None:
                    fresh += piece.key[0] == "label"
                    if fresh > _FRESH:
                        continue
                    pixmap = self._made(piece)
                self._own[id(piece)] = pixmap
            if ratio == 1.0:  # a hundred and more a frame: whole numbers are put down quicker
                painter.drawPixmap(round(piece.x + by), round(piece.y), pixmap)
            else:
                painter.drawPixmap(self._whole(piece.x + by, piece.y), pixmap)
        painter.restore()
        self._strip(painter, self.curve, self.row)
        for text in self.said:
            self._text(painter, text, self._by(), self.row)
        self._overview(painter)
        if step.over:
            paint_flat(painter, Layer("over", step.over))
        for text in step.texts:
            self._text(painter, text)
        painter.save()
        painter.setClipRect(QRectF(*self.arranged.layout.lanes), Qt.ClipOperation.IntersectClip)
        for text in step.counts:
            self._text(painter, text)
        painter.restore()
        painter.fillRect(
            QRectF(self.plot.x() - 1, self.plot.y(), 1, self.over.y() - self.plot.y()),
            colour_of(t.line2),
        )

    def _by(self) -> float:
        """By how much the indicator's words stand to the right of where they stood."""
        return self.step.a * self.anchor + self.step.b - self.anchor

    def _text(
        self, painter: QPainter, text: Text, by: float = 0.0, clip: QRectF | None = None
    ) -> None:
        """A text from a pixmap of its own."""
        if clip is not None and not clip.left() <= text.x + by <= clip.right():
            return
        at = self._whole(text.x + by - _PAD, text.y - _up(text))
        painter.drawPixmap(at, self._text_made(text))

    def _text_made(self, text: Text) -> QPixmap:
        key = (text.text, text.font, text.color)
        pixmap = self.pieces.get(key)
        if pixmap is None:
            wide, tall = text.width + 2 * _PAD, text.font.size * 1.8
            box = QRectF(text.x - _PAD, text.y - _up(text), wide, tall)
            pixmap = self.pieces[key] = self._pixmap((text,), box)
        return pixmap

    def _whole(self, x: float, y: float) -> QPointF:
        """The point on whole device pixels."""
        return QPointF(round(x * self.ratio) / self.ratio, round(y * self.ratio) / self.ratio)

    def _strip(self, painter: QPainter, strip: QPixmap | None, clip: QRectF) -> None:
        """A strip of three windows, shifted and stretched."""
        if strip is None:
            return
        a, b = self.step.a, self.step.b
        painter.save()
        painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
        left = a * (clip.x() - clip.width()) + b
        if abs(a - 1) * clip.width() < 0.5:
            painter.drawPixmap(self._whole(left, clip.y()), strip)
        else:
            target = QRectF(left, clip.y(), a * 3 * clip.width(), clip.height())
            painter.drawPixmap(target, strip, QRectF(strip.rect()))
        painter.restore()

    def _overview(self, painter: QPainter) -> None:
        """The bars that lie in the window, and the window in nine parts."""
        left, right = self.inside
        painter.save()
        painter.setClipRect(
            QRectF(self.plot.x(), self.over.y(), self.plot.width(), self.over.height()),
            Qt.ClipOperation.IntersectClip,
        )
        whole = QRectF(left - 0.5, self.over.y(), right - left, self.over.height())
        source = QRectF(whole.x() * self.ratio, 0, whole.width() * self.ratio, self.inner.height())
        painter.drawPixmap(whole, self.inner, source)
        cap, ratio = _CAP * self.start.view.size_factor, self.ratio
        left, right = (round(x * ratio) / ratio for x in self.ends)
        middle = max(0.0, right - left - cap)
        tall = self.patch.height()
        y, h = self.over.y(), self.over.height()
        for x, w, at, wide in (
            (left - cap / 2, cap, 0.0, cap),
            (left + cap / 2, middle, 1.4 * cap, 0.2 * cap),
            (right - cap / 2, cap, 2 * cap, cap),
        ):
            if w > 0:
                where = QRectF(at * ratio, 0, wide * ratio, tall)
                painter.drawPixmap(QRectF(x, y, w, h), self.patch, where)
        painter.restore()


def _up(text: Text) -> float:
    """Pixels above its baseline that a text's pixmap reaches."""
    return float(ceil(text.font.size * 1.3))


def _alike(one: Arranged, other: Arranged) -> bool:
    """Whether two arrangements have the same lanes in the same places."""
    if one.layout != other.layout:
        return False
    return [box.lane.id for box in one.boxes] == [box.lane.id for box in other.boxes] and all(
        a.columns is b.columns is None for a, b in zip(one.boxes, other.boxes, strict=True)
    )
