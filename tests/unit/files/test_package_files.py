"""Packages: folder and archive alike, and nothing outside them."""

import io
import os
import warnings
import zipfile
from pathlib import Path

import pytest

from explorer.common.errors import InputError
from explorer.files import package
from explorer.files.package import open_archive, open_folder, read_file, reference_trouble

FILES = {"datapackage.json": b"{}", "events.csv": b"id,title,date\n", "readme.txt": b"hello"}


def zipped(members: dict[str, bytes] | list[tuple[str, bytes]], method: int = 8) -> bytes:
    buffer = io.BytesIO()
    pairs = members.items() if isinstance(members, dict) else members
    with zipfile.ZipFile(buffer, "w", method) as out, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, data in pairs:
            info = zipfile.ZipInfo(name)
            info.filename = name
            info.compress_type = method
            out.writestr(info, data)
    return buffer.getvalue()


def folder(path: Path) -> Path:
    for name, data in FILES.items():
        (path / name).write_bytes(data)
    return path


def test_that_a_folder_and_its_zip_are_the_same_package(tmp_path: Path) -> None:
    plain = open_folder(folder(tmp_path))
    packed = open_archive("p.zip", zipped(FILES))
    nested = open_archive("p.zip", zipped({f"top/{k}": v for k, v in FILES.items()}))
    assert set(plain.files) == {"datapackage.json", "events.csv"}
    assert plain.files == packed.files == nested.files
    assert plain.fingerprint == packed.fingerprint == nested.fingerprint


def test_that_a_briefing_does_not_change_the_fingerprint() -> None:
    with_one = open_archive("p.chuhai", zipped({**FILES, "briefing.json": b"{}"}))
    assert with_one.files["briefing.json"] == b"{}"
    assert with_one.fingerprint == open_archive("p.zip", zipped(FILES)).fingerprint
    other = open_archive("p.zip", zipped({**FILES, "events.csv": b"id,title,date\na,b,c\n"}))
    assert other.fingerprint != with_one.fingerprint


@pytest.mark.parametrize(
    "name", ["../../evil", "a/../../evil", "/etc/passwd", "..\\evil", "C:/evil", "C:\\evil"]
)
def test_that_a_climbing_name_is_refused_and_nothing_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="leads out of the archive"):
        open_archive("p.zip", zipped({**FILES, name: b"x"}))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("second", ["events.csv", "EVENTS.CSV"])
def test_that_a_doubled_name_is_refused(second: str) -> None:
    with pytest.raises(InputError, match="twice"):
        open_archive("p.zip", zipped([*FILES.items(), (second, b"x")]))


def test_that_a_bomb_is_refused() -> None:
    with pytest.raises(InputError, match="unpacks to 5000000 bytes"):
        open_archive("p.zip", zipped({**FILES, "events.csv": bytes(5_000_000)}))


def test_that_too_many_or_too_large_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="at most 1000"):
        open_archive("p.zip", zipped({f"f{i}": b"" for i in range(1001)}))
    monkeypatch.setattr(package, "MAX_BYTES", 10)
    with pytest.raises(InputError, match="2 GiB"):
        open_archive("p.zip", zipped(FILES))


def test_that_a_damaged_or_locked_archive_is_refused() -> None:
    data = zipped({**FILES, "events.csv": os.urandom(2000)}, method=0)
    spoiled = bytearray(data)
    spoiled[data.index(b"events.csv") + 500] ^= 255
    for bad in (data[:-30], data[:50], bytes(spoiled)):
        with pytest.raises(InputError, match="damaged"):
            open_archive("p.zip", bad)
    locked = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := locked.find(mark, at + 1)) >= 0:
            locked[at + offset] |= 1
    with pytest.raises(InputError, match="password"):
        open_archive("p.zip", bytes(locked))


def test_that_a_link_in_an_archive_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        info = zipfile.ZipInfo("events.csv")
        info.external_attr = 0o120777 << 16
        out.writestr(info, "/etc/passwd")
    with pytest.raises(InputError, match="is a link"):
        open_archive("p.zip", buffer.getvalue())


def test_that_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inner = tmp_path / "package"
    inner.mkdir()
    (tmp_path / "secret.csv").write_text("id,title,date\n")
    (inner / "events.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(InputError, match="leads out of the folder"):
        open_folder(inner)
    (tmp_path / "secret.csv").unlink()
    with pytest.raises(InputError, match="link to nothing"):
        open_folder(inner)


def test_that_pipes_folders_and_strange_names_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path, words in (
        (tmp_path / "pipe.csv", "no regular file"),
        (tmp_path, "is a folder"),
        (tmp_path / "none", "does not exist"),
        (tmp_path / "a\0b", "cannot be read"),
        (tmp_path / ("x" * 300), "cannot be read"),
    ):
        with pytest.raises(InputError, match=words):
            read_file(path)


@pytest.mark.parametrize(
    ("path", "fine"),
    [
        ("events.csv", True),
        ("data/events.csv", True),
        ("../x.csv", False),
        ("/etc/passwd", False),
        ("\\\\server\\share\\x.png", False),
        ("file:///etc/passwd", False),
        ("https://example.org/x.csv", False),
        ("C:/x.csv", False),
        ("http://[", False),
    ],
)
def test_that_references_stay_in_the_package(path: str, fine: bool) -> None:
    assert (reference_trouble(path) == "") is fine


def test_that_a_large_file_is_read_in_pieces_and_can_be_broken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.files.package.PIECE", 10)
    path, told = tmp_path / "large.csv", list[str]()
    path.write_bytes(bytes(range(95)))
    assert read_file(path, lambda what, *_: told.append(what)) == bytes(range(95))
    assert told == ["rows"] * 10

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_file(path, stop)
