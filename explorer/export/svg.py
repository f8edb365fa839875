"""SVG files written straight from a Picture: texts stay texts, lines stay lines.

Text halos use ``paint-order`` (SVG 2, section 13.9), so that no text stands in the file twice.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from math import cos, radians, sin
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from explorer.export.meta import SOFTWARE, Meta
from explorer.export.png import encode
from explorer.export.svgfonts import FAMILY, font_faces
from explorer.figure.picture import (
    F64,
    Area,
    Circle,
    Fade,
    Glow,
    Hexes,
    Layer,
    Line,
    Mark,
    Picture,
    Raster,
    Rect,
    Sector,
    Symbol,
    Text,
)
from explorer.figure.shapes import hexagons
from explorer.paint import geometry
from explorer.paint.fonts import clean

_NAMESPACES: Final = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_RDF: Final = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def svg(picture: Picture, meta: Meta) -> bytes:
    """``picture`` as a UTF-8 SVG file of its logical size, fonts embedded."""
    return _Writer(picture, meta).document().encode()


def number(value: float) -> str:
    """At most two decimals, no trailing zeros, no minus zero, never ``nan``."""
    if not -1e7 < value < 1e7:  # nan fails both
        value = 0.0 if value != value else max(-1e7, min(1e7, value))
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def ring_path(points: F64, close: bool) -> str:
    """Path data of one polyline; points that round to the same place are written once."""
    parts: list[str] = []
    last = ""
    for x, y in points.tolist():
        pair = f"{number(x)} {number(y)}"
        if pair != last:
            parts.append(("L" if parts else "M") + pair)
            last = pair
    if len(parts) == 1:
        parts.append("h0")
    return "".join(parts) + ("Z" if close and parts else "")


def _attributes(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f" {key}={quoteattr(clean(value))}" for key, value in pairs if value)


def _paint(
    fill: str, stroke: str, width: float, dash: tuple[float, ...], opacity: float
) -> list[tuple[str, str]]:
    """Attributes of fill and stroke."""
    found = [("fill", fill or "none")]
    if stroke and width > 0:
        found += [("stroke", stroke), ("stroke-width", number(width))]
        found += [("stroke-linejoin", "round")]
        if dash:
            found.append(("stroke-dasharray", " ".join(map(number, dash))))
    if opacity < 1:
        found.append(("opacity", number(opacity)))
    return found


class _Writer:
    """One document being written."""

    def __init__(self, picture: Picture, meta: Meta) -> None:
        self.picture = picture
        self.meta = meta
        self.defs: dict[str, str] = {}  # definition with @ for its id, to id

    def define(self, kind: str, text: str) -> str:
        """The id of a definition, the same for equal ones."""
        return self.defs.setdefault(text, f"{kind}{len(self.defs) + 1}")

    def document(self) -> str:
        picture = self.picture
        width, height = number(picture.width), number(picture.height)
        body = "".join(self.layer(layer) for layer in picture.layers)
        ground = self.rect(Rect(0, 0, picture.width, picture.height, fill=picture.background))
        texts = [m for layer in picture.layers for m in layer.marks if isinstance(m, Text)]
        style = f"text{{font-family:{FAMILY};white-space:pre}}"
        defs = "".join(text.replace("@", key, 1) for text, key in self.defs.items())
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<svg {_NAMESPACES} version="1.1" '
            f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
            f'xml:lang="{self.meta.lang}" role="img" text-rendering="geometricPrecision">'
            f"{self.head()}<defs><style>{font_faces(texts)}{style}</style>{defs}</defs>"
            f"{ground if picture.background else ''}{body}</svg>\n"
        )

    def head(self) -> str:
        meta = self.meta
        told = [self.picture.alt, meta.filters]
        pairs = (
            ("dc:title", meta.title),
            ("dc:creator", SOFTWARE),
            ("dc:date", meta.created),
            ("dc:identifier", meta.fingerprint and f"chuhai:fingerprint={meta.fingerprint}"),
            ("dc:description", meta.filters and f"chuhai:filters={meta.filters}"),
            ("dc:source", meta.command and f"chuhai:command={meta.command}"),
            ("dc:language", meta.lang),
        )
        facts = "".join(f"<{key}>{escape(clean(text))}</{key}>" for key, text in pairs if text)
        desc = escape(clean("\n".join(text for text in told if text)))
        return (
            f"<title>{escape(clean(meta.title or SOFTWARE))}</title><desc>{desc}</desc>"
            f'<metadata><rdf:RDF {_RDF}><rdf:Description rdf:about="">{facts}'
            "</rdf:Description></rdf:RDF></metadata>"
        )

    def layer(self, layer: Layer) -> str:
        clip = ""
        if layer.clip is not None:
            x, y, w, h = map(number, layer.clip)
            box = f'<rect x="{x}" y="{y}" width="{w}" height="{h}"/>'
            key = self.define("clip", f'<clipPath id="@">{box}</clipPath>')
            clip = f' clip-path="url(#{key})"'
        marks = "\n".join(self.mark(mark) for mark in layer.marks)
        return f"<g data-layer={quoteattr(clean(layer.name))}{clip}>\n{marks}\n</g>\n"

    def mark(self, mark: Mark) -> str:
        match mark:
            case Text():
                return self.text(mark)
            case Area():
                return self.area(mark)
            case Line():
                return self.line(mark)
            case Symbol():
                return self.symbol(mark)
            case Rect():
                return self.rect(mark)
            case Circle():
                paint = _paint(mark.fill, mark.stroke, mark.width, (), mark.opacity)
                return self.circle(mark.x, mark.y, mark.radius, [*paint, ("data-ref", mark.ref)])
            case Sector():
                return self.sector(mark)
            case Fade():
                return self.fade(mark)
            case Glow():
                return self.glow(mark)
            case Raster():
                return self.raster(mark)
            case Hexes():
                return self.hexes(mark)

    def circle(self, x: float, y: float, radius: float, paint: list[tuple[str, str]]) -> str:
        place = (("cx", number(x)), ("cy", number(y)), ("r", number(radius)))
        return f"<circle{_attributes((*place, *paint))}/>"

    def text(self, mark: Text) -> str:
        words, font = clean(mark.text), mark.font
        if not words.strip():
            return ""
        found = [("x", number(mark.x)), ("y", number(mark.y))]
        found += [("font-size", number(font.size)), ("font-weight", str(font.weight))]
        found += [("font-style", "italic" if font.italic else "")]
        found += [("letter-spacing", number(font.tracking) if font.tracking else "")]
        if mark.width > 0:
            found += [("textLength", number(mark.width)), ("lengthAdjust", "spacingAndGlyphs")]
        found += [("fill", mark.color)]
        if mark.halo and mark.halo_width > 0:
            found += [("stroke", mark.halo), ("stroke-width", number(mark.halo_width))]
            found += [("stroke-linejoin", "round"), ("paint-order", "stroke")]
        found += [("opacity", number(mark.opacity) if mark.opacity < 1 else "")]
        found += [("data-ref", mark.ref)]
        return f'<text xml:space="preserve"{_attributes(found)}>{escape(words)}</text>'

    def area(self, mark: Area) -> str:
        path = "".join(ring_path(ring, True) for ring in mark.rings if len(ring) > 1)
        if not path:
            return ""
        paint = _paint(mark.fill, mark.stroke, mark.width, mark.dash, mark.opacity)
        pairs = [("d", path), ("fill-rule", "evenodd"), *paint, ("data-ref", mark.ref)]
        return f"<path{_attributes(pairs)}/>"

    def line(self, mark: Line) -> str:
        if len(mark.points) < 2:
            return ""
        path = [("d", ring_path(mark.points, False))]
        paint = _paint("", mark.color, mark.width, mark.dash, mark.opacity)
        drawn = f"<path{_attributes([*path, *paint, ('data-ref', mark.ref)])}/>"
        if mark.casing and mark.casing_width > 0:
            paint = _paint("", mark.casing, mark.casing_width, (), mark.opacity)
            return f"<path{_attributes(path + paint)}/>{drawn}"
        return drawn

    def rect(self, mark: Rect) -> str:
        place = [("x", number(mark.x)), ("y", number(mark.y))]
        place += [("width", number(max(0.0, mark.w))), ("height", number(max(0.0, mark.h)))]
        radius = min(mark.radius, mark.w / 2, mark.h / 2)
        if radius > 0:
            place.append(("rx", number(radius)))
        paint = _paint(mark.fill, mark.stroke, mark.width, mark.dash, mark.opacity)
        return f"<rect{_attributes([*place, *paint, ('data-ref', mark.ref)])}/>"

    def symbol(self, mark: Symbol) -> str:
        path = [("d", ring_path(geometry.symbol_ring(mark), True))]
        drawn = ""
        if mark.halo and mark.halo_width > 0:
            wide = mark.edge_width + 2 * mark.halo_width
            halo = _paint(mark.halo, mark.halo, wide, (), mark.opacity)
            drawn = f"<path{_attributes(path + halo)}/>"
        paint = _paint(mark.fill, mark.edge, mark.edge_width, mark.dash, mark.opacity)
        drawn += f"<path{_attributes([*path, *paint, ('data-ref', mark.ref)])}/>"
        if mark.strike:
            x1, y1, x2, y2 = map(number, geometry.strike_ends(mark))
            for color, width in geometry.strike_pens(mark):
                paint = _paint("", color, width, (), mark.opacity)
                drawn += f"<path{_attributes([('d', f'M{x1} {y1}L{x2} {y2}'), *paint])}/>"
        return drawn

    def sector(self, mark: Sector) -> str:
        def at(radius: float, degrees: float) -> str:
            angle = radians(degrees - 90.0)
            x, y = mark.x + radius * cos(angle), mark.y + radius * sin(angle)
            return f"{number(x)} {number(y)}"

        start, sweep = mark.start, min(mark.sweep, 360.0)
        inner, outer = mark.radius, mark.radius + mark.width
        i, o = number(inner), number(outer)
        # In two halves: an arc whose ends meet is not drawn.
        middle, end = start + sweep / 2, start + sweep
        path = (
            f"M{at(outer, start)}A{o} {o} 0 0 1 {at(outer, middle)}"
            f"A{o} {o} 0 0 1 {at(outer, end)}L{at(inner, end)}"
            f"A{i} {i} 0 0 0 {at(inner, middle)}A{i} {i} 0 0 0 {at(inner, start)}Z"
        )
        pairs = [("d", path), *_paint(mark.fill, "", 0.0, (), mark.opacity)]
        return f"<path{_attributes([*pairs, ('data-ref', mark.ref)])}/>"

    def fade(self, mark: Fade) -> str:
        stops = "".join(
            f'<stop offset="{number(at)}" stop-color="{mark.color}" '
            f'stop-opacity="{number(opacity)}"/>'
            for at, opacity in mark.stops
        )
        key = self.define("fade", f'<linearGradient id="@">{stops}</linearGradient>')
        box = Rect(mark.x, mark.y, mark.w, mark.h, fill=f"url(#{key})", ref=mark.ref)
        return self.rect(box) if mark.w > 0 else ""

    def glow(self, mark: Glow) -> str:
        stops = "".join(
            f'<stop offset="{number(at)}" stop-color="{mark.color}" '
            f'stop-opacity="{number(share * mark.opacity)}"/>'
            for at, share in geometry.GLOW_STOPS
        )
        key = self.define("glow", f'<radialGradient id="@">{stops}</radialGradient>')
        pairs = [("cx", number(mark.x)), ("cy", number(mark.y)), ("rx", number(mark.rx))]
        pairs += [("ry", number(mark.ry)), ("fill", f"url(#{key})"), ("data-ref", mark.ref)]
        return f"<ellipse{_attributes(pairs)}/>"

    def hexes(self, mark: Hexes) -> str:
        drawn = []
        for shade in np.unique(mark.shades[mark.shades >= 0]).tolist():
            rings = hexagons(mark.centers[mark.shades == shade], mark.radius)
            path = "".join(ring_path(ring, True) for ring in rings)
            drawn.append(f"<path{_attributes([('d', path), ('fill', mark.colors[shade])])}/>")
        return "\n".join(drawn)

    def raster(self, mark: Raster) -> str:
        if not mark.pixels.size:
            return ""
        data = b64encode(encode(mark.pixels)).decode()
        pairs = [("x", number(mark.x)), ("y", number(mark.y)), ("width", number(mark.w))]
        pairs += [("height", number(mark.h)), ("preserveAspectRatio", "none")]
        if not mark.smooth:  # the old word for librsvg, the new one for browsers
            pairs += [("image-rendering", "optimizeSpeed"), ("style", "image-rendering:pixelated")]
        pairs += [("xlink:href", f"data:image/png;base64,{data}"), ("data-ref", mark.ref)]
        return f"<image{_attributes(pairs)}/>"
