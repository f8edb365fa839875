"""The map figure: everything in view drawn or counted, nothing over anything, dimmed not hidden."""

from __future__ import annotations

from dataclasses import replace
from math import hypot
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from map_samples import HANGZHOU, NAMES, SHENZHEN, FakeMeasure, Sample, Spot, mask, sample_dataset

from explorer.dataset.model import Bool, Dataset, Region
from explorer.figure.hit import events_of, sites_of
from explorer.figure.map.arcs import Route, full_lines
from explorer.figure.map.basemap import load_basemap
from explorer.figure.map.camera import first_view
from explorer.figure.map.drawing import map_figure, map_live, map_static
from explorer.figure.map.marks import DIM_LABEL, DIM_MARK, DISC_FILL
from explorer.figure.map.projection import X_MAX, fit, home_view, lonlat_to_px, panned, px_to_lonlat
from explorer.figure.picture import (
    Area,
    Circle,
    Glow,
    Line,
    Mark,
    Picture,
    Rect,
    Sector,
    Symbol,
    Text,
)
from explorer.figure.style import load_style
from explorer.figure.view import MapView

LIGHT, DARK = load_style("light"), load_style("dark")
MEASURE = FakeMeasure()
HOME = home_view(984, 446)
NORTH_AFRICA = Region(
    "na", "North Africa", "北非", "", (np.array([(-12.0, 20.0), (34, 20), (34, 36), (-12, 36)]),),
    11.0, 28.0,
)  # fmt: skip


def _draw(
    data: Dataset, view: MapView = HOME, selected: Bool | None = None, **change: Any
) -> Picture:
    visible = np.ones(len(data), bool)
    return map_figure(data, visible, replace(view, **change), LIGHT, MEASURE, selected)


def _marks(picture: Picture, kind: type, ref: str = "") -> list[Any]:
    found = [mark for layer in picture.layers for mark in layer.marks if isinstance(mark, kind)]
    return [mark for mark in found if not ref or mark.ref == ref]


def _box(text: Text) -> tuple[float, float, float, float]:
    up, down = MEASURE.ascent(text.font), MEASURE.descent(text.font)
    return text.x, text.y - up, text.x + text.width, text.y + down


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    slack = 1e-6
    across = a[0] < b[2] - slack and b[0] < a[2] - slack
    return across and a[1] < b[3] - slack and b[1] < a[3] - slack


def _gap(box: tuple[float, ...], x: float, y: float) -> float:
    """From a point to the nearest point of a box."""
    return hypot(max(box[0] - x, 0, x - box[2]), max(box[1] - y, 0, y - box[3]))


SPOT = st.builds(
    Spot,
    place=st.sampled_from(["Jakarta", "Kuala Lumpur", "São Paulo", "Al Khobar", "迪拜", "X"]),
    country=st.sampled_from(["CN", "ID", "MX", "FR", "", "EU", "SG"]),
    lon=st.one_of(st.floats(-180, 180), st.floats(95, 125), st.just(float("nan"))),
    lat=st.one_of(st.floats(-55, 75), st.floats(-10, 40)),
    precision=st.sampled_from(["city", "exact", "country", "region", ""]),
    status=st.sampled_from(["operating", "planned", "closed", "unknown"]),
    role=st.sampled_from(["site", "seat"]),
)
SAMPLE = st.builds(
    Sample,
    sites=st.lists(SPOT, max_size=4),
    category=st.sampled_from(NAMES),
    organization=st.integers(-1, 1),
    confidence=st.sampled_from(["low", "medium", "high"]),
    title=st.sampled_from(["A launch", "A plan for eight countries"]),
)
SAMPLES = st.lists(SAMPLE, max_size=25)
VIEWS = st.sampled_from(
    [
        HOME,
        home_view(420, 260),
        replace(home_view(1920, 640), size_factor=20 / 12),
        fit([95.0, 140.0], [28.0, -12.0], 984, 446),
        fit([106.8], [-6.2], 700, 400, closest=9000.0),
    ]
)


NUMBERS = st.lists(st.integers(0, 30), max_size=4)


