"""A data package, whole and sound, to columns."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import packages
import pytest
from packages import PACKAGE, read_package, told

from explorer.common.paths import bundled_package
from explorer.dataset.build import load
from explorer.dataset.edtf import MAX, parse
from explorer.dataset.model import Dataset


def test_that_a_sound_package_has_no_problems(tmp_path: Path) -> None:
    found = read_package(tmp_path)
    assert found.problems == ()
    assert (len(found), len(found.sites), len(found.organizations)) == (3, 4, 2)
    assert found.package.title_zh == "样本"
    assert (found.package.home, found.package.created) == ("CN", "2026-02-14")
    assert (found.package.licence, found.package.version) == ("CC0-1.0", "1.2")
    assert found.package.origin == tmp_path.name


def test_that_events_are_sorted_and_undated_ones_last(tmp_path: Path) -> None:
    events = read_package(tmp_path).events
    assert list(events.id) == ["early", "late", "free"]
    assert events.dated.tolist() == [True, True, False]
    assert events.row.tolist() == [3, 2, 4]


def test_that_an_event_fills_every_column(tmp_path: Path) -> None:
    found = read_package(tmp_path)
    events, i = found.events, 1
    assert (events.title[i], events.date[i], events.ended[i]) == ("Later", "2024-06", "2025")
    assert found.categories[int(events.category.codes[i])].id == "release"
    assert [events.kind.text(i), events.status.text(i)] == ["event", "active"]
    assert events.confidence.tolist() == [0, 2, -1]
    assert bool(events.interval[i])
    assert events.start_lo[i] == parse("2024-06").start.lo
    assert events.end_hi[i] == parse("2025").end.hi
    assert (events.amount[i], events.amount_text[i], events.currency[i]) == (5, "5;7", "USD;CNY")
    assert np.isnan(events.amount[0])
    assert [found.organizations[o].id for o in events.organizations.row(i)] == ["acme", "bolt"]
    assert [found.tags[t] for t in events.tags.row(i)] == ["a", "b"]
    assert events.part_of.tolist() == [-1, 0, -1]
    assert events.extra == {"mood": ["", "glad", "sad"]}
    assert [found.sites.id[s] for s in events.sites.row(i)] == ["one", "two"]
    assert [found.citations[c].stance for c in events.citations.row(i)] == ["supports", "disputes"]


def test_that_a_short_name_is_optional_and_the_title_of_its_language_stands_in(
    tmp_path: Path,
) -> None:
    assert set(read_package(tmp_path / "none").events.label) == {""}
    text = """\
