"""Data packages of every sort, and all that a dataset holds as plain values."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from hypothesis import strategies as st

from explorer.dataset.build import load
from explorer.dataset.gazetteer import Gazetteer
from explorer.dataset.model import Codes, Dataset, Lists
from explorer.dataset.schema import FIELDS
from explorer.files.archive import packed

WHERE_IT_WAS = ("row", "fingerprint", "origin", "problems")
"""What tells of the file that was read, and not of what stood in it."""


def plain(value: Any) -> Any:
    """``value`` as lists, mappings and texts, NaN as None; codes as what they stand for."""
    if isinstance(value, Codes):
        return [value.text(i) for i in range(len(value.codes))]
    if isinstance(value, Lists):
        return [value.row(i).tolist() for i in range(len(value.offsets) - 1)]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if is_dataclass(value) and not isinstance(value, Gazetteer):
        names = (f.name for f in fields(value) if f.name not in WHERE_IT_WAS)
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and value != value else value


def assert_equal(a: Dataset, b: Dataset) -> None:
    """All that the two hold, table by table."""
    one, other = plain(a), plain(b)
    for side in (one, other):  # what is written into a description that lacked it
        for key in ("name", "title", "resources", "chuhai"):
            side["package"]["description"].pop(key, None)
        for company in side["organizations"]:  # one that no table lists has no cells at all
            company["extra"] = {key: cell for key, cell in company["extra"].items() if cell}
    assert one.keys() == other.keys()
    for table in one:
        assert one[table] == other[table], table


def load_bytes(name: str, data: bytes) -> Dataset:
    """The dataset in a file of this name."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return load(path)


def table(name: str, rows: Sequence[Mapping[str, str]], more: Sequence[str] = ()) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, [*FIELDS[name], *more], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def collection(features: Sequence[Mapping[str, Any]]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


RING = [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0], [0.0, 0.0]]


def moved(x: float, y: float, size: float) -> list[list[float]]:
    """RING, smaller and elsewhere."""
    return [[x + size * a / 10, y + size * b / 10] for a, b in RING]


GEOMETRIES = [
    None,
    {"type": "Point", "coordinates": [103.8, 1.29]},
    {"type": "Point", "coordinates": [-0.1, -0.0]},
    {"type": "Polygon", "coordinates": [RING]},
    {"type": "Polygon", "coordinates": [RING, moved(2, 2, 2), moved(6, 6, 2)]},
    # an island in a lake of another polygon, and one far off
    {
        "type": "MultiPolygon",
        "coordinates": [[RING, moved(2, 2, 6)], [moved(4, 4, 2)], [moved(40, 4, 2)]],
    },
    {"type": "Polygon", "coordinates": [[[170, 0], [-170, 0], [-170, 10], [170, 10], [170, 0]]]},
    {"type": "Polygon", "coordinates": [[[-70, 80], [50, 80], [170, 80], [-70, 80]]]},
]
DATES = [
    "2024", "2024-05", "2024-05-01", "2024-05-01T10:30:00Z", "2024-05/2025", "[..2024-07]",
    "[2024-01..2024-03]", "2024-33", "2024-21", "202X", "2024-05~", "2023-12-31?", "1985/..",
    "1985/", "../1985", "-0044-03-15", "Y-13800000000", "[2019,2021-05]", "",
]  # fmt: skip
WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zs")), min_size=1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.just("")