def _holds(outer: tuple[float, ...], inner: tuple[float, ...]) -> bool:
    return all(a <= b for a, b in zip(outer[:2], inner[:2], strict=True)) and all(
        a >= b for a, b in zip(outer[2:], inner[2:], strict=True)
    )


def _ids(numbers: list[int]) -> list[str]:
    """The events of these numbers; the highest are no event's."""
    return [f"e{number}" for number in numbers]


@settings(max_examples=60, deadline=None)
@given(SAMPLES, VIEWS, st.sampled_from(["en", "zh"]), NUMBERS, NUMBERS, st.none() | NUMBERS)
def test_that_texts_overlap_nothing_and_stay_inside(
    samples: list[Sample],
    view: MapView,
    lang: Any,
    picked: list[int],
    hover: list[int],
    brush: list[int] | None,
) -> None:
    data = sample_dataset(samples)
    obstacles = ((12.0, 10.0, 196.0, 38.0), (view.width - 200, view.height - 44, 184.0, 34.0))
    view = replace(
        view,
        lang=lang,
        obstacles=obstacles,
        selected=frozenset(_ids(picked)),
        hover=_ids([*hover, 99])[0],
        detail="110m",
    )
    selected = None if brush is None else mask(data, _ids(brush))
    picture = _draw(data, view, selected)
    texts = _marks(picture, Text)
    names = [text for text in texts if text.role != "count"]
    for text in texts:
        left, top, right, bottom = _box(text)
        assert left >= 0
        assert top >= 0
        assert right <= view.width
        assert bottom <= view.height
    plates = [(r.ref, (r.x, r.y, r.x + r.w, r.y + r.h)) for r in _marks(picture, Rect)]
    covers = {
        id(text)
        for text in names
        if any(ref == text.ref and _holds(plate, _box(text)) for ref, plate in plates)
    }
    for i, text in enumerate(names):
        for other in names[:i]:  # what found no room stands on a plate, over what others say
            if (id(text) in covers) == (id(other) in covers):
                assert not _overlap(_box(text), _box(other))
        for x, y, w, h in obstacles:
            assert not _overlap(_box(text), (x, y, x + w, y + h))
        for mark in _marks(picture, Symbol):
            if mark.radius <= 6.0 * view.size_factor * 1.15:  # the hovered one is larger
                assert _gap(_box(text), mark.x, mark.y) >= mark.radius
        for body in _marks(picture, Circle):
            if body.ref.startswith("sites:") and body.fill == LIGHT.tokens.panel:
                assert _gap(_box(text), body.x, body.y) >= body.radius - 0.01


@settings(max_examples=60, deadline=None)
@given(SAMPLES, VIEWS, st.lists(st.booleans(), min_size=25, max_size=25))
def test_that_every_visible_event_is_drawn_or_counted_once(
    samples: list[Sample], view: MapView, flags: list[bool]
) -> None:
    data = sample_dataset(samples)
    visible = np.array(flags[: len(data)], bool)
    picture = map_figure(data, visible, replace(view, detail="110m"), LIGHT, MEASURE)
    tally = picture.tally
    assert tally.drawn + tally.outside + tally.unplaced == int(visible.sum())
    shown: set[str] = set()
    for mark in picture.layer("marks").marks:
        if not isinstance(mark, Symbol | Circle):
            continue
        if 0 <= mark.x <= view.width and 0 <= mark.y <= view.height:
            shown.update(events_of(mark.ref, data))
    assert len(shown) == tally.drawn
    assert shown <= {data.events.id[i] for i in np.flatnonzero(visible)}


def test_that_events_without_a_place_or_beyond_the_edge_are_told_apart() -> None:
    data = sample_dataset(
        [
            Sample([Spot("Jakarta", "ID", 106.8, -6.2)]),
            Sample([Spot("Mexico City", "MX", -99.1, 19.4)]),
            Sample([]),
            Sample([Spot(precision="")]),
        ]
    )
    tally = _draw(data, fit([106.8], [-6.2], 600, 400)).tally
    assert (tally.drawn, tally.outside, tally.unplaced) == (1, 1, 2)
    alt = _draw(data).alt
    assert alt == "World map of 2 events at 2 places; 2 with no place."


