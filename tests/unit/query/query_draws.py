"""What hypothesis draws for the query tests: small worlds of events, clauses and queries."""

from __future__ import annotations

import math

from hypothesis import strategies as st
from query_cases import WORLD, E, S, box_ring, in_order

from explorer.dataset.edtf import MAX, MIN
from explorer.query.clauses import (
    FIELDS,
    AtLeast,
    MapBox,
    MapPolygon,
    Picked,
    Query,
    Text,
    TimeRange,
    Values,
)

CODES = ("CN", "MY", "FJ", "CI", "EU", "")
STATUSES = ("planned", "active", "blocked", "")
TAGS = ("chips", "cloud services", "出海")
WORDS = ("open model", "Café Zürich", "大模型", "ＡＩ", "Kuala Lumpur", "")


@st.composite
def spans(draw):
    lo, a, b, c = sorted(draw(st.lists(st.integers(0, 20), min_size=4, max_size=4)))
    kind = draw(st.sampled_from(["moment", "interval", "same", "open", "by", "since ever", "none"]))
    return {
        "moment": (lo, lo + 1, lo, lo + 1),
        "interval": (lo, a + 1, b, c + 1),
        "same": (lo, c + 1, lo, c + 1),
        "open": (lo, a + 1, MAX, MAX),
        "by": (MIN, c, MIN, c),
        "since ever": (MIN, MIN, a, c + 1),
        "none": None,
    }[kind]


longitudes = st.integers(-36, 36).map(lambda k: k * 5.0)
latitudes = st.integers(-9, 9).map(lambda k: k * 10.0)


@st.composite
def sites(draw):
    kind = draw(st.sampled_from(["point", "point", "country", "region", "box", "nowhere"]))
    west, south = draw(longitudes), draw(st.integers(-8, 7)) * 10.0
    place = {
        "point": {"point": (west, south), "precision": "exact"},
        "country": {"precision": "country"},
        "region": {"region": draw(st.sampled_from(sorted(WORLD.regions)))},
        "box": {"box": (west, south, west + 5, south + 10)},
        "nowhere": {},
    }[kind]
    country = "" if kind == "nowhere" else draw(st.sampled_from(CODES))
    names = {"place": draw(st.sampled_from(WORDS)), "place_zh": draw(st.sampled_from(WORDS))}
    return S(country=country, **names, **place)


@st.composite
def events(draw, most=12):
    def some(values, at_most=3):
        return tuple(draw(st.lists(st.sampled_from(values), max_size=at_most)))

    def event(k):
        return E(
            id=f"e{k}",
            title=draw(st.sampled_from(WORDS)),
            title_zh=draw(st.sampled_from(WORDS)),
            summary=draw(st.sampled_from(WORDS)),
            spans=draw(spans()),
            category=draw(st.sampled_from(["release", "ipo", ""])),
            status=draw(st.sampled_from(STATUSES)),
            confidence=draw(st.sampled_from(["low", "medium", "high", ""])),
            dispute=draw(st.sampled_from(["disputed", "superseded", "", ""])),
            amount=draw(st.sampled_from([math.nan, 0.0, 1e6, 2.5e9])),
            organizations=some([o.id for o in WORLD.organizations]),
            tags=tuple(dict.fromkeys(some(TAGS))),
            sites=tuple(draw(st.lists(sites(), max_size=3))),
            sources=some([s.id for s in WORLD.sources[:2]]),
        )

    return in_order([event(k) for k in range(draw(st.integers(0, most)))])


VALUES = {
    "category": ("release", "ipo", "data_center"),
    "organization": (*(o.id for o in WORLD.organizations), "nobody"),
    "country": CODES[:-1],
    "status": STATUSES[:-1],
    "confidence": ("low", "medium", "high"),
    "tag": TAGS,
    "source": ("reuters-1", "filing", "unused"),
    "dispute": ("disputed", "superseded", "none"),
}


@st.composite
def values_clauses(draw):
    field = draw(st.sampled_from(FIELDS))
    chosen = tuple(draw(st.lists(st.sampled_from(VALUES[field]), max_size=2)))
    return Values(field, chosen, draw(st.booleans()), draw(st.sampled_from(["", "", "map"])))


@st.composite
def box_clauses(draw):
    south, north = sorted((draw(latitudes), draw(latitudes)))
    return MapBox(draw(longitudes), south, draw(longitudes), north)


@st.composite
def rectangle_clauses(draw):
    """Rings for which brute force knows areas too: boxes, written once round the world or not."""
    west, south = draw(longitudes) + 0.1, draw(latitudes) + 0.1
    east = min(west + draw(st.integers(1, 60)), 359.0)
    turn = draw(st.sampled_from([-360.0, 0.0, 360.0]))
    ring = box_ring(west + turn, south, east + turn, south + 20)
    return MapPolygon((tuple(map(tuple, ring.tolist())),))


@st.composite
def time_clauses(draw):
    start, end = sorted((draw(st.integers(0, 20)), draw(st.integers(0, 20))))
    start = draw(st.sampled_from([start, start, MIN]))
    end = draw(st.sampled_from([end, end, MAX]))
    return TimeRange(start, end, draw(st.sampled_from(["possibly", "certainly"])))


bounds = st.one_of(
    st.builds(AtLeast, st.just("amount"), st.sampled_from(["0", "1e6", "-1"]), st.booleans()),
    st.builds(
        AtLeast, st.just("confidence"), st.sampled_from(["low", "medium", "high"]), st.booleans()
    ),
    st.builds(
        AtLeast,
        st.just("date"),
        st.sampled_from(["1970-01-01T00:00:07Z", "1970", "../1970-01-01T00:00:04Z"]),
        st.booleans(),
    ),
)
searches = st.sampled_from(
    [
        "",
        "open",
        "cafe zurich",
        "ZÜRICH",
        "模型",
        "ai",
        "ali",
        "阿里 qwen",
        "baba",
        "services",
        "malay",
        "cote",
        "数据",
        "lumpur open",
        "sea",
        "nothing like it",
        "a c",
    ]
).map(Text)
picks = st.builds(
    Picked, st.lists(st.sampled_from(["e0", "e1", "e5", "gone"])).map(tuple), st.booleans()
)
KINDS = {
    "values": values_clauses(),
    "box": box_clauses(),
    "polygon": rectangle_clauses(),
    "time": time_clauses(),
    "bound": bounds,
    "text": searches,
    "picked": picks,
}
clauses = st.one_of(*KINDS.values())
queries = st.builds(
    Query,
    st.lists(clauses, max_size=3).map(tuple),
    st.lists(clauses, max_size=2).map(tuple),
)
