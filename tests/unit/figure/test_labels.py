"""Labels find room beside each other, keep their side, and never cover anything."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from map_samples import FakeMeasure

from explorer.figure.boxes import Box
from explorer.figure.map.placing import EDGE, KEEP, Placed, Placer, Wanted, Words
from explorer.figure.picture import Font

NAME, SUB = Font(12.0, 600), Font(11.0)
WIDTH, HEIGHT = 500.0, 300.0


def _wanted(
    x: float, y: float, ref: str = "site:a", lines: int = 2, name: str = "Jakarta"
) -> Wanted:
    words = (Words(name, NAME, "#000000"), Words("region known", SUB, "#000000"))
    return Wanted(ref, x, y, 6.0, words[:lines])


def _placer() -> Placer:
    return Placer(FakeMeasure(), (WIDTH, HEIGHT), 1.0, "#FFFFFF", "#888888")


def _apart(a: Box, b: Box, keep: float) -> bool:
    return (
        a[2] + keep <= b[0] + 1e-9
        or b[2] + keep <= a[0] + 1e-9
        or a[3] + keep <= b[1] + 1e-9
        or b[3] + keep <= a[1] + 1e-9
    )


def test_that_a_label_stands_to_the_right_when_there_is_room() -> None:
    placed = _placer().place(_wanted(200, 150))
    assert placed is not None
    assert placed.side == 0
    assert placed.leader is None
    assert [text.text for text in placed.texts] == ["Jakarta", "region known"]
    assert placed.texts[0].x > 206


def test_that_a_label_goes_to_the_next_free_side() -> None:
    placer = _placer()
    placer.take([(206.0, 100.0, 320.0, 200.0)])
    placed = placer.place(_wanted(200, 150))
    assert placed is not None
    assert placed.side == 1
    assert placed.texts[0].x + placed.texts[0].width <= 194


def test_that_a_label_with_no_room_near_gets_a_leader_line() -> None:
    free = _placer()
    free.take([(198.0, 128.0, 202.0, 136.0), (198.0, 164.0, 202.0, 172.0)])
    free.take([(230.0, 148.0, 240.0, 152.0), (160.0, 148.0, 170.0, 152.0)])
    placed = free.place(_wanted(200, 150, lines=1))
    assert placed is not None
    assert placed.side >= 4
    assert placed.leader is not None


def test_that_the_second_line_goes_before_the_name_does() -> None:
    placer = _placer()
    placer.take([(0.0, 0.0, 500.0, 140.0), (0.0, 162.0, 500.0, 300.0)])
    placed = placer.place(_wanted(200, 151))
    assert placed is not None
    assert [text.text for text in placed.texts] == ["Jakarta"]


def test_that_a_label_keeps_the_side_it_had_unless_that_is_taken() -> None:
    placed = _placer().place(_wanted(200, 150), preferred=3)
    assert placed is not None
    assert placed.side == 3
    placer = _placer()
    placer.take([(190.0, 168.0, 210.0, 200.0)])
    moved = placer.place(_wanted(200, 150), preferred=3)
    assert moved is not None
    assert moved.side == 0


def test_that_hidden_labels_are_told_in_place_of_the_second_line() -> None:
    placer = _placer()
    placed = placer.place(_wanted(200, 150))
    assert placed is not None
    told = placer.extend(placed, Words("+2 labels hidden", SUB, "#000000"))
    assert told is not None
    assert told.texts[1].text == "+2 labels hidden"
    placer = _placer()
    placed = placer.place(_wanted(200, 150))
    assert placed is not None
    placer.take([(placed.box[2] + 3, 140.0, 400.0, 160.0)])
    assert placer.extend(placed, Words("+2 labels hidden", SUB, "#000000")) is None


def test_that_a_copy_takes_no_room_from_the_original() -> None:
    placer = _placer()
    placer.take([(206.0, 100.0, 320.0, 200.0)])
    twin = placer.copy()
    first, second = twin.place(_wanted(200, 150)), placer.place(_wanted(200, 150))
    assert first is not None
    assert second is not None
    assert first.box == second.box


SPOTS = st.lists(
    st.tuples(
        st.floats(0, WIDTH),
        st.floats(0, HEIGHT),
        st.integers(1, 2),
        st.text("abc北", min_size=1, max_size=12),
    ),
    max_size=30,
)


@given(SPOTS)
def test_that_labels_overlap_nothing_and_stay_inside(
    spots: list[tuple[float, float, int, str]],
) -> None:
    placer = _placer()
    marks = [(x - 6.0, y - 6.0, x + 6.0, y + 6.0) for x, y, _, _ in spots]
    placer.take(marks)
    done: list[Placed] = []
    for i, (x, y, lines, name) in enumerate(spots):
        placed = placer.place(_wanted(x, y, f"site:{i}", lines, name))
        if placed is not None:
            done.append(placed)
    for i, placed in enumerate(done):
        left, top, right, bottom = placed.box
        assert left >= EDGE
        assert top >= EDGE
        assert right <= WIDTH - EDGE
        assert bottom <= HEIGHT - EDGE
        assert all(_apart(placed.box, mark, KEEP) for mark in marks)
        assert all(_apart(placed.box, other.box, KEEP) for other in done[:i])


def test_that_what_must_be_named_finds_a_place_further_away() -> None:
    placer = _placer()
    placer.take([(120.0, 60.0, 280.0, 144.0), (120.0, 156.0, 280.0, 240.0)])
    placer.take([(120.0, 144.0, 192.0, 156.0), (208.0, 144.0, 280.0, 156.0)])
    assert placer.copy().place(_wanted(200, 150)) is None
    placed = placer.place(_wanted(200, 150), must=True)
    assert placed is not None
    assert placed.leader is not None
    assert [text.text for text in placed.texts] == ["Jakarta", "region known"]


def test_that_a_new_label_leaves_room_for_one_that_was_there() -> None:
    placer = _placer()
    old = _wanted(300, 150, "site:b")
    placer.keep(old, 1)
    new = placer.place(_wanted(200, 150))
    assert new is not None
    assert new.side != 0
    back = placer.again(old, 1)
    assert back is not None
    assert back.side == 1


def test_that_a_short_label_comes_back_just_where_it_was() -> None:
    placer = _placer()
    placer.take([(0.0, 0.0, 500.0, 140.0), (0.0, 162.0, 500.0, 300.0)])
    placed = placer.place(_wanted(200, 151))
    assert placed is not None
    assert placed.short
    back = _placer().place(_wanted(200, 151), preferred=placed.place)
    assert back is not None
    assert back.box == placed.box