def test_that_a_brush_dims_the_rest_and_hides_nothing() -> None:
    data = sample_dataset(
        [
            Sample([Spot("Jakarta", "ID", 106.8, -6.2, id="j")], id="in", organization=0),
            Sample([Spot("Mexico City", "MX", -99.1, 19.4, id="m")], id="out", organization=0),
        ]
    )
    whole = _draw(data)
    brushed = _draw(data, selected=mask(data, ["in"]))
    assert {s.ref for s in _marks(whole, Symbol)} == {s.ref for s in _marks(brushed, Symbol)}
    (inside,), (outside,) = (_marks(brushed, Symbol, ref) for ref in ("site:j", "site:m"))
    assert inside.opacity == 1.0
    assert outside.opacity == DIM_MARK
    labels = {t.text: t.opacity for t in _marks(brushed, Text) if t.role == "label"}
    assert labels["Jakarta"] == 1.0
    assert labels["Mexico City"] == DIM_LABEL
    opacities = {
        (layer, line.ref): line.opacity
        for layer in ("arcs", "arcs-over")
        for line in brushed.layer(layer).marks
        if isinstance(line, Line)
    }
    assert opacities["arcs", "event:out"] == 0.18
    assert opacities["arcs-over", "event:in"] == 1.0


def test_that_a_cluster_counts_what_is_brushed() -> None:
    data = sample_dataset([Sample([Spot("Jakarta", "ID", 106.8, -6.2)], n) for n in NAMES[:4]])
    (count,) = (t for t in _marks(_draw(data), Text) if t.role == "count")
    assert count.text == "4"
    assert events_of(count.ref, data) == ("e0", "e1", "e2", "e3")
    assert len(sites_of(count.ref, data)) == 4
    picture = _draw(data, selected=mask(data, ["e1"]))
    (count,) = (t for t in _marks(picture, Text) if t.role == "count")
    assert count.text == "1"  # no room for the whole in a type that can be read
    assert count.font.size >= 11
    data = sample_dataset([Sample([Spot("Jakarta", "ID", 106.8, -6.2)], n) for n in NAMES[:8]])
    picture = _draw(data, selected=mask(data, ["e1", "e2", "e3"]))
    (count,) = (t for t in _marks(picture, Text) if t.role == "count")
    assert count.text == "3/7"
    assert count.font.size >= 11


def test_that_status_and_confidence_show_in_the_mark() -> None:
    places = [("a", "operating"), ("b", "planned"), ("c", "closed")]
    data = sample_dataset(
        [
            Sample([Spot("P", "", -60.0 + 40 * i, -20, id=key, status=status)])
            for i, (key, status) in enumerate(places)
        ]
        + [Sample([Spot("P", "", 100, -30, id="d")], confidence="low")]
    )
    picture = _draw(data, fit([-60, 100], [-20, -30], 984, 446, center_lon=0.0))
    a, b, c, d = (_marks(picture, Symbol, f"site:{key}")[0] for key in "abcd")
    look = LIGHT.category("data_center")
    assert (a.fill, a.strike, a.dash) == (look.fill, False, ())
    assert (b.fill, b.edge) == (LIGHT.tokens.land, look.line)
    assert c.strike
    assert d.dash
    assert d.fill != look.fill


def test_that_country_and_region_places_never_look_like_points() -> None:
    data = sample_dataset(
        [
            Sample([Spot("", "BR", precision="country", id="br")]),
            Sample([Spot("North Africa", "", precision="region", region=0, id="na")]),
        ],
        regions=[NORTH_AFRICA],
    )
    picture = _draw(data, center_lon=0.0)
    disc = _marks(picture, Circle, "site:br")[0]
    assert (disc.radius, disc.opacity) == (15.0, 0.18)
    assert any(isinstance(mark, Area) for mark in picture.layer("shade").marks)
    (glow,) = _marks(picture, Glow)
    assert glow.rx > glow.ry > 10
    words = [text.text for text in _marks(picture, Text) if text.ref == "site:na"]
    assert words == ["North Africa", "region known"]


