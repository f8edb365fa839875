"""Images kept between frames leave the same pixels as drawing anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from explorer.figure.picture import (
    F64,
    Area,
    Circle,
    Fade,
    Font,
    Glow,
    Layer,
    Line,
    Mark,
    Rect,
    Sector,
    Symbol,
    Text,
)
from explorer.paint import stamps
from explorer.paint.labels import SPRITES, Sprites
from explorer.paint.painter import paint
from explorer.paint.stamps import AT_ONCE, LARGEST, Met, not_met, run_end

SYMBOL = Symbol(32, 10, "star", 6, "#ff0000", "#0000ff", 1.3, "#ffffff", 2.6)

pytestmark = pytest.mark.usefixtures("qapp")

RING = np.array([(4.0, 5), (30, 8), (26.5, 33), (6, 25)])
CLUSTER: tuple[Mark, ...] = (
    Circle(20, 20, 15, "#ffffff", opacity=0.5, ref="sites:a|b"),
    Circle(20, 20, 13.6, "#f0f0f0", ref="sites:a|b"),
    Sector(20, 20, 8.6, 5, 1.5, 200, "#ff0000", ref="sites:a|b"),
    Sector(20, 20, 8.6, 5, 204, 150, "#0000ff", 0.3, ref="sites:a|b"),
    Circle(20, 20, 13.6, "", "#888888", 0.8, 0.9, ref="sites:a|b"),
    Text(16, 24, "2", Font(11, 700), "#000000", 8, ref="sites:a|b", role="count"),
)
LEADER = Line(np.array([(5.0, 36), (17, 30.5)]), "#222222", 1.0, opacity=0.6)
CASES: dict[str, tuple[Mark, ...]] = {
    "cluster": CLUSTER,
    "ring": (
        Circle(20, 20, 13.6, "#f0f0f0", ref="sites:a|b"),
        Sector(20, 20, 8.6, 5, 0.0, 360.0, "#ff0000", 0.3, ref="sites:a|b"),
    ),
    "area": (Area((RING, RING * 0.5 + 9), "#3355aa", "#112233", 0.5, opacity=0.4, keep=True),),
    "line": (Line(RING, "#aa2200", 2.1, casing="#ffffff", casing_width=4.6, keep=True),),
    "dashes": (Line(RING, "#aa2200", 2.1, (6.0, 4.0), keep=True),),
    "glow": (Glow(20, 20, 15, 9, "#ff0000", 0.4),),
    "simple": (
        Rect(3.3, 4.2, 21.5, 7, "#aa2200", "#111111", 1.2, 2.5, opacity=0.7),
        Fade(4.4, 15.5, 30, 9, "#00aa00", ((0.0, 0.1), (0.5, 0.9), (1.0, 0.0))),
        Circle(20.3, 30.2, 7, "#0044aa", opacity=0.3, ref="site:a"),
        LEADER,
    ),
    "after a pale line": (
        Line(np.array([(2.0, 3), (38, 3)]), "#000000", 1.0, opacity=0.2),
        SYMBOL,
        Text(4, 24, "Wide", Font(11, 700), "#000000", 20),
    ),
    "all": (
        Area((RING,), "#3355aa", opacity=0.4, keep=True),
        Rect(2, 2, 9, 9, "#00aa00"),
        *CLUSTER,
        Line(RING[:2], "#000000", 1.0),
        SYMBOL,
    ),
}


def shown(marks: Sequence[Mark], ratio: float, sprites: bool) -> npt.NDArray[np.int64]:
    image = QImage(round(40 * ratio), round(40 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("#dddddd"))
    painter = QPainter(image)
    paint(painter, Layer("a", tuple(marks)), sprites=sprites)
    painter.end()
    plain = image.convertToFormat(QImage.Format.Format_RGBX8888)
    raw = np.frombuffer(plain.constBits(), np.uint8)
    return raw.reshape(plain.height(), plain.width(), 4)[..., :3].astype(np.int64)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("case", CASES)
def test_that_kept_images_look_like_drawn_marks(case: str, ratio: float) -> None:
    marks = CASES[case]
    drawn = shown(marks, ratio, sprites=False)
    assert np.abs(drawn - shown((), ratio, sprites=False)).max() > 40
    for _ in range(3):  # once drawn or made, once kept, once met again
        off = np.abs(drawn - shown(marks, ratio, sprites=True))
        assert off.mean() < 0.6
        assert (off.max(axis=2) > 60).mean() < 0.01


def test_that_what_makes_up_a_cluster_comes_in_one_run() -> None:
    other = replace(CLUSTER[0], ref="sites:c|d") if isinstance(CLUSTER[0], Circle) else CLUSTER[0]
    halo = Text(0, 9, "n", Font(11), "#000000", 8, "#ffffff", 3.0, ref="sites:a|b")
    marks = [*CLUSTER, halo, other, *CASES["area"], *CLUSTER]
    ends = [0]
    while ends[-1] < len(marks):
        ends.append(run_end(marks, ends[-1]))
    assert np.diff(ends).tolist() == [6, 1, 1, 1, 6]


def test_that_another_count_is_another_image() -> None:
    three = tuple(replace(m, text="3") if isinstance(m, Text) else m for m in CLUSTER)
    first = shown(CLUSTER, 1.0, sprites=True)
    assert (first != shown(three, 1.0, sprites=True)).any()
    assert (first == shown(CLUSTER, 1.0, sprites=True)).all()


def test_that_huge_shapes_are_not_kept() -> None:
    side = (LARGEST**0.5) + 9
    ring = np.array([(0.0, 0), (side, 0), (side, side), (0, side)])
    before = len(SPRITES)
    area = Area((ring,), "#ff0000", keep=True)
    assert (shown([area], 1.0, sprites=True) == shown([area], 1.0, sprites=False)).all()
    assert len(SPRITES) == before


def test_that_a_faded_line_shares_its_image_with_the_full_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = Sprites()
    monkeypatch.setattr(stamps, "SPRITES", kept)
    line = Line(np.array([(3.0, 3), (20, 30), (36, 8)]), "#ff0000", 3.0, keep=True)
    for _ in range(2):
        shown([line], 2.0, sprites=True)
    assert len(kept) == 1
    faint = replace(line, opacity=0.3)
    off = np.abs(shown([faint], 2.0, sprites=True) - shown([faint], 2.0, sprites=False))
    assert len(kept) == 1
    assert off.max() <= 3


def test_that_simple_marks_have_images_from_the_second_time_on_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    met = Met()
    monkeypatch.setattr(stamps, "MET", met)
    monkeypatch.setattr(stamps, "SEEN", stamps.Seen())
    bars = [Rect(2, 2 + 0.5 * k, 30, 6, "#aa2200", radius=2) for k in range(AT_ONCE + 9)]
    known = []
    for _ in range(4):
        shown(bars, 1.0, sprites=True)
        known.append(sum(met.of([bar], 0, 1.0) is not None for bar in bars))
    assert known == [0, AT_ONCE, len(bars), len(bars)]
    large = Rect(0, 0, 400, 300, "#aa2200", radius=2)
    arc = replace(LEADER, keep=True)
    curve = Line(RING, "#222222", 1.0)
    flat = Rect(2, 2, 9, 9, "#00aa00")
    others: list[Mark] = [large, arc, curve, flat]
    for _ in range(3):
        shown(others, 1.0, sprites=True)
    assert not any(met.of([mark], 0, 1.0) for mark in others)


@pytest.mark.parametrize(
    "mark",
    [
        Line(np.empty((0, 2)), "#000000", 1.0),
        Line(np.array([(5.0, 5)]), "#000000", 1.0),
        Line(np.array([(5.0, 5), (np.nan, 9)]), "#000000", 1.0),
    ],
    ids=["no point", "one point", "nowhere"],
)
def test_that_what_cannot_be_seen_is_passed_over_each_time(mark: Mark) -> None:
    for _ in range(3):
        shown([mark, SYMBOL], 1.0, sprites=True)
    assert (shown([mark, SYMBOL], 1.0, sprites=True) == shown([SYMBOL], 1.0, sprites=True)).all()


def test_that_the_same_marks_are_met_again_and_changed_ones_are_not() -> None:
    met, sprite = Met(limit=3), (QImage(4, 4, QImage.Format.Format_ARGB32_Premultiplied), 1.0, 2.0)
    met.keep(CLUSTER, 1.0, sprite, (3.0, 4.0), 0.5)
    found = met.of([SYMBOL, *CLUSTER, SYMBOL], 1, 1.0)
    assert found is not None
    assert (found.n, found.sprite, found.x, found.y) == (len(CLUSTER), sprite, 3.0, 4.0)
    assert found.opacity == 0.5
    assert met.of(CLUSTER, 0, 2.0) is None
    assert met.of(CLUSTER[:-1], 0, 1.0) is None
    assert met.of([*CLUSTER[:-1], SYMBOL], 0, 1.0) is None
    twin = [replace(m, x=m.x) for m in CLUSTER if isinstance(m, Circle | Sector | Text)]
    assert met.of(twin, 0, 1.0) is None
    for mark in twin[:4]:  # more than are kept
        met.keep((mark,), 1.0, sprite, (0.0, 0.0), 1.0)
    assert met.of(CLUSTER, 0, 1.0) is None
    assert met.of((twin[3],), 0, 1.0) is not None


def test_that_runs_without_an_image_are_told_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    met, sprite = Met(), (QImage(4, 4, QImage.Format.Format_ARGB32_Premultiplied), 1.0, 2.0)
    monkeypatch.setattr(stamps, "MET", met)
    other = tuple(replace(SYMBOL, x=float(x)) for x in range(3))
    marks = (other[0], *CLUSTER, other[1], SYMBOL, other[2])
    assert list(not_met(marks, 1.0, 2)) == [(other[0], *CLUSTER), (other[1], SYMBOL), (other[2],)]
    met.keep(CLUSTER, 1.0, sprite, (0.0, 0.0), 1.0)
    met.keep((SYMBOL,), 1.0, sprite, (0.0, 0.0), 1.0)
    assert list(not_met(marks, 1.0, 2)) == [other[:2], (other[2],)]
    assert list(not_met(marks, 2.0, 99)) == [marks]
    met.keep((other[2],), 1.0, sprite, (0.0, 0.0), 1.0)
    assert list(not_met(marks, 1.0, 99)) == [other[:2]]
    assert not list(not_met(CLUSTER, 1.0, 2))


def test_that_marks_met_again_elsewhere_are_drawn_there() -> None:
    marks = CASES["all"]
    for _ in range(2):
        shown(marks, 2.0, sprites=True)
    for change in ({"x": 22.0}, {"y": 17.0}):
        moved = [replace(m, **change) if isinstance(m, Symbol) else m for m in marks]
        off = np.abs(shown(moved, 2.0, sprites=True) - shown(moved, 2.0, sprites=False))
        assert off.mean() < 0.6


def gentle() -> list[F64]:
    """Lines that a map's arcs are like, along either axis and straight."""
    turns = np.linspace(0.0, 0.7, 12)
    bow = np.column_stack([3 + 50 * np.sin(turns), 4 + 50 * (1 - np.cos(turns))])
    return [bow, bow[:, ::-1].copy(), np.array([(3.0, 4.0), (37.0, 36.0)])]


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("dash", [(), (6.0, 4.0), (5.0, 2.0, 1.0)])
def test_that_a_gentle_line_drawn_in_pieces_looks_like_one(
    dash: tuple[float, ...], ratio: float
) -> None:
    for ring in gentle():
        for casing in (0.0, 4.6):
            edge = "#ffffff" if casing else ""
            line = Line(ring, "#aa0000", 2.5, dash, casing=edge, casing_width=casing)
            drawn = shown([line], ratio, sprites=False)
            off = np.abs(shown([replace(line, keep=True)], ratio, sprites=True) - drawn)
            assert 0 < off.max() <= (60 if dash else 32)  # drawn otherwise, and hardly to be told
            assert off[(drawn != 221).any(axis=2)].mean() < (7.0 if dash else 3.0)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_that_a_long_line_is_kept_only_where_it_runs(
    monkeypatch: pytest.MonkeyPatch, ratio: float
) -> None:
    monkeypatch.setattr(stamps, "PART", 150)
    turns = np.linspace(0.0, 3.0, 12)
    for ring in (
        np.column_stack([20 - 17 * np.cos(turns), 36 - 30 * np.sin(turns)]),
        np.column_stack([4 + 20 * np.sin(turns), 20 - 17 * np.cos(turns)]),
        np.array([(3.0, 4.0), (37.0, 36.0)]),
    ):
        for dash in ((), (6.0, 4.0)):
            line = Line(ring, "#aa0000", 2.5, dash, casing="#ffffff", casing_width=4.6, keep=True)
            drawn = shown([line], ratio, sprites=False)
            for _ in range(3):
                assert np.abs(shown([line], ratio, sprites=True) - drawn).max() <= 8
