"""Records behave as the library's dataclasses do."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from explorer.common.records import dataclass, record


@dataclass(frozen=True, slots=True)
class Point:
    """Two numbers."""

    x: int
    y: int = 2


@dataclass(frozen=True, slots=True)
class Name:
    """One text."""

    text: str


@dataclass(frozen=True, slots=True)
class Other:
    """Looks like a Point."""

    x: int
    y: int = 2


@dataclass(slots=True)
class Box:
    """Can be changed."""

    size: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """Equal to itself alone."""

    x: int


def test_that_records_are_equal_when_their_fields_are() -> None:
    assert Point(1) == Point(1, 2) != Point(1, 3)
    assert Name("a") == Name("a") != Name("b")
    assert Point(1) != Other(1)
    assert Point(1) != (1, 2)
    assert Box(1) == Box(1) != Box(2)


def test_that_frozen_records_are_keys_and_others_are_not() -> None:
    assert len({Point(1), Point(1, 2), Point(2), Name("a"), Name("a")}) == 3
    with pytest.raises(TypeError):
        hash(Box())
    one = Same(1)
    assert one != Same(1)
    assert {one: 1}[one] == 1


def test_that_frozen_records_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Point(1).x = 3  # type: ignore[misc]
    box = Box()
    box.size = 3
    assert box == Box(3)


def test_that_records_are_shown_copied_and_replaced_as_dataclasses_are() -> None:
    assert repr(Point(1)) == "Point(x=1, y=2)"
    assert repr(Name("a")) == "Name(text='a')"
    assert dataclasses.replace(Point(1), y=5) == Point(1, 5)
    assert dataclasses.asdict(Point(1)) == {"x": 1, "y": 2}
    assert copy.deepcopy(Point(1)) == Point(1)


@dataclass(frozen=True, slots=True)
class Bag:
    """Fields that are made, hidden and not hashed."""

    name: str
    inside: list[int] = dataclasses.field(default_factory=list, repr=False, hash=False)

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("no name")


@dataclass(frozen=True)
class Open:
    """Without slots."""

    x: int
    y: int = 2
    z: list[int] = dataclasses.field(default_factory=list)


def test_that_each_record_gets_a_default_of_its_own() -> None:
    one, other = Bag("a"), Bag("a")
    one.inside.append(1)
    assert other.inside == []
    assert Open(1).z is not Open(1).z
    assert Bag("b", [3]).inside == [3]


def test_that_fields_may_be_left_out_of_hash_and_repr() -> None:
    assert hash(Bag("a", [1])) == hash(Bag("a", [2]))
    assert Bag("a", [1]) != Bag("a", [2])
    assert repr(Bag("a", [1])) == "Bag(name='a')"


def test_that_a_record_checks_itself_once_it_is_made() -> None:
    with pytest.raises(ValueError, match="no name"):
        Bag("")
    with pytest.raises(ValueError, match="no name"):
        dataclasses.replace(Bag("a"), name="")


def test_that_a_default_that_all_would_share_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Shared\.x"):

        @record()
        class Shared:
            x: list[int] = []


def test_that_a_call_with_wrong_arguments_is_refused() -> None:
    with pytest.raises(TypeError, match=r"__init__\(\) missing 1 required"):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword"):
        Point(1, z=2)  # type: ignore[call-arg]


def test_that_slots_hold_nothing_else() -> None:
    assert not hasattr(Point(1), "__dict__")
    with pytest.raises(AttributeError):
        Box().other = 1  # type: ignore[attr-defined]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del Point(1).x


def test_that_the_library_says_the_same_of_the_same_class() -> None:
    def twin(make: object) -> type:
        class Twin:
            """Made by either."""

            a: int
            b: str = "b"
            c: tuple[int, ...] = ()

        Twin.__annotations__ = {k: str(v) for k, v in Twin.__annotations__.items()}
        made: type = make(Twin)  # type: ignore[operator]
        return made

    ours = twin(record(frozen=True, slots=True))
    theirs = twin(dataclasses.dataclass(frozen=True, slots=True))
    for one, other in ((ours(1), theirs(1)), (ours(1, "x", (2,)), theirs(a=1, b="x", c=(2,)))):
        assert repr(one) == repr(other)
        assert hash(one) == hash(other)
        assert dataclasses.asdict(one) == dataclasses.asdict(other)
        assert dataclasses.astuple(one) == dataclasses.astuple(other)
        assert [f.name for f in dataclasses.fields(one)] == [
            f.name for f in dataclasses.fields(other)
        ]
        assert one.__match_args__ == other.__match_args__
        assert pickle.loads(pickle.dumps(Point(one.a))) == Point(other.a)