def test_that_what_is_picked_is_ringed_shaded_and_reached_by_a_full_arc() -> None:
    data = sample_dataset(
        [
            Sample([Spot("Mexico City", "MX", -99.1, 19.4, id="m")], organization=0, id="mexico"),
            Sample(
                [Spot("Jakarta", "ID", 106.8, -6.2, status="planned")], organization=0, id="other"
            ),
        ]
    )
    picture = _draw(data, selected=None)
    assert not picture.layer("shade-live").marks
    picture = map_figure(
        data, np.ones(2, bool), replace(HOME, selected=frozenset({"mexico"})), LIGHT, MEASURE
    )
    rings = [c for c in _marks(picture, Circle, "site:m") if c.stroke == LIGHT.tokens.accent]
    assert [ring.width for ring in rings] == [1.8]
    assert picture.layer("shade-live").marks
    arc, chevron = (m for m in picture.layer("arcs-live").marks if isinstance(m, Line))
    assert (arc.width, bool(arc.casing), len(chevron.points)) == (2.1, True, 3)
    plain = [m for m in picture.layer("arcs").marks if isinstance(m, Line)]
    assert {(m.width, m.opacity, m.dash) for m in plain} == {(1.0, 0.66, (4.0, 3.0))}


def test_that_on_a_slide_a_few_firm_arcs_have_chevrons() -> None:
    rows = [
        Sample([Spot("Mexico City", "MX", -99.1, 19.4)], organization=0),
        Sample([Spot("Jakarta", "ID", 106.8, -6.2, status="planned")], organization=0),
    ]
    slide = replace(HOME, slide=True)
    picture = _draw(sample_dataset(rows), slide)
    lines = picture.layer("arcs").marks + picture.layer("arcs-over").marks
    widths = sorted((m.width, m.dash) for m in lines if isinstance(m, Line))
    assert widths == [(1.0, (4.0, 3.0)), (2.1, ()), (2.1, ())]  # the last is the chevron
    towns = [(8.0 * k - 100, 20.0 + 3 * (k % 9)) for k in range(40)]
    many = [Sample([Spot(f"T{k}", "", *at)], organization=0) for k, at in enumerate(towns)]
    picture = _draw(sample_dataset(many), slide)
    lines = picture.layer("arcs").marks + picture.layer("arcs-over").marks
    assert {m.width for m in lines if isinstance(m, Line)} == {1.0}


def test_that_names_of_the_map_keep_clear_of_arcs() -> None:
    rows = [Sample([Spot("Jakarta", "ID", 106.8, -6.2)], organization=0)]
    for y in (HOME.y, 0.2):
        picture = _draw(sample_dataset(rows), replace(HOME, y=y, slide=True))
        lines = [m.points for m in picture.layer("arcs").marks if isinstance(m, Line)]
        for text in picture.layer("names").marks:
            assert isinstance(text, Text)
            left, top, right, bottom = _box(text)
            for points in lines:
                x, y = points.T
                assert not ((x > left) & (x < right) & (y > top) & (y < bottom)).any(), text.text


def test_that_one_region_of_several_categories_has_one_calm_glow_within_the_map() -> None:
    shell = np.array([(-20.0, -35.0), (50.0, -35.0), (50.0, 37.0), (-20.0, 37.0)])
    africa = Region("af", "Africa", "非洲", "", (shell,), 20.0, 2.0)
    there = Spot("Africa", "", precision="region", region=0)
    rows = [Sample([there], name) for name in ("data_center", "release", "release")]
    picture = _draw(sample_dataset(rows, regions=[africa]))
    (glow,) = _marks(picture, Glow)
    assert glow.color == LIGHT.tokens.text3
    assert (glow.rx * glow.ry) ** 0.5 <= 0.27 * HOME.scale
    (glow,) = _marks(_draw(sample_dataset(rows[1:], regions=[africa])), Glow)
    assert glow.color == LIGHT.category("release").fill


def test_that_home_is_shaded_like_any_country_known_alone() -> None:
    data = sample_dataset([Sample([Spot("", "CN", precision="country")])])
    assert _draw(data).layer("shade").marks


