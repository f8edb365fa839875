"""``chuhai snapshot``: three sorts of file, their size, facts and bytes, and nothing on failure."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as Tree
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from samples import EVENTS, PACKAGE, assert_refused, packed, read_png, run, screenless, start

from explorer.dataset.build import load

PLAN = "alibaba-dc-plan-2024-05"
SMALL = ("--size", "640x400")
MAY = ("--time", "2024-05", "--where", "category=data_center", "--where", "id=" + PLAN)
SVG = "{http://www.w3.org/2000/svg}"

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def fingerprint() -> str:
    found = load(PACKAGE).package.fingerprint
    assert re.fullmatch(r"[0-9a-f]{64}", found)
    return found


def made_on() -> str:
    """The day that the bundled package bears."""
    described = json.loads((PACKAGE / "datapackage.json").read_text(encoding="utf-8"))
    return str(described["created"])[:10]


def snapshot(out: Path, *words: object) -> bytes:
    """The bytes written."""
    answer = run("snapshot", out, *words)
    assert answer == (0, "", "")
    assert [p.name for p in out.parent.iterdir() if p.name.startswith(".chuhai")] == []
    return out.read_bytes()


def texts_of(svg: bytes) -> list[str]:
    return ["".join(node.itertext()) for node in Tree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("words", "size", "dpi"),
    [
        ((), (640, 400), 96),
        (("--scale", "2"), (1280, 800), 192),
        (("--scale", "0.5"), (320, 200), 48),
        (("--dpi", "192"), (1280, 800), 192),
        (("--dpi", "300"), (2000, 1250), 300),
    ],
    ids=["plain", "scale 2", "scale 0.5", "dpi 192", "dpi 300"],
)
def test_that_a_png_has_size_times_scale_pixels_and_its_dpi(
    words: tuple[str, ...], size: tuple[int, int], dpi: float, tmp_path: Path
) -> None:
    picture = read_png(snapshot(tmp_path / "out.png", *SMALL, *MAY, *words))
    assert (picture.width, picture.height) == size
    assert picture.per_metre == round(dpi / 0.0254)


def test_that_the_size_is_1920_by_1080_when_nothing_is_said(tmp_path: Path) -> None:
    picture = read_png(snapshot(tmp_path / "OUT.PNG"))
    assert (picture.width, picture.height, picture.per_metre) == (1920, 1080, 3780)


def test_that_a_png_says_what_it_shows(tmp_path: Path, fingerprint: str) -> None:
    told = read_png(snapshot(tmp_path / "out.png", *SMALL, *MAY)).texts
    assert told["Title"] == "Chinese AI going abroad"
    assert told["Software"] == "Chuhai Explorer"
    assert told["chuhai:fingerprint"] == fingerprint
    assert "May 2024" in told["chuhai:filters"]
    assert "Data centre" in told["chuhai:filters"]
    assert told["chuhai:created"] == made_on()
    assert "chuhai:filters" not in read_png(snapshot(tmp_path / "all.png", *SMALL)).texts


def test_that_an_svg_says_what_it_shows(tmp_path: Path, fingerprint: str) -> None:
    root = Tree.fromstring(snapshot(tmp_path / "out.svg", *SMALL, *MAY))
    assert root.tag == f"{SVG}svg"
    assert (root.get("width"), root.get("height")) == ("640", "400")
    facts = "".join(
        "".join(n.itertext()) for n in root if n.tag in (f"{SVG}desc", f"{SVG}metadata")
    )
    assert fingerprint in facts
    assert "May 2024" in facts
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == "Chinese AI going abroad"


def test_that_a_pdf_says_what_it_shows(tmp_path: Path, fingerprint: str) -> None:
    reader = PdfReader(BytesIO(snapshot(tmp_path / "out.pdf", *SMALL, *MAY)))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (float(box.width), float(box.height)) == (480, 300)
    facts = reader.metadata
    assert facts is not None
    assert facts.title == "Chinese AI going abroad"
    assert fingerprint in str(facts.subject)
    assert "May 2024" in str(facts["/Keywords"])
    assert str(facts["/CreationDate"]) == f"D:{made_on().replace('-', '')}000000Z"


def words_of(pdf: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_that_other_programs_find_the_words_of_a_pdf(tmp_path: Path) -> None:
    answer = start("snapshot", tmp_path / "en.pdf", *MAY)
    assert answer == (0, "", "")
    english = words_of(tmp_path / "en.pdf")
    for word in ("Malaysia", "Mexico", "Philippines", "Thailand", "South Korea", "Alibaba Cloud"):
        assert word in english
    assert f"1 of {EVENTS} events" in english
    assert "Boundaries: Natural Earth, de facto; no position taken" in english


def test_that_other_programs_find_chinese_words_in_a_pdf(tmp_path: Path) -> None:
    answer = start("snapshot", tmp_path / "zh.pdf", *MAY, "--lang", "zh")
    assert answer == (0, "", "")
    chinese = words_of(tmp_path / "zh.pdf")
    for word in (
        "马来西亚",
        "墨西哥",
        "菲律宾",
        "泰国",
        "韩国",
        "阿里云",
        "数据中心",
        "中国AI出海",
    ):
        assert word in chinese
    assert "Malaysia" not in chinese


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_that_two_processes_write_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    found = set()
    places = [("1", "UTC", "C"), ("2", "Asia/Shanghai", "C.UTF-8")]
    for i, (seed, zone, locale) in enumerate(places):
        folder = tmp_path / f"folder {i}"
        folder.mkdir()
        env = screenless(PYTHONHASHSEED=seed, TZ=zone, LC_ALL=locale, HOME=str(folder))
        out = f"out{i}.{suffix}"
        answer = start("snapshot", out, *SMALL, "--time", "2024", env=env, cwd=folder)
        assert answer == (0, "", "")
        found.add((folder / out).read_bytes())
        assert [p.name for p in folder.iterdir() if p.name[0] != "."] == [out]
    assert len(found) == 1


def test_that_folder_and_zip_make_the_same_picture(tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "a.png", *SMALL, *MAY)
    assert snapshot(tmp_path / "b.png", packed(tmp_path / "p.zip"), *SMALL, *MAY) == folder
    assert snapshot(tmp_path / "c.png", packed(tmp_path / "p.chuhai"), *SMALL, *MAY) == folder


def test_that_another_filter_makes_another_picture(tmp_path: Path) -> None:
    found = {
        snapshot(tmp_path / "out.png", *SMALL, *words)
        for words in (
            *((), MAY, ("--lang", "zh"), ("--theme", "dark"), ("--theme", "print")),
            *(("--title", "Other"), ("--center", "0"), ("--show", "map"), ("--show", "timeline")),
            *(("--search", "qwen"), ("--bbox", "-20,-35,55,38"), ("--today", "2025-06-01")),
        )
    }
    assert len(found) == 12


def test_that_what_is_not_shown_is_not_there(tmp_path: Path) -> None:
    def words(*show: str) -> str:
        return "\n".join(texts_of(snapshot(tmp_path / "out.svg", *MAY, *show)))

    whole, only_map, only_time = words(), words("--show", "map"), words("--show", "timeline")
    assert "Sources:" in whole
    assert "Sources:" not in only_map + only_time
    assert "Malaysia" in whole
    assert "Malaysia" in only_map
    assert "Malaysia" not in only_time
    assert "Alibaba Cloud 5-country plan" in only_time
    assert "Alibaba Cloud 5-country plan" not in only_map
    for line in (whole, only_map):
        assert "Boundaries: Natural Earth" in line
        assert f"1 of {EVENTS} events" in line


def test_that_the_title_is_ones_own_and_stays_text(tmp_path: Path) -> None:
    title = '<b>Gulf</b> & "friends"  出海'
    svg = snapshot(tmp_path / "out.svg", *SMALL, "--title", title)
    assert " ".join(title.split()) in texts_of(svg)
    told = read_png(snapshot(tmp_path / "out.png", *SMALL, "--title", title)).texts
    assert told["Title"] == " ".join(title.split())


@pytest.mark.parametrize("today", ["2025-06-01", "1900-01-01", "-0044-03-15", "2025-06-01T12:00"])
def test_that_today_may_be_any_day(today: str, tmp_path: Path) -> None:
    assert read_png(snapshot(tmp_path / "out.png", *SMALL, "--today", today)).width == 640


@pytest.mark.parametrize("today", ["../2025", "[..2025]", "2025/2026", "2025", "2025-06"])
def test_that_today_is_one_day(today: str, tmp_path: Path) -> None:
    answer = run("snapshot", tmp_path / "out.png", *SMALL, "--today", today)
    assert_refused(answer, "--today", today)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("center", ["-180", "-100.5", "0", "180"])
@pytest.mark.parametrize("size", ["200x150", "2000x150", "200x1500"])
def test_that_any_meridian_and_shape_of_page_will_do(
    center: str, size: str, tmp_path: Path
) -> None:
    picture = read_png(snapshot(tmp_path / "out.png", "--size", size, "--center", center))
    assert f"{picture.width}x{picture.height}" == size


def test_that_an_old_picture_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    out.write_bytes(b"old" * 1_000_000)
    out.chmod(0o640)
    read_png(snapshot(out, *SMALL))
    assert out.stat().st_mode & 0o777 == 0o640


def test_that_a_refusal_leaves_the_old_picture_alone(tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    out.write_bytes(b"old")
    assert_refused(run("snapshot", out, *SMALL, "--where", "country=Atlantis"), "Atlantis")
    assert_refused(run("snapshot", out, "nope.csv"), "nope.csv")
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def test_that_names_of_any_sort_are_written_to(tmp_path: Path) -> None:
    for name in ("出海 图.png", "-x.png", "a'b\"c.svg", "%20.pdf"):
        out = tmp_path / name
        assert snapshot(out, *SMALL, *MAY)


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if os.name != "posix" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_that_a_full_disk_is_told_and_left_as_it_was(suffix: str, full_disk: Path) -> None:
    out = full_disk / f"out.{suffix}"
    out.write_bytes(b"old")
    assert_refused(run("snapshot", out, *SMALL), str(out), "the disk is full")
    assert out.read_bytes() == b"old"
    assert list(full_disk.iterdir()) == [out]


def test_that_a_write_that_stops_half_way_leaves_nothing(tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("limits of a process are POSIX")
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "from explorer.cli import main\n"
        "sys.exit(main(['snapshot', 'out.png', '--size', '640x400']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env=screenless(),
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert done.stderr.decode().startswith("chuhai: out.png was not written: ")
    assert list(tmp_path.iterdir()) == []


def test_that_a_snapshot_neither_reads_nor_writes_elsewhere(tmp_path: Path) -> None:
    code = (
        "import json, sys\n"
        "opened, called = [], []\n"
        "def hook(event, args):\n"
        "    if event.startswith('socket.') and event != 'socket.__new__':\n"
        "        called.append(event)\n"
        "    if event == 'open' and isinstance(args[1], str) and set(args[1]) & set('wax+'):\n"
        "        opened.append(str(args[0]))\n"
        "sys.addaudithook(hook)\n"
        "sys.dont_write_bytecode = True\n"
        "from explorer.cli import main\n"
        "assert main(['snapshot', 'out.svg', '--size', '640x400']) == 0\n"
        "print(json.dumps([opened, called]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env=screenless(HOME=str(tmp_path)),
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    opened, called = json.loads(done.stdout)
    assert [name for name in opened if name != os.devnull] == []  # mkstemp opens by number
    assert called == []
    assert [p.name for p in tmp_path.iterdir() if not p.name.startswith(".")] == ["out.svg"]
