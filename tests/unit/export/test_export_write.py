"""Files by suffix, and the same bytes from one process to the next."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from export_samples import META, picture

from explorer.common.errors import OutputError, UsageError
from explorer.export.write import SUFFIXES, render, write_picture

SCRIPT = """
import sys
from pathlib import Path
from explorer.export.write import deterministic
deterministic()
from PySide6.QtWidgets import QApplication
app = QApplication([])
from explorer.export.write import SUFFIXES, write_picture
from export_samples import META, picture
for suffix in SUFFIXES:
    write_picture(Path(sys.argv[1]) / f"out{suffix}", picture(), scale=1.5, dpi=144, meta=META)
"""


def test_that_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        here = Path(__file__).resolve().parent
        paths = [str(here.parents[2]), str(here), *filter(None, [os.environ.get("PYTHONPATH")])]
        settings = {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(paths)}
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(folder)],
            check=True,
            env={**os.environ, **settings},
            cwd=folder,
        )
        hashes = {s: sha256((folder / f"out{s}").read_bytes()).hexdigest() for s in SUFFIXES}
        found.append(hashes)
    assert found[0] == found[1]


@pytest.mark.usefixtures("qapp")
def test_that_the_suffix_chooses_the_format() -> None:
    heads = {".png": b"\x89PNG", ".SVG": b"<?xml", ".Pdf": b"%PDF"}
    for suffix, head in heads.items():
        assert render(picture(), suffix, meta=META).startswith(head)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("suffix", [".gif", "", ".pngx"])
def test_that_other_suffixes_are_refused(suffix: str) -> None:
    with pytest.raises(UsageError, match=r"\.png, \.svg, \.pdf"):
        render(picture(), suffix, meta=META)


@pytest.mark.usefixtures("qapp")
def test_that_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out.svg"
    write_picture(target, picture(), meta=META)
    assert target.read_bytes() == render(picture(), ".svg", meta=META)
    with pytest.raises(OutputError):
        write_picture(tmp_path / "missing" / "out.svg", picture(), meta=META)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.svg"]