def test_that_the_shade_of_a_country_is_the_same_among_others() -> None:
    rows = [Sample([Spot("", code, precision="country")]) for code in ("BR", "IN", "FR")]
    data = sample_dataset(rows)
    visible = np.ones(len(data), bool)
    before = map_figure(data, visible, HOME, LIGHT, MEASURE).layer("shade").marks
    visible[1] = False
    after = map_figure(data, visible, HOME, LIGHT, MEASURE).layer("shade").marks
    assert 0 < len(after) < len(before)
    assert {id(mark) for mark in after} <= {id(mark) for mark in before}


def test_that_the_town_of_an_organization_is_named_in_chinese() -> None:
    rows = [
        Sample([Spot("Mexico City", "MX", -99.1, 19.4)], organization=0),
        Sample([Spot("Hangzhou", "CN", place_zh="杭州")], organization=0),
    ]
    picture = _draw(sample_dataset(rows), replace(HOME, lang="zh"))
    assert "杭州" in [t.text for t in _marks(picture, Text)]


def test_that_the_arc_to_mexico_crosses_the_pacific_in_one_piece() -> None:
    data = sample_dataset([Sample([Spot("Mexico City", "MX", -99.1, 19.4)], organization=0)])
    arcs = _draw(data).layer("arcs").marks
    assert len(arcs) == 1
    assert isinstance(arcs[0], Line)
    start, end = lonlat_to_px(HOME, [120.16, -99.1], [30.27, 19.4])
    ends = arcs[0].points[[0, -1]]
    assert np.allclose(ends[:, 0], start, atol=0.01)
    assert np.allclose(ends[:, 1], end, atol=0.01)
    assert np.abs(np.diff(arcs[0].points[:, 0])).max() < 40


def test_that_the_arc_to_brazil_leaves_one_edge_and_returns_on_the_other() -> None:
    data = sample_dataset([Sample([Spot("São Paulo", "BR", -46.6, -23.6)], organization=0)])
    wide = replace(HOME, scale=150.0, y=0.1)
    first, second = (m for m in _draw(data, wide).layer("arcs").marks if isinstance(m, Line))
    leave, enter = first.points[-1], second.points[0]
    assert leave[1] == pytest.approx(enter[1])
    assert enter[0] - leave[0] == pytest.approx(2 * X_MAX * 150.0, rel=0.03)
    assert leave[0] + enter[0] == pytest.approx(wide.width)


def test_that_only_three_categories_have_arcs_and_none_to_the_doorstep() -> None:
    far = Spot("Lagos", "NG", 3.4, 6.5)
    rows = [Sample([far], name, organization=0) for name in NAMES]
    rows.append(Sample([Spot("Shanghai", "CN", 121.5, 31.2)], organization=0))
    data = sample_dataset(rows, (HANGZHOU, SHENZHEN))
    arcs = [m for m in _draw(data).layer("arcs").marks if isinstance(m, Line)]
    assert {arc.color for arc in arcs} == {
        LIGHT.category(name).line for name in ("data_center", "partnership", "investment")
    }
    assert len(arcs) == 3


def test_that_labels_keep_their_side_while_panning() -> None:
    rng = np.random.default_rng(3)
    spots = [
        Spot(f"Place {i}", "", float(lon), float(lat), id=f"s{i}")
        for i, (lon, lat) in enumerate(
            zip(rng.uniform(60, 160, 40), rng.uniform(-30, 50, 40), strict=True)
        )
    ]
    data = sample_dataset([Sample([spot]) for spot in spots])
    first = _draw(data)
    for dx in (4.0, 9.0, 15.0):
        moved = _draw(data, replace(panned(HOME, dx, 2.0), label_places=first.label_places))
        before, after = dict(first.label_places), dict(moved.label_places)
        same = [ref for ref in before if after.get(ref) == before[ref]]
        assert len(same) >= 0.9 * len(before)


