"""What is opened for the second time is the same, and a kept file that is not sound is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from both import assert_same

from explorer.common import texts
from explorer.common.paths import bundled_package
from explorer.dataset import build, compiled, packaged, quick
from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.dataset.options import ReadOptions
from explorer.files import cache

HEADER = (
    "id,title,date,ended,category,organizations,place,country,lat,lon,amount,tags,source,url,mood"
)
ROWS = [
    f"e{i},Event {i} 港,2024-0{1 + i % 9},{'2025' if i % 3 else ''},IPO,A;B,Paris,FR;SG,48.8,2.3,"
    f"{i if i % 2 else 'x'},a;t{i % 4},Paper,https://e.example/{i},glad"
    for i in range(60)
]


class Read(Exception):  # noqa: N818  no error
    """The table itself was read."""


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (quick, compiled):
        monkeypatch.setattr(module, "LARGE", 0)
    monkeypatch.setattr(texts, "SMALL", 10)
    monkeypatch.setattr(texts, "FEW", 10)
    path = tmp_path / "table.csv"
    path.write_text("\n".join([HEADER, *ROWS, ""]), "utf-8")
    return path


def opened(path: Path, options: ReadOptions = build.DEFAULTS) -> Dataset:
    found = load(path, options)
    compiled.wait_until_kept()
    return found


def reads(path: Path, monkeypatch: pytest.MonkeyPatch, **options: str) -> bool:
    """Whether the table itself is read."""

    def stop(*_: object) -> None:
        raise Read

    with monkeypatch.context() as patch:
        patch.setattr(quick, "read_quick_table", stop)
        try:
            load(path, ReadOptions(**options))  # type: ignore[arg-type]
        except Read:
            return True
    return False


def kept_file() -> Path:
    (found,) = cache.cache_folder().iterdir()
    return found


def test_that_a_second_opening_is_the_same_and_does_not_read_the_table(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(table)
    assert first.problems
    assert not reads(table, monkeypatch)
    assert_same(first, load(table))
    assert load(table).event_index["e7"] == first.event_index["e7"]


def test_that_what_is_kept_of_a_table_read_by_rows_is_the_same(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.write_bytes(table.read_bytes() + b'an "odd" quote,\n')
    first = opened(table)
    assert_same(first, load(table))
    assert not reads(table, monkeypatch)


def test_that_other_bytes_options_names_and_versions_are_read_anew(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(table)
    assert reads(table, monkeypatch, decimal=".")
    other = table.rename(table.with_name("other.csv"))
    assert reads(other, monkeypatch)
    other.rename(table)
    assert not reads(table, monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr("explorer.__version__", "999")
        assert reads(table, monkeypatch)
    facts = table.stat()
    table.write_bytes(table.read_bytes().replace(b"Event 7", b"Event 8"))
    os.utime(table, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert reads(table, monkeypatch)


def cut(data: bytes) -> bytes:
    return data[:-1]


def longer(data: bytes) -> bytes:
    return data + b"\0"


def emptied(_: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [cut, longer, emptied])
def test_that_a_file_of_another_length_is_read_anew_and_rewritten(
    table: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[bytes], bytes]
) -> None:
    first = opened(table)
    path = kept_file()
    sound = path.read_bytes()
    path.write_bytes(damage(sound))
    assert reads(table, monkeypatch)
    assert_same(first, opened(table))
    assert path.read_bytes() == sound


def test_that_no_flipped_byte_goes_unseen(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(table)
    path = kept_file()
    sound = path.read_bytes()
    for place in range(0, len(sound), 97):
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 0x10]) + sound[place + 1 :])
        assert reads(table, monkeypatch), place


def test_that_the_file_of_another_table_is_not_taken_for_this_ones(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(table)
    path = kept_file()
    other = table.with_name("other.csv")
    other.write_text("title,date\nA,2024\n", "utf-8")
    opened(other)
    (later,) = (p for p in cache.cache_folder().iterdir() if p != path)
    path.write_bytes(later.read_bytes())
    assert reads(table, monkeypatch)


def test_that_the_folder_stays_small_and_the_oldest_go(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(table)
    first = kept_file()
    os.utime(first, (1, 1))
    monkeypatch.setattr(cache, "MOST", 2 * first.stat().st_size + 500)
    for name in ("b.csv", "c.csv"):
        opened(table.rename(table.with_name(name)))
        table.with_name(name).rename(table)
    assert not first.exists()
    left = list(cache.cache_folder().iterdir())
    assert 0 < sum(path.stat().st_size for path in left) <= cache.MOST


def test_that_a_folder_that_cannot_be_written_is_no_trouble(
    table: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert len(opened(table)) == len(opened(table)) == 60


def test_that_a_table_that_is_not_large_is_not_kept(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "LARGE", 1 << 20)
    opened(table)
    assert not cache.cache_folder().exists()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundled_package(), tmp_path / "own"))


def shown(path: Path) -> Dataset:
    """The package as a window that was painted has it."""
    found = load(path)
    compiled.remember_package(found)
    compiled.wait_until_kept()
    return found


def reads_package(path: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the files of the package itself are read."""

    def stop(*_: object) -> None:
        raise Read

    with monkeypatch.context() as patch:
        patch.setattr(packaged, "read_package", stop)
        try:
            load(path)
        except Read:
            return True
    return False


def test_that_a_package_opened_again_is_the_same_and_is_not_read(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = package / "events.csv"
    events.write_text(events.read_text("utf-8") + "no-date,x\n", "utf-8")  # a problem to be kept
    assert reads_package(package, monkeypatch)
    first = shown(package)
    assert first.problems
    assert first.regions
    assert first.indicators
    assert not reads_package(package, monkeypatch)
    assert_same(first, load(package))


def test_that_a_package_with_another_byte_or_name_is_read_anew(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(package)
    assert reads_package(package.rename(package.with_name("other")), monkeypatch)
    package.with_name("other").rename(package)
    assert not reads_package(package, monkeypatch)
    for name in ("events.csv", "sites.geojson", "datapackage.json"):
        data = (package / name).read_bytes()
        (package / name).write_bytes(data + b"\n")
        assert reads_package(package, monkeypatch), name
        (package / name).write_bytes(data)
    assert not reads_package(package, monkeypatch)


def test_that_a_damaged_memory_of_a_package_counts_as_none(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shown(package)
    path = kept_file()
    sound = path.read_bytes()
    for place in range(5, len(sound), len(sound) // 40):
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 0x10]) + sound[place + 1 :])
        assert reads_package(package, monkeypatch), place
    assert_same(first, shown(package))
    assert path.read_bytes() == sound


def test_that_only_windows_keep_packages(package: Path) -> None:
    load(package)
    compiled.wait_until_kept()
    assert not cache.cache_folder().exists()


def test_that_a_sound_memory_is_not_written_again(package: Path) -> None:
    shown(package)
    path = kept_file()
    before = path.stat().st_ino
    shown(package)
    assert kept_file().stat().st_ino == before


def test_that_a_small_package_is_not_kept(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "PACKED", 1 << 30)
    shown(package)
    assert not cache.cache_folder().exists()
