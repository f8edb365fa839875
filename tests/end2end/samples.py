"""The program run as a person runs it, and files such as strangers bring."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from explorer.cli import main

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "data" / "china-ai"
with (PACKAGE / "events.csv").open(encoding="utf-8", newline="") as _file:
    EVENTS = len(list(csv.DictReader(_file)))
"""How many events the bundled package holds."""
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x02\0\0\0"


class Answer(NamedTuple):
    """What a command left behind: exit status and both streams."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as strict JSON."""
        return strict_json(self.out)

    @property
    def ids(self) -> list[str]:
        """Of ``query --format json``: the ids found."""
        return [event["id"] for event in self.json["events"]]

    @property
    def titles(self) -> list[str]:
        """Of ``query --format json``: the titles found."""
        return [event["title"] for event in self.json["events"]]


def run(*argv: object) -> Answer:
    """One command, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main([str(word) for word in argv])
        except SystemExit as leave:  # --help and --version
            status = int(leave.code or 0)
    return Answer(status, out.getvalue(), err.getvalue())


def ask(*argv: object) -> Answer:
    """``query --format json``, in this process."""
    return run("query", "--format", "json", *argv)


def screenless(**more: str) -> dict[str, str]:
    """The environment of a machine that has no screen."""
    gone = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    kept = {key: value for key, value in os.environ.items() if key not in gone}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | more


def start(
    *argv: object, env: dict[str, str] | None = None, cwd: Path | None = None, **more: Any
) -> Answer:
    """One command, in a process of its own that has no screen."""
    done = subprocess.run(
        [sys.executable, "-m", "explorer", *(str(word) for word in argv)],
        capture_output=True,
        env=env if env is not None else screenless(),
        cwd=cwd or ROOT,
        timeout=180,
        check=False,
        **more,
    )
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


def assert_refused(answer: Answer, *words: str) -> None:
    """Status 2, and one line on standard error that holds all ``words``; nothing else."""
    assert answer.status == 2, answer
    assert answer.out == ""
    assert answer.err.startswith("chuhai: "), answer.err
    assert answer.err.count("\n") == 1, answer.err
    assert answer.err.endswith("\n")
    assert "Traceback" not in answer.err
    for word in words:
        assert word in answer.err, f"{word!r} is not in {answer.err!r}"


def strict_json(text: str) -> Any:
    """JSON without NaN and doubled keys."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(found)) == len(found), f"a doubled key in {found}"
        return dict(found)

    def constant(word: str) -> Any:
        raise AssertionError(f"{word} in JSON")

    return json.loads(text, object_pairs_hook=pairs, parse_constant=constant)


def table(text: str) -> list[dict[str, str]]:
    """The rows of CSV text."""
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


class Png(NamedTuple):
    width: int
    height: int
    per_metre: int
    texts: dict[str, str]
    rows: bytes


def read_png(data: bytes) -> Png:
    """A PNG taken apart by hand, every check sum tried."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at, chunks = 8, []
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length)[0] == zlib.crc32(kind + body)
        chunks.append((kind, body))
        at += 12 + length
    assert chunks[-1] == (b"IEND", b"")
    width, height = struct.unpack_from(">II", dict(chunks)[b"IHDR"])
    x, y, unit = struct.unpack(">IIB", dict(chunks)[b"pHYs"])
    assert (x, unit) == (y, 1)
    texts = {}
    for kind, body in chunks:
        if kind == b"iTXt":
            key, _, rest = body.partition(b"\0")
            texts[key.decode("latin-1")] = rest[2:].split(b"\0", 2)[2].decode()
    rows = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    return Png(width, height, x, texts, rows)


def packed(path: Path, folder: str = "") -> Path:
    """The bundled package as a zip, its files at the top or in ``folder``."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(PACKAGE.iterdir()):
            archive.write(file, f"{folder}{file.name}")
    return path


class Sample(NamedTuple):
    """``make`` writes the file into a folder and gives its path; ``events`` are in it."""

    name: str
    make: Callable[[Path], Path]
    events: int
    options: tuple[str, ...] = ()