def test_that_the_nearest_cluster_tells_of_hidden_labels() -> None:
    long, long_zh = "A rather long name of a place", "一个名字相当长的地方在这里"
    crowd = [Spot(long, "", 100 + 5.0 * (i % 5), 10 + 5.0 * (i // 5), place_zh=long_zh)
             for i in range(25)]  # fmt: skip
    pair = [Spot("Lima", "", 91.0, 20.0, place_zh="利马")] * 2
    data = sample_dataset([Sample([spot]) for spot in [*crowd, *pair]])
    for lang, told in (("en", "hidden"), ("zh", "未显示")):
        drawn = _draw(data, replace(HOME, lang=lang))
        assert drawn.tally.labels_hidden > 0
        lines = [text for text in _marks(drawn, Text) if told in text.text]
        assert lines
        assert all(text.ref.startswith("sites:") for text in lines)
        said = sum(int("".join(filter(str.isdigit, text.text))) for text in lines)
        assert 0 < said <= drawn.tally.labels_hidden


def test_that_hidden_labels_are_counted() -> None:
    spots = [Spot("A rather long name of a place", "", 100 + 6.3 * (i % 6), 10 + 6.3 * (i // 6))
             for i in range(36)]  # fmt: skip
    data = sample_dataset([Sample([spot]) for spot in spots])
    picture = _draw(data)
    refs = {m.ref for m in picture.layer("marks").marks if not isinstance(m, Text)}
    placed = {t.ref for t in picture.layer("labels").marks if isinstance(t, Text)}
    assert picture.tally.labels_hidden == len(refs) - len(placed & refs) > 0


def test_that_static_and_live_hold_what_the_whole_figure_holds() -> None:
    data = sample_dataset(
        [
            Sample([Spot("Mexico City", "MX", -99.1, 19.4)], organization=0, id="a"),
            Sample([Spot("Lagos", "NG", 3.4, 6.45)], id="b"),
        ]
    )
    view = replace(HOME, selected=frozenset({"a"}), hover="b")
    asked = (data, np.ones(2, bool), view, LIGHT, MEASURE)
    static, live, whole = map_static(*asked), map_live(*asked), map_figure(*asked)

    def refs(*pictures: Picture) -> set[str]:
        marks: list[Mark] = [m for p in pictures for layer in p.layers for m in layer.marks]
        return {mark.ref for mark in marks}

    assert refs(static, live) == refs(whole)
    assert live.layer("hover").marks
    assert static.tally == whole.tally
    plain = map_static(data, np.ones(2, bool), replace(view, hover=""), LIGHT, MEASURE)
    assert [len(layer.marks) for layer in plain.layers] == [len(y.marks) for y in static.layers]


def test_that_marks_under_the_shading_come_again_above_it() -> None:
    data = sample_dataset(
        [
            Sample([Spot("", "MX", precision="country")], id="a"),
            Sample([Spot("Tijuana", "MX", -117.0, 32.5, id="t")], id="b"),
            Sample([Spot("Lagos", "NG", 3.4, 6.45, id="l")], id="c"),
        ]
    )
    view = replace(HOME, selected=frozenset({"a"}))
    live = map_live(data, np.ones(3, bool), view, LIGHT, MEASURE)
    again = {mark.ref for mark in live.layer("marks-again").marks}
    assert "site:t" in again
    assert "site:l" not in again


def test_that_an_empty_map_still_has_its_names() -> None:
    picture = _draw(sample_dataset([]))
    texts = {text.text: text for text in _marks(picture, Text)}
    assert "CHINA" in texts
    assert texts["Pacific Ocean"].font.italic
    assert picture.tally.drawn == 0
    chinese = {text.text for text in _marks(_draw(sample_dataset([]), lang="zh"), Text)}
    assert {"中国", "太平洋"} <= chinese


def test_that_the_same_question_gives_the_same_picture() -> None:
    data = sample_dataset([Sample([Spot("Lagos", "NG", 3.4, 6.45)], id="b")])
    first, second = _draw(data, home_view(500, 300)), _draw(data, home_view(500, 300))
    assert _marks(first, Text) == _marks(second, Text)
    dark = map_figure(data, np.ones(1, bool), HOME, DARK, MEASURE)
    assert dark.background == DARK.tokens.bg


def test_that_picking_moves_only_labels_in_the_way(bundled: Dataset) -> None:
    everything = np.ones(len(bundled), bool)
    for size, most in (((984, 446), 0.03), ((663, 275), 0.06)):  # of the labels
        view = first_view(bundled, *size)
        before = dict(map_static(bundled, everything, view, LIGHT, MEASURE).label_places)
        lost = moved = 0
        for event in bundled.events.id:
            picks = replace(view, selected=frozenset({event}), label_places=tuple(before.items()))
            after = dict(map_static(bundled, everything, picks, LIGHT, MEASURE).label_places)
            lost += len(before.keys() - after.keys())
            moved += sum(after[ref] != place for ref, place in before.items() if ref in after)
        assert lost + moved <= most * len(before) * len(bundled)


@pytest.mark.parametrize("size", [(984, 446), (663, 275)])
def test_that_what_is_picked_or_hovered_keeps_its_label(
    bundled: Dataset, size: tuple[float, float]
) -> None:
    everything = np.ones(len(bundled), bool)
    view = first_view(bundled, *size)
    for event in bundled.events.id:
        for change in ({"selected": frozenset({event})}, {"hover": event}):
            asked = (bundled, everything, replace(view, **change), LIGHT, MEASURE)
            pictures = (map_static(*asked), map_live(*asked))
            marks = [m for p in pictures for layer in p.layers for m in layer.marks]
            named = {m.ref for m in marks if isinstance(m, Text) and m.role == "label"}
            drawn = {m.ref for m in marks if isinstance(m, Symbol | Sector)}
            assert {ref for ref in drawn if event in events_of(ref, bundled)} <= named


def test_that_a_hovered_label_without_room_stands_on_a_plate() -> None:
    name = "A rather long name of a place"
    spots = [Spot(name, "", float(lon), float(lat))
             for lon in range(10, 300, 12) for lat in range(-50, 70, 12)]  # fmt: skip
    data = sample_dataset([Sample([spot], id=f"e{i}") for i, spot in enumerate(spots)])
    view, plates = home_view(400, 200), 0
    asked = np.ones(len(data), bool), view, LIGHT, MEASURE
    for event in data.events.id[::5]:
        live = map_live(data, asked[0], replace(view, hover=event), *asked[2:])
        marks = live.layer("hover").marks
        rects = [mark for mark in marks if isinstance(mark, Rect)]
        texts = [mark for mark in marks if isinstance(mark, Text) and mark.role == "label"]
        for plate in rects:
            plates += 1
            assert marks.index(plate) < marks.index(texts[0])
            for text in texts:
                assert plate.x < text.x
                assert text.x + text.width < plate.x + plate.w
                assert plate.y < text.y - MEASURE.ascent(text.font)
                assert text.y + MEASURE.descent(text.font) < plate.y + plate.h
    assert plates


def test_that_a_mark_without_a_place_bears_the_name_of_its_event() -> None:
    here = Spot("", "", 16.37, 48.21)
    long = "A title of so many words that nobody could read it on a map of the world"
    data = sample_dataset([Sample([here], title="Plant opens"), Sample([here], title=long)])
    for title, name in ((0, "Plant opens"), (1, "48.2° N, 16.4° E")):
        shown = np.arange(2) == title
        picture = map_figure(data, shown, HOME, LIGHT, MEASURE)
        assert next(t.text for t in _marks(picture, Text) if t.role == "label") == name
    texts = [t for t in _marks(_draw(data), Text) if t.role in ("label", "count")]
    assert [(t.role, t.text) for t in texts] == [("count", "2")]  # not said twice


def test_that_hovering_makes_no_layer_anew_but_its_own() -> None:
    data = sample_dataset([Sample([Spot("", "CN", precision="country")], id="a")])
    view = replace(HOME, selected=frozenset({"a"}))
    first, second = (
        map_live(data, np.ones(1, bool), replace(view, hover=hover), LIGHT, MEASURE)
        for hover in ("", "a")
    )
    assert all(a is b for a, b in zip(first.layers[:-1], second.layers[:-1], strict=True))
    assert second.layer("hover").marks


def test_that_discs_of_countries_are_painted_once() -> None:
    data = sample_dataset(
        [
            Sample([Spot("", "JP", precision="country")], id="a"),
            Sample([Spot("Tokyo", "JP", 139.7, 35.7)], id="b"),
        ]
    )
    near = fit([130, 146], [30, 44], 984, 446)
    for change in ({"selected": frozenset({"b"})}, {"hover": "a"}):
        view = replace(near, **change)  # type: ignore[arg-type]
        both = (
            draw(data, np.ones(2, bool), view, LIGHT, MEASURE) for draw in (map_static, map_live)
        )
        discs = [m for p in both for m in _marks(p, Circle) if m.opacity == DISC_FILL]
        assert len(discs) == 1


def test_that_countries_are_named_in_their_own_land() -> None:
    for size, center in (((984, 446), 150.0), ((984, 446), 11.0), ((663, 275), 150.0)):
        view = replace(home_view(*size, center), obstacles=((300.0, 100.0, 200.0, 60.0),))
        names = [t for t in _marks(_draw(sample_dataset([]), view), Text) if t.role == "country"]
        assert names
        for text in names:
            left, top, right, bottom = _box(text)
            lon, lat = px_to_lonlat(view, (left + right) / 2, (top + bottom) / 2)
            code = load_basemap("50m").country_at(float(lon), float(lat))
            assert text.ref == f"country:{code}"


def test_that_labels_keep_off_the_arcs_of_what_is_picked(bundled: Dataset) -> None:
    view = first_view(bundled, 984, 446)
    everything = np.ones(len(bundled), bool)
    for event in ("alibaba-dc-plan-2024-05", "alibaba-cloud-dc-plan-2025"):
        picked = replace(view, selected=frozenset({event}))
        picture = map_figure(bundled, everything, picked, LIGHT, MEASURE)
        lines = [m for m in picture.layer("arcs-live").marks if isinstance(m, Line)]
        points = np.concatenate([_dense(line.points) for line in lines])
        for text in _marks(picture, Text):
            if text.role in ("label", "country", "sea"):
                left, top, right, bottom = _box(text)
                inside = (points[:, 0] > left) & (points[:, 0] < right)
                assert not (inside & (points[:, 1] > top) & (points[:, 1] < bottom)).any()


def _dense(line: Any) -> Any:
    """Points of a line, one on each pixel."""
    done = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    at = np.arange(0.0, done[-1])
    return np.column_stack([np.interp(at, done, line[:, axis]) for axis in (0, 1)])


def test_that_a_cluster_steps_out_from_under_the_tools() -> None:
    data = sample_dataset([Sample([Spot("Jakarta", "ID", 106.8, -6.2)], n) for n in NAMES])
    ring = next(m for m in _marks(_draw(data), Circle) if m.ref.startswith("sites:"))
    for tools in (
        (ring.x, ring.y - 40, 200.0, 50.0),
        (ring.x - 30, ring.y + 4, 60.0, 60.0),
    ):
        moved = _draw(data, obstacles=(tools,))
        new = next(m for m in _marks(moved, Circle) if m.ref == ring.ref)
        x, y, w, h = tools
        assert _gap((x, y, x + w, y + h), new.x, new.y) >= new.radius
        assert hypot(new.x - ring.x, new.y - ring.y) <= 20
    hidden = _draw(data, obstacles=((ring.x - 60, ring.y - 60, 120.0, 120.0),))
    still = next(m for m in _marks(hidden, Circle) if m.ref == ring.ref)
    assert (still.x, still.y) == (ring.x, ring.y)  # too far a step: it stays where it belongs


def test_that_one_chevron_stands_for_a_bundle() -> None:
    tips: list[tuple[float, float]] = []
    heads = []
    for y in (0.0, 8.0, 30.0):  # pixels
        route = Route("release", pieces=(np.array([(0.0, y), (200.0, y)]),))
        lines = full_lines(route, "", "#000000", "#ffffff", 1.0, tips)
        heads += [line for line in lines if len(line.points) == 3]
    assert [float(head.points[1, 1]) for head in heads] == [0.0, 30.0]