@st.composite
def packages(draw: st.DrawFn, words: st.SearchStrategy[str] = WORDS) -> bytes:
    """The zip of a data package; what is odd in it is put right as it is read."""
    ids = draw(st.lists(st.sampled_from("abcdefg"), unique=True, min_size=1, max_size=5))
    more = draw(st.lists(NAMES, unique=True, max_size=2))
    unknown = [name for name in more if name not in FIELDS["events.csv"]]
    choice = st.sampled_from
    companies = draw(st.lists(st.sampled_from(["ali", "bolt", "Ćo"]), unique=True))
    publications = draw(st.lists(st.sampled_from(["s1", "s 2", "源"]), unique=True))
    dates = draw(st.lists(choice(DATES), min_size=len(ids), max_size=len(ids)))

    def some(strategy: st.SearchStrategy[str]) -> str:
        return draw(st.just("") | strategy)

    events = [
        {
            "id": key,
            "title": "T" + draw(words),
            "title_zh": draw(words),
            "label": draw(words),
            "summary": draw(words),
            "note": draw(words),
            "category": draw(choice(["ipo", "release", "odd one", ""])),
            "kind": draw(choice(["event", "claim", "new", ""])),
            "date": date,
            "ended": some(choice(["2030", "2031-02"])) if "[" not in date else "",
            "organizations": ";".join(draw(st.lists(choice(["ali", "bolt", "else"]), max_size=2))),
            "amount": draw(choice(["", "5", "1e9;7.5", "about 5"])),
            "currency": draw(choice(["", "USD"])),
            "status": draw(choice(["active", ""])),
            "confidence": draw(choice(["high", "low", "", "so so"])),
            "part_of": draw(choice([*ids, ""])),
            "tags": ";".join(draw(st.lists(choice(["chips", "a, b", "港"]), max_size=2))),
            **{name: draw(words) for name in unknown},
        }
        for key, date in zip(ids, dates, strict=True)
    ]
    sites = []
    for k in range(draw(st.integers(0, 4))):
        geometry = draw(choice(GEOMETRIES))
        properties = {
            "id": f"site {k}",
            "event": draw(choice(ids)),
            "place": draw(words),
            "country": draw(choice(["CN", "SG", "Atlantis", ""])),
            "precision": draw(choice(["", "country", "region"] + ["exact"] * bool(geometry))),
            "announced": some(choice([d for d in DATES if d])),
            "opened": some(choice(["2024", "2024-05-01"])),
            "note": draw(words),
        }
        own = draw(st.dictionaries(WORDS, JSON, max_size=2))
        if draw(st.booleans()):
            own["region"] = draw(choice(["gulf", "nowhere"]))
        sites.append({"type": "Feature", "properties": own | properties, "geometry": geometry})
    region = {"id": "gulf", "name": "Gulf", "rough": draw(JSON)}
    files = {
        "datapackage.json": json.dumps(
            {"name": "p", "title": draw(words), "home": "CN", "odd": draw(JSON)}
        ).encode(),
        "events.csv": table("events.csv", events, unknown),
        "sites.geojson": collection(sites),
        "organizations.csv": table(
            "organizations.csv",
            [
                {
                    "id": key,
                    "name": draw(words),
                    "parent": draw(choice([*companies, ""])),
                    "also_known_as": "A;B",
                    "since": draw(choice(["1999", "", "long ago"])),
                    **draw(choice([{"lon": "1.5", "lat": "-2"}, {}])),
                    "shelf": draw(words),
                }
                for key in companies
            ],
            ["shelf"],
        ),
        "sources.csv": table(
            "sources.csv",
            [
                {
                    "id": key,
                    "title": draw(words),
                    "publisher": draw(words),
                    "url": draw(choice(["https://example.org/a?b=1&c=%20{}", ""])),
                    "published": draw(choice([*DATES, "some day"])),
                    "language": "en",
                    "genre": draw(choice(["news", "report", "", "blog post"])),
                    "note": draw(words),
                }
                for key in publications
            ],
        ),
        "citations.csv": table(
            "citations.csv",
            [
                {
                    "event": draw(choice(ids)),
                    "source": key,
                    "stance": draw(choice(["supports", "disputes", ""])),
                    "as_claimed": draw(words),
                }
                for key in publications
            ],
        ),
        "indicators.csv": table(
            "indicators.csv",
            [
                {
                    "series": "x",
                    "label": draw(words),
                    "date": draw(choice(DATES)),
                    "value": draw(NUMBERS) or "1",
                    "value_low": draw(NUMBERS),
                    "source": draw(choice([*publications, ""])),
                }
                for _ in range(draw(st.integers(0, 2)))
            ],
        ),
        "regions.geojson": collection(
            [{"type": "Feature", "properties": region, "geometry": GEOMETRIES[3]}]
        ),
    }  # fmt: skip
    return packed(files)
