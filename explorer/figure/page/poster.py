"""A page that stands alone: title, filters, legend, map, timeline strip, sources, notes.

What does not fit goes in this order: the legend's extra forms, lines of sources, the strip, the
legend, the sources. Title, filters, notes and the boundary note stay. Type scales with the page
down to half of its size at 1920 x 1080, below which it could not be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.dataset.calendar import DAY
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import Bool, Dataset
from explorer.figure.map.arcs import spans
from explorer.figure.map.camera import Kept, as_seen, camera
from explorer.figure.map.drawing import map_figure
from explorer.figure.map.projection import world_box
from explorer.figure.opaque import opaque_layer
from explorer.figure.page import footnotes
from explorer.figure.page.compose import (
    EMPTY,
    Block,
    embed,
    paragraph,
    shortened,
    wrap,
)
from explorer.figure.page.legend import entries, legend
from explorer.figure.page.strip import timeline_strip
from explorer.figure.picture import Font, Layer, Line, Mark, Measure, Picture, Rect, Tally
from explorer.figure.style import Style
from explorer.figure.view import MapView, TimelineView
from explorer.query.clauses import Query, TimeRange
from explorer.query.engine import Result
from explorer.query.words import query_words

SECTIONS: Final = ("map", "timeline", "legend", "sources")
_HOUR: Final = 3_600
_AROUND: Final = 9  # times the doubt of the best known date, shown to both sides of lone events
_TALL: Final = 4  # lines of sources beyond which they take the whole width


@dataclass(frozen=True)
class PosterSpec:
    """``width``, ``height`` in logical pixels; ``title``: '' for the package's own;
    ``subtitle``: stands over the filters, which are always told; ``show``: of SECTIONS;
    ``today``: seconds, draws the today line; ``selected``: ids of the events picked; ``seen``: the
    map is to show what this view does, None: all places of the events."""

    width: int = 1920
    height: int = 1080
    title: str = ""
    subtitle: str = ""
    lang: Lang = "en"
    show: tuple[str, ...] = SECTIONS
    center_lon: float = 150.0
    today: int | None = None
    selected: frozenset[str] = frozenset()
    seen: MapView | None = None


@dataclass(frozen=True)
class _Plan:
    """What is shown, in how much detail."""

    extras: bool
    source_lines: int
    strip: bool
    legend: bool


def poster(
    dataset: Dataset, result: Result, spec: PosterSpec, style: Style, measure: Measure
) -> Picture:
    """The page for what ``result`` shows. Raises nothing for any size of at least 1 x 1."""
    return _Page(dataset, result, spec, style, measure).picture()


def title_of(dataset: Dataset, title: str, lang: Lang) -> str:
    """``title``, else the package's own in ``lang``."""
    package = dataset.package
    own = (package.title_zh or package.title) if lang == "zh" else package.title
    return " ".join(title.split()) or own or package.title_zh or package.name


def filter_words(dataset: Dataset, result: Result, lang: Lang) -> str:
    """The filters and what they leave, in words: "2024 · Status: planned · 12 of 84 events"."""
    shown, total = result.n_visible, len(dataset)
    said = query_words(Query(filters=result.query.filters), dataset, lang)
    if lang == "zh":
        count = f"{total:,} 个事件中的 {shown:,} 个" if said else f"全部 {total:,} 个事件"
    elif said:
        count = f"{shown:,} of {total:,} {'event' if total == 1 else 'events'}"
    else:
        count = f"All {total:,} events" if total != 1 else "1 event"
    if result.selected is not None:
        chosen = query_words(Query(selection=result.query.selection), dataset, lang)
        picked = f"{result.n_selected:,}"
        if lang == "zh":
            said.append(f"选中 {picked} 个（{'，'.join(chosen)}）")
        else:
            said.append(f"{picked} selected ({', '.join(chosen)})")
    return " · ".join([*said, count])


