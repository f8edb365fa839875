"""Fetch the packages that the build scripts read, and write files with the same bytes each time."""

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

RESOURCES = Path(__file__).resolve().parent


@contextmanager
def npm_package(name: str, version: str, given: Path | None = None) -> Iterator[Path]:
    """The folder of one unpacked npm package; `given` is used as it is, otherwise npm fetches it.

    The fetched copy is deleted when the block ends. Raises `FileNotFoundError` without npm and
    `subprocess.CalledProcessError` when npm fails.
    """
    if given is not None:
        yield given
        return
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is needed to fetch " + name)
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run([*command, "--prefix", folder, f"{name}@{version}"], check=True)
        yield Path(folder) / "node_modules" / name


def write_npz(path: Path, arrays: Mapping[str, npt.NDArray[np.generic]]) -> None:
    """Like `np.savez_compressed`, with fixed times in the zip and no pickles."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(entry, buffer.getvalue(), compresslevel=9)