def _file(name: str, data: str | bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return make


ENGLISH = """\
Title,Date,End,Category,Organisation,Place,Country,Lat,Lon,Summary,URL
Riyadh cloud region,2023-03,,Data centre,Northwind Cloud,Riyadh,Saudi Arabia,24.71,46.68,"First, in the kingdom",https://example.org/a
Lisbon listing,2024-02-29,,IPO,Tagus AI,Lisbon,PT,38.72,-9.14,,https://example.org/b
"With ""Fjord"" in partnership",2021,2024-06,Partnership,Northwind Cloud;Fjord,Oslo,Norway,59.91,10.75,,
Rules for the whole union,2024-08-01,,Regulation,European Union,,EU,,,,
Somewhere in Kenya,2022-33,,Investment,Northwind Cloud,,Kenya,,,,
A rumour,,,Other,,,,,,No date and no place,
"""  # noqa: E501

CHINESE = """\
标题,日期,结束日期,类别,机构,地点,国家,纬度,经度,摘要,链接
利雅得数据中心,2023年3月,,数据中心,北风云,利雅得,沙特阿拉伯,24.71,46.68,首个海外区域,https://example.org/a
里斯本上市,2024年2月29日,,上市,塔古斯,里斯本,葡萄牙,38.72,-9.14,,
与峡湾公司合作,2021年,2024年6月,合作,北风云;峡湾,奥斯陆,挪威,59.91,10.75,,
"""

SEMICOLONS = """\
Titel;Datum;Land;lat;lon
Rechenzentrum in Frankfurt;2024-05-17;Germany;50,11;8,68
Kooperation in Wien;2023-11;Austria;48,21;16,37
"""

EXCEL = (
    "\ufefftitle,date,country,amount\r\n"
    "Opening in Dubai,2024-05-01 00:00:00,United Arab Emirates,1250000\r\n"
    '"Two lines\nin one cell",2024-06-01 00:00:00,Singapore,\r\n'
    "007,2024-07-01 00:00:00,,\r\n"
)

DEEP = """\
title,date,country
The universe begins,Y-13800000000,
The Earth forms,Y-4540000000~,
Dinosaurs die out,Y-66000000,Mexico
The Ides of March,-0043-03-15,Italy
The first year,0001,Italy
A far future,Y5000000000,
Now,2024-05-17,China
"""

HOURS = """\
title,date,place,country,lat,lon
Outage begins,2024-05-17T09:30Z,Singapore,SG,1.35,103.82
Outage ends,2024-05-17T11:45:30+08:00,Singapore,SG,1.35,103.82
Report,2024-05-18T00:00,Singapore,SG,1.35,103.82
"""

FLAT_GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "Office in Nairobi", "date": "2023-04", "category": "Other"},
            "geometry": {"type": "Point", "coordinates": [36.82, -1.29]},
        },
        {
            "type": "Feature",
            "properties": {"name": "Field trial", "date": "2024", "floors": 12},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[10, 45], [12, 45], [12, 47], [10, 47], [10, 45]]],
            },
        },
        {
            "type": "Feature",
            "properties": {"name": "Announced, place unknown", "date": "2025-01-20"},
            "geometry": None,
        },
    ],
}

MANY = 3000


def many_rows(n: int = MANY) -> str:
    """``n`` events all over the world and over thirty years, the same every time."""
    lines = ["title,date,category,organization,country,lat,lon"]
    categories = ("Release", "IPO", "Data centre", "Partnership", "Other")
    for i in range(n):
        year, month, day = 1995 + i * 7 % 31, 1 + i * 5 % 12, 1 + i * 11 % 28
        lat, lon = (i * 37 % 1200) / 10 - 60, (i * 53 % 3600) / 10 - 180
        lines.append(
            f"Event number {i},{year}-{month:02}-{day:02},{categories[i % 5]},"
            f"Company {i % 40},,{lat:.1f},{lon:.1f}"
        )
    return "\n".join(lines) + "\n"


SAMPLES: Sequence[Sample] = (
    Sample("english", _file("english.csv", ENGLISH), 6),
    Sample("chinese", _file("中文 表格.csv", CHINESE), 3),
    Sample(
        "semicolons",
        _file("semi.csv", SEMICOLONS),
        2,
        (
            *("--delimiter", ";", "--decimal", ","),
            *("--map", "title=Titel", "--map", "date=Datum", "--map", "country=Land"),
        ),
    ),
    Sample("tabs", _file("t.tsv", ENGLISH.replace(",", "\t")), 6, ("--delimiter", "tab")),
    Sample("gb18030", _file("gb.csv", CHINESE.encode("gb18030")), 3, ("--encoding", "gb18030")),
    Sample("excel", _file("excel.csv", EXCEL), 3),
    Sample("utf-16", _file("wide.csv", CHINESE.encode("utf-16")), 3),
    Sample("geojson", _file("flat.geojson", json.dumps(FLAT_GEOJSON)), 3),
    Sample("zip", lambda folder: packed(folder / "package.zip"), EVENTS),
    Sample("chuhai", lambda folder: packed(folder / "briefing.chuhai", "china-ai/"), EVENTS),
    Sample("deep time", _file("deep.csv", DEEP), 7),
    Sample("hours", _file("hours.csv", HOURS), 3),
    Sample("bare", _file("bare.csv", "title,date\nFirst,2020\nSecond,2021-05\n"), 2),
    Sample("header only", _file("none.csv", "title,date,country\n"), 0),
    Sample("one row", _file("one.csv", "title,date\nAlone,2024-05-17\n"), 1),
    Sample("no feature", _file("none.geojson", '{"type":"FeatureCollection","features":[]}'), 0),
    Sample("many", _file("many.csv", many_rows()), MANY),
)  # fmt: skip
