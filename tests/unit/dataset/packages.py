"""Small packages and tables for tests of reading."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from both import load_both_ways

from explorer.common.problems import Problem
from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.dataset.options import ReadOptions

EVENTS = """\
id,title,title_zh,category,kind,date,date_role,ended,organizations,amount,currency,status,confidence,part_of,tags,mood
late,Later,,release,event,2024-06,started,2025,acme;bolt,5;7,USD;CNY,active,high,early,a;b,glad
early,Early,早,ipo,event,2023-05-01,completed,,acme,,,completed,low,,b,
free,Undated,,other,state,,,,,,,unknown,,,,sad
"""
ORGANIZATIONS = """\
id,name,name_zh,kind,country,parent,also_known_as,lon,lat
acme,Acme,,company,CN,,A;AA,120.1,30.2
bolt,Bolt,闪,lab,SG,acme,,,
"""
SOURCES = """\
id,title,publisher,url,published,shelf
s1,One,Post,https://example.org/1,2024-06-02,left
s2,Two,,,,
"""
CITATIONS = """\
event,source,locator,stance,as_claimed
late,s1,p. 3,supports,
late,s2,,disputes,other words
early,s2,,,
"""
INDICATORS = """\
series,label,date,value,value_low,value_high,unit,kind,source
x,Share,2024,5,,,percent,point,s1
x,Share,2025/2026,,6,7,percent,target,
x,Share,,8,,,percent,point,
"""
REGION = [[0, 20], [30, 20], [30, 35], [0, 35], [0, 20]]


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def collection(*features: Any) -> str:
    """One feature a line, the first on line 2."""
    lines = ",\n".join(json.dumps(f) for f in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}'


SITES = collection(
    feature(
        point(103.8, 1.35), id="one", event="late", place="Singapore", country="SG", role="site",
        precision="city", status="building", announced="2024-06", opened="", rank={"n": 1},
    ),
    feature(None, id="two", event="late", place="", country="FR", precision="country"),
    feature(None, id="three", event="early", place="North Africa", precision="region"),
    feature(
        {"type": "Polygon", "coordinates": [REGION]}, id="four", event="free", place="Box",
    ),
)  # fmt: skip
REGIONS = collection(
    feature({"type": "Polygon", "coordinates": [REGION]}, id="na", name="North Africa")
)
DESCRIPTION = json.dumps(
    {
        "name": "sample",
        "title": "Sample",
        "home": "CN",
        "created": "2026-02-14T00:00:00Z",
        "version": "1.2",
        "licenses": [{"name": "CC0-1.0"}],
        "resources": [{"name": "events", "path": "events.csv"}],
        "chuhai": {"title_zh": "样本"},
    }
)
PACKAGE = {
    "datapackage.json": DESCRIPTION,
    "events.csv": EVENTS,
    "organizations.csv": ORGANIZATIONS,
    "sources.csv": SOURCES,
    "citations.csv": CITATIONS,
    "indicators.csv": INDICATORS,
    "sites.geojson": SITES,
    "regions.geojson": REGIONS,
}


def read_package(folder: Path, **changes: str | None) -> Dataset:
    """The sample package with files replaced; ``events`` stands for ``events.csv`` and so on, None
    takes the file away."""
    files: dict[str, str | None] = dict(PACKAGE)
    for name, text in changes.items():
        files[next(f for f in files if f.startswith(name))] = text
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8", newline="")
    return load(folder)


def zipped(files: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            out.writestr(name, text)
    return buffer.getvalue()


def read_flat(folder: Path, data: str | bytes, name: str = "table.csv", **options: Any) -> Dataset:
    """A table written to ``folder`` and loaded, by rows and by columns."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return load_both_ways(path, ReadOptions(**options))


def table(*rows: Mapping[str, str]) -> str:
    """Rows with title and date filled in where they are not given."""
    full = [{"title": f"Event {i}", "date": "2024", **row} for i, row in enumerate(rows)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(dict.fromkeys(k for row in full for k in row)))
    writer.writeheader()
    writer.writerows(full)
    return out.getvalue()


def told(dataset: Dataset, severity: str = "") -> list[tuple[str, str, int | None, str]]:
    """Severity, file, row and field of each problem (of one severity)."""
    return [
        (p.severity, p.file, p.row, p.field)
        for p in dataset.problems
        if not severity or p.severity == severity
    ]


def only(dataset: Dataset) -> Problem:
    """The one problem there is."""
    assert len(dataset.problems) == 1, dataset.problems
    return dataset.problems[0]
