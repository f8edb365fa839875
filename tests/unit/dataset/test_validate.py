"""The JSON contract of ``chuhai validate``."""

import json
from pathlib import Path

from packages import read_flat, read_package, table

from explorer.dataset.validate import report


def test_that_a_sound_package_is_ok(tmp_path: Path) -> None:
    assert report(read_package(tmp_path)) == {"ok": True, "events": 3, "sites": 4, "problems": []}


def test_that_problems_have_just_the_promised_keys(tmp_path: Path) -> None:
    rows = [{"date": "2021-02-29", "country": "FR"}, {"country": "Atlantis"}, {"country": "SG"}]
    told = json.loads(json.dumps(report(read_flat(tmp_path, table(*rows)))))
    assert (told["ok"], told["events"], told["sites"]) == (False, 2, 2)
    assert told["problems"][0] == {
        "severity": "error",
        "file": "table.csv",
        "row": 2,
        "field": "date",
        "value": "2021-02-29",
        "message": "February 2021 has 28 days",
        "fix": "",
    }
    assert [p["severity"] for p in told["problems"]] == ["error", "warning"]


def test_that_fixes_and_warnings_are_ok(tmp_path: Path) -> None:
    told = report(read_flat(tmp_path, table({"country": "Atlantis", "date": "2024/3/4"})))
    assert told["ok"] is True
    assert len(told["problems"]) == 2