id,title,title_zh,label,label_zh,date
a,Whole,全名,Short,短,2024
b,Whole,全名,,短,2024
c,,全名,Short,,2024
d,Whole,,, ,2024
e,,全名,,短,2024
"""
    rest = dict.fromkeys(("sites", "organizations", "citations"))
    found = read_package(tmp_path / "some", events=text, **rest)
    assert [found.label(i) for i in range(5)] == ["Short", "Whole", "Short", "Whole", "短"]
    assert [found.label(i, "zh") for i in range(5)] == ["短", "短", "全名", "Whole", "短"]


def test_that_undated_events_hold_zeros(tmp_path: Path) -> None:
    events = read_package(tmp_path).events
    spans = [int(c[2]) for c in (events.start_lo, events.start_hi, events.end_lo, events.end_hi)]
    assert spans == [0, 0, 0, 0]


def test_that_sites_stand_where_they_are_known(tmp_path: Path) -> None:
    found = read_package(tmp_path)
    sites = found.sites
    france = found.gazetteer.countries["FR"]
    assert [sites.precision.text(i) for i in range(4)] == ["city", "country", "region", "exact"]
    assert (sites.lon[0], sites.draw_lon[0]) == (103.8, 103.8)
    assert np.isnan(sites.lon[1:]).all()
    assert (sites.draw_lon[1], sites.draw_lat[1]) == (france.lon, france.lat)
    assert sites.region.tolist() == [-1, -1, 0, -1]
    assert (sites.draw_lon[2], sites.draw_lat[2]) == (found.regions[0].lon, found.regions[0].lat)
    assert (sites.draw_lon[3], sites.draw_lat[3]) == (15, 27.5)
    assert list(sites.rings) == [3]
    assert sites.announced[0].tolist() == [parse("2024-06").start.lo, parse("2024-06").start.hi]
    assert sites.stated == {0: {"announced": "2024-06"}}
    assert sites.opened[0].tolist() == [MAX, MAX]
    assert sites.extra == {0: {"rank": {"n": 1}}}
    assert sites.event.tolist() == [1, 1, 0, 2]
    assert sites.row.tolist() == [2, 3, 4, 5]


def test_that_the_small_tables_are_read(tmp_path: Path) -> None:
    found = read_package(tmp_path)
    acme, bolt = found.organizations
    assert (acme.also_known_as, acme.lon, bolt.parent) == (("A", "AA"), 120.1, 0)
    assert found.sources[0].extra == {"shelf": "left"}
    assert [(c.event, c.source, c.stance) for c in found.citations][2] == (0, 1, "supports")
    first, second, third = found.indicators
    assert (first.value, first.source, first.lo) == (5, 0, parse("2024").start.lo)
    assert (second.value_low, second.value_high, second.hi) == (6, 7, parse("2026").end.hi)
    assert np.isnan(second.value)
    assert (third.date, third.lo, third.hi) == ("", 0, 0)


def test_that_what_has_no_name_here_is_kept(tmp_path: Path) -> None:
    regions = packages.REGIONS.replace('"id": "na"', '"id": "na", "rank": [1]')
    found = read_package(tmp_path, regions=regions)
    assert found.regions[0].extra == {"rank": [1]}
    assert found.package.description["resources"] == [{"name": "events", "path": "events.csv"}]


def test_that_folder_zip_and_description_open_the_same(tmp_path: Path) -> None:
    folder = read_package(tmp_path / "p")
    described = load(tmp_path / "p" / "datapackage.json")
    (tmp_path / "p.chuhai").write_bytes(packages.zipped({**PACKAGE, "briefing.json": "{}"}))
    packed = load(str(tmp_path / "p.chuhai"))
    assert folder.package.fingerprint == packed.package.fingerprint
    assert folder.package.fingerprint == described.package.fingerprint
    assert list(folder.events.title) == list(packed.events.title)
    assert packed.package.origin == "p.chuhai"


def test_that_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    head, *rows = packages.EVENTS.splitlines()
    turned = read_package(tmp_path / "b", events="\n".join([head, *reversed(rows)]))
    straight = read_package(tmp_path / "a")
    assert list(turned.events.id) == list(straight.events.id)
    assert turned.events.start_lo.tolist() == straight.events.start_lo.tolist()
    assert [turned.citations[0].event, turned.sites.event[0]] == [1, 1]


def test_that_all_standard_categories_are_there_in_order(tmp_path: Path) -> None:
    ids = [c.id for c in read_package(tmp_path).categories]
    assert ids == [
        "data_center", "partnership", "release", "investment", "acquisition", "ipo",
        "regulation", "other",
    ]  # fmt: skip


def test_that_a_package_declares_categories_of_its_own(tmp_path: Path) -> None:
    own = [{"id": "ipo", "name": "Listing", "name_zh": "挂牌"}, {"id": "x"}, 3, {"id": ""}]
    text = json.dumps({"title": "T", "chuhai": {"categories": own}})
    found = read_package(tmp_path, datapackage=text)
    assert [c.id for c in found.categories] == ["ipo", "x", "release", "other"]
    assert found.categories[0].name_zh == "挂牌"
    assert {t[0] for t in told(found)} == {"warning"}


@pytest.mark.parametrize(("named", "problems"), [("x", 0), ("y", 1), (["x"], 1), ("", 0)])
def test_that_the_series_that_a_package_names_is_its_own(
    tmp_path: Path, named: object, problems: int
) -> None:
    text = json.dumps({"title": "T", "chuhai": {"indicator": named}})
    found = told(read_package(tmp_path, datapackage=text))
    missing = [one for one in found if one[3] == "chuhai.indicator"]
    assert [one[0] for one in missing] == ["warning"] * problems


def test_that_a_package_may_have_events_alone(tmp_path: Path) -> None:
    rest = dict.fromkeys(("sites", "sources", "citations", "indicators", "regions"))
    found = read_package(tmp_path, organizations=packages.ORGANIZATIONS, **rest)
    assert (len(found), len(found.sites), len(found.citations)) == (3, 0, 0)
    assert len(found.events.sites.row(0)) == 0


def test_that_the_bundled_package_is_read_without_a_problem(bundled: Dataset) -> None:
    assert bundled.problems == ()
    assert len(bundled) > 50
    assert bundled.package.home == "CN"


def test_that_loading_imports_nothing_heavy() -> None:
    code = (
        "import sys; from explorer.dataset.build import load; load(sys.argv[1]);"
        "heavy = {'pandas', 'geopandas', 'shapely', 'pyproj', 'pydantic', 'PySide6'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code, bundled_package()],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert out.stdout.strip() == "[]"