class _Page:
    def __init__(
        self, dataset: Dataset, result: Result, spec: PosterSpec, style: Style, measure: Measure
    ) -> None:
        self.dataset, self.result, self.spec = dataset, result, spec
        self.style, self.measure = style, measure
        self.visible: Bool = result.visible
        self.lang: Lang = spec.lang
        self.title = title_of(dataset, spec.title, spec.lang)
        self.filters = filter_words(dataset, result, spec.lang)
        entries_ = footnotes.cited(dataset, self.visible)
        self.sources = [footnotes.source_text(dataset, s, spec.lang) for s in entries_]
        self.scaled(max(0.5, min(spec.width / 1920, spec.height / 1080)))
        least = _Plan(False, 0, False, False)
        while self.head().height + self.foot(least).height > spec.height and self.unit > 1e-3:
            self.scaled(0.9 * self.unit)  # a page too small for what must stay

    def scaled(self, unit: float) -> None:
        """Let ``unit`` be the pixels for one at 1920 x 1080."""
        self.unit = unit
        self.margin = min(72 * unit, 0.06 * self.spec.width)
        self.inner = self.spec.width - 2 * self.margin

    # The page as a whole

    def picture(self) -> Picture:
        spec, t = self.spec, self.style.tokens
        head = self.head()
        plan, key, foot = self.choose(head)
        top = head.height + (key.height + 14 * self.unit if key.marks else 0.0)
        free = spec.height - top - foot.height
        map_height, strip_height = self.share(free, plan)
        foot = self.grown(plan, foot, free - map_height - strip_height)
        marks: list[Mark] = list(head.marks)
        marks += key.at(self.margin, head.height)
        marks += foot.at(self.margin, spec.height - foot.height)
        layers: list[Layer] = []
        tally = Tally(unplaced=footnotes.unplaced(self.dataset, self.visible))
        told = [self.alt()]
        if map_height > 0:
            world = self.map(spec.width, map_height)
            layers += embed(world, 0, top, "map")
            if t.ocean == t.panel:  # nothing else parts the map from the page
                for y in (top, top + map_height):
                    ends = np.array([(0.0, y), (spec.width, y)])
                    marks.append(Line(ends, t.line2, max(0.6, self.unit)))
            tally = world.tally
            told.append(world.alt)
        if strip_height > 0:
            gap = min(18 * self.unit, 0.15 * strip_height)
            strip = self.strip(self.inner, strip_height - gap)
            layers += embed(strip, self.margin, top + map_height + gap, "timeline")
            told.append(strip.alt)
        if card := self.empty(map_height, strip_height):
            over = "map.empty" if map_height > 0 else "timeline.empty"
            layers.append(Layer(over, Block(card, 0.0).at(0.0, top)))
        layers.append(Layer("page", tuple(marks)))
        if self.style.theme == "print":
            layers = [
                opaque_layer(one, t.land if one.name.startswith("map.") else t.panel)
                for one in layers
            ]
        alt = " ".join(text for text in told if text)
        return Picture(spec.width, spec.height, t.panel, tuple(layers), tally, alt)

    def alt(self) -> str:
        stop = "。" if self.lang == "zh" else "."
        return f"{self.title}{stop} {self.filters}{stop}"

    def choose(self, head: Block) -> tuple[_Plan, Block, Block]:
        """The first plan that leaves room for map or timeline."""
        need = self.least()
        plans = list(self.plans())
        for plan in plans:
            key, foot = self.legend(plan), self.foot(plan)
            taken = head.height + key.height + (14 * self.unit if key.marks else 0) + foot.height
            strip = 92 * self.unit if plan.strip and "map" in self.spec.show else 0.0
            if taken + strip + need <= self.spec.height:
                break
        return plan, key, foot

    def plans(self) -> Iterator[_Plan]:
        """From everything to the least, in the order that the module tells."""
        show = self.spec.show
        strip, key = "timeline" in show, "legend" in show
        lines = 3 if "sources" in show else 0
        yield _Plan(True, lines, strip, key)
        for shown in range(lines, min(lines, 1) - 1, -1):
            yield _Plan(False, shown, strip, key)
        fewest = min(lines, 1)
        keep = strip and "map" not in show  # the strip is the picture itself
        yield _Plan(False, fewest, keep, key)
        yield _Plan(False, fewest, keep, False)
        yield _Plan(False, 0, keep, False)

    def least(self) -> float:
        """Pixels of height that map or timeline must have."""
        if "map" in self.spec.show:
            return max(0.3 * self.spec.height, 60 * self.unit)
        return 0.2 * self.spec.height if "timeline" in self.spec.show else 0.0

    def share(self, free: float, plan: _Plan) -> tuple[float, float]:
        """Heights of map and strip; a page taller than the map can use leaves some over."""
        free = max(0.0, free)
        if "map" not in self.spec.show:
            return 0.0, free if plan.strip else 0.0
        strip = 0.0
        if plan.strip:
            room = min(0.26 * free, (110 + 5 * self.result.n_visible) * self.unit)
            strip = min(max(92 * self.unit, room), 190 * self.unit)
        widest = max(self.tallest(), self.least())
        over = max(0.0, free - strip - widest)
        if not plan.strip:
            return free - (over if plan.source_lines else 0.0), 0.0
        rows = min(0.6 * over, max(0.0, (90 + 14 * self.result.n_visible) * self.unit - strip))
        spare = 0.4 * over if plan.source_lines else 0.0
        return free - strip - rows - spare, strip + rows

    def tallest(self) -> float:
        """Pixels of height beyond which the map would only show more of nothing."""
        width, (_, bottom, _, top) = self.spec.width, world_box()
        world = (top - bottom) * self.camera(width, 0.56 * width).scale + 24 * self.unit
        return min(0.56 * width, world)

    def grown(self, plan: _Plan, foot: Block, spare: float) -> Block:
        """The footer with as many more lines of sources as ``spare`` pixels hold."""
        more = int(spare / (22 * self.unit)) if plan.source_lines else 0
        if plan.source_lines + more > _TALL:
            more -= 1  # the notes at the right then take a line of their own
        # Whole entries alone may have left some of the plan's lines free: they are no room gained.
        for lines in range(plan.source_lines + more, plan.source_lines, -1):
            grown = self.foot(replace(plan, source_lines=lines))
            if grown.height <= foot.height + spare:
                return grown
        return foot

    # Its parts

    def lines(
        self, text: str, font: Font, width: float, most: int, smallest: float
    ) -> tuple[list[str], Font]:
        """``text`` in at most ``most`` lines, smaller where it must be, down to ``smallest``
        pixels; what is still too long then ends in an ellipsis."""
        size = font.size
        while True:
            at = replace(font, size=size)
            found = wrap(text, at, width, self.measure)
            if len(found) <= most or size <= smallest:
                break
            size = max(smallest, size * 0.94)
        if len(found) > most:
            rest = " ".join(found[most - 1 :])
            found = [*found[: most - 1], shortened(rest + "…", at, width, self.measure)]
        return found, at

    def head(self) -> Block:
        """Accent tab, title, subtitle, filters."""
        u, t, spec = self.unit, self.style.tokens, self.spec
        tab = min(12 * u, 0.02 * spec.height)
        marks: list[Mark] = [Rect(self.margin, 0, 76 * u, tab, fill=t.accent)]
        y = tab + 20 * u
        big = Font(50 * u, 700)
        single = replace(big, size=43 * u)
        if (
            self.measure.width(self.title, big)
            > self.inner
            >= self.measure.width(self.title, single)
        ):  # a little smaller is better than a second line
            big = replace(big, size=big.size * self.inner / self.measure.width(self.title, big))
        lines, font = self.lines(self.title, big, self.inner, 2, 20 * u)
        block = paragraph(lines, font, 1.18 * font.size, t.text, self.measure, "title")
        marks += block.at(self.margin, y)
        y += block.height + 3 * u
        if spec.subtitle.strip():
            lines, font = self.lines(spec.subtitle, Font(25 * u), self.inner, 2, 18 * u)
            block = paragraph(lines, font, 1.4 * font.size, t.text2, self.measure, "subtitle")
            marks += block.at(self.margin, y)
            y += block.height
        size = 18 * u if spec.subtitle.strip() else 25 * u
        most = max(2, int(0.25 * spec.height / (18 * u)))
        lines, font = self.lines(self.filters, Font(size), self.inner, 2, 16 * u)
        if len(lines) == 2 and lines[-1].endswith("…"):
            lines, font = self.lines(self.filters, Font(size), self.inner, most, 16 * u)
        block = paragraph(lines, font, 1.4 * font.size, t.text2, self.measure, "filters")
        marks += block.at(self.margin, y)
        return Block(tuple(marks), y + block.height + 10 * u)

    def legend(self, plan: _Plan) -> Block:
        if not plan.legend:
            return EMPTY
        with_map = "map" in self.spec.show
        shown = entries(self.dataset, self.visible, self.style, self.lang, with_map=with_map)
        if not plan.extras:
            shown = [entry for entry in shown if not entry.extra]
        return legend(shown, 20 * self.unit, self.inner, self.style, self.measure)

    def foot(self, plan: _Plan) -> Block:
        """Sources and notes on the left, boundary note and maker on the right, or all in one
        column where the page is narrow."""
        u, t = self.unit, self.style.tokens
        font, leading, zh = Font(16 * u), 22 * u, self.lang == "zh"
        edge = [footnotes.made_with(self.dataset, self.lang)]
        if "map" in self.spec.show:
            edge.insert(0, footnotes.BOUNDARIES[zh])
        widths = [self.measure.width(line, font) for line in edge]
        if max(widths) > 0.45 * self.inner or plan.source_lines > _TALL:
            left = self.foot_lines(plan, font, self.inner)
            if len(edge) == 2 and sum(widths) + 2 * leading <= self.inner:
                edge = [edge[1]]
                left.append(footnotes.BOUNDARIES[zh])
            else:
                left += [
                    line for note in edge for line in wrap(note, font, self.inner, self.measure)
                ]
                edge = []
            first = len(left) - 1
        else:
            left = self.foot_lines(plan, font, self.inner - max(widths) - 40 * u)
            first = 0
        color, m = t.text2, self.measure
        block = paragraph(left, font, leading, color, m, "note")
        right = paragraph(edge, font, leading, color, m, "note", right=self.inner)
        rows = max(len(left), first + len(edge))
        marks = (*block.marks, *right.at(0.0, first * leading))
        return self.framed(marks, rows * leading)

    def framed(self, marks: tuple[Mark, ...], height: float) -> Block:
        """The footer with the room above and below it."""
        above, below = 14 * self.unit, 22 * self.unit
        return Block(Block(marks, 0.0).at(0.0, above), above + height + below)

    def foot_lines(self, plan: _Plan, font: Font, width: float) -> list[str]:
        dataset, lang, measure = self.dataset, self.lang, self.measure
        found = footnotes.source_lines(self.sources, font, width, plan.source_lines, lang, measure)
        short = footnotes.notes(dataset, self.visible, lang, self.spec.show)
        quarrel = footnotes.dispute_lines(dataset, self.visible, font, width, lang, measure)
        gap = "" if lang == "zh" else " "
        rest = gap.join(short)
        if rest and quarrel:  # a shorter list of disputes may leave them one line
            beside = width - measure.width(gap + rest, font)
            tight = footnotes.dispute_lines(dataset, self.visible, font, beside, lang, measure)
            if len(tight) == 1 and measure.width(tight[0], font) <= beside:
                return [*found, tight[0] + gap + rest]
        return [*found, *quarrel, *(wrap(rest, font, width, measure) if rest else [])]

    def map(self, width: float, height: float) -> Picture:
        view, selected = self.camera(width, height), self.result.selected
        return map_figure(self.dataset, self.visible, view, self.style, self.measure, selected)

    def camera(self, width: float, height: float) -> MapView:
        """What the page was asked to show, else the whole world where the sites need it, else as
        near as they and their arcs allow."""
        sites, u = self.dataset.sites, self.unit
        shown = self.visible[sites.event] & np.isfinite(sites.draw_lon)
        places = np.column_stack([sites.draw_lon[shown], sites.draw_lat[shown]])
        kept = (
            Kept(places, min(110 * u, 0.14 * width), min(48 * u, 0.14 * height)),
            # Clusters stand a little off the sites, and the arcs to them as well.
            Kept(spans(self.dataset, self.visible), 10 * u, min(24 * u, 0.07 * height)),
        )
        return replace(
            as_seen(seen, width, height)
            if (seen := self.spec.seen) is not None
            else camera(kept, width, height, self.spec.center_lon),
            lang=self.lang,
            selected=self.spec.selected,
            size_factor=20 / 12 * u,
            slide=True,
            obstacles=tuple(
                (card.x, card.y, card.w, card.h)
                for card in self.empty(height, 0.0)
                if isinstance(card, Rect)
            ),
        )

    def empty(self, map_height: float, strip_height: float) -> tuple[Mark, ...]:
        """A card in the middle of the map (or else the strip), from its top, that says that
        nothing fits; () when something does, or where the card has no room."""
        if self.result.n_visible:
            return ()
        u, t, words = self.unit, self.style.tokens, footnotes.NOTHING[self.lang == "zh"][:-1]
        font = Font(27 * u, 600)
        text = self.measure.width(words, font)
        wide, tall = text + 72 * u, 76 * u
        height = map_height or strip_height - 36 * u
        if wide > self.inner or tall + 24 * u > height:
            return ()
        left, top = (self.spec.width - wide) / 2, (height - tall) / 2
        block = paragraph([words], font, tall, t.text, self.measure, "empty")
        card = Rect(left, top, wide, tall, t.panel, t.line2, max(1.0, u), 12 * u)
        return (card, *block.at(left + 36 * u, top))

    def strip(self, width: float, height: float) -> Picture:
        start, end = self.extent()
        view = TimelineView(
            width=width,
            height=height,
            start=start,
            end=end,
            lang=self.lang,
            selected=self.spec.selected,
            today=self.spec.today,
            size_factor=20 / 12 * self.unit,
        )
        chosen = self.result.selected
        return timeline_strip(self.dataset, self.visible, view, self.style, self.measure, chosen)

    def extent(self) -> tuple[int, int]:
        """The filter's time range where it has both ends, else that of the visible events with
        a little room, in seconds."""
        for clause in self.result.query.filters:
            if isinstance(clause, TimeRange) and MIN < clause.start < clause.end < MAX:
                return clause.start, clause.end
        events = self.dataset.events
        shown = self.visible & events.dated
        shown = shown if shown.any() else events.dated
        if not shown.any():
            return 0, 365 * DAY
        bounds = [events.start_lo[shown], events.start_hi[shown]]
        bounds += [events.end_lo[shown], events.end_hi[shown]]
        every = np.concatenate(bounds)
        every = every[(every > MIN) & (every < MAX)]
        if not every.size:
            return 0, 365 * DAY
        first, last = int(every.min()), int(every.max())
        # No closer than the dates are known: a day among the weeks around it, and not among hours.
        finest = int((events.start_hi[shown] - events.start_lo[shown]).min())
        room = max((last - first) // 40, _AROUND * min(finest, last - first), _HOUR)
        return max(MIN + 1, first - room), min(MAX - 1, last + room)
