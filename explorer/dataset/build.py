"""The one door to data: a path to a frozen Dataset."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from explorer.common.errors import InputError
from explorer.common.problems import Problem
from explorer.dataset.assemble import Parts, assemble
from explorer.dataset.gazetteer import load_gazetteer
from explorer.dataset.log import Log, Place
from explorer.dataset.model import Dataset
from explorer.dataset.options import ReadOptions
from explorer.dataset.packaged import read_package
from explorer.files.kinds import is_file, is_folder
from explorer.files.package import open_archive, open_folder, read_file
from explorer.files.sniff import sniff

__all__ = ["ReadOptions", "load"]

DEFAULTS: Final = ReadOptions()


def load(path: Path | str, options: ReadOptions = DEFAULTS) -> Dataset:
    """The dataset at ``path``: a package folder (or its ``datapackage.json``), a zip or
    ``.chuhai`` of one, a CSV table or a GeoJSON file. What a file is, its bytes say.

    Bad rows are left out and listed in ``problems``; every row is used or listed. Raises
    InputError when nothing can be read, or only with an option that the message names.
    """
    with _uncollected():
        return _load(Path(path), options)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection: while millions of small objects are built, each pass walks all of
    them and finds nothing (half the time of a large load)."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _load(path: Path, options: ReadOptions) -> Dataset:
    log = Log(options, load_gazetteer())
    if path.name == "datapackage.json" and is_file(path):
        path = path.parent
    if is_folder(path):
        return assemble(read_package(log, open_folder(path)), log)
    data = read_file(path)
    kind, words = sniff(data)
    if kind == "zip":
        return assemble(read_package(log, open_archive(path.name, data)), log)
    if kind not in ("table", "json"):
        end = "" if kind == "empty" else ", not a data package, a table or GeoJSON"
        raise InputError(f"{path.name} is {words}{end}")
    _warn_of_name(log, path, kind)
    from explorer.dataset.flat import read_flat_features, read_flat_table

    read = read_flat_table if kind == "table" else read_flat_features
    parts = read(log, path.name, data)
    _refuse_unanswered(log, path.name, parts)
    return assemble(parts, log)


def _warn_of_name(log: Log, path: Path, kind: str) -> None:
    suffix = path.suffix.lower()
    if kind == "json" and suffix in (".csv", ".tsv", ".txt"):
        log.add("warning", Place(path.name, None), "", "", "the file is GeoJSON, whatever its name")
    if kind == "table" and suffix in (".json", ".geojson"):
        raise InputError(f"{path.name} is plain text, not GeoJSON")


def _refuse_unanswered(log: Log, name: str, parts: Parts) -> None:
    """A table of which nothing can be read without an option is refused, naming it."""
    if log.asks and not parts.events:
        first: Problem = log.asks[0]
        value = " ".join(first.value.split())
        raise InputError(f"{name}, line {first.row}, {first.field} “{value}”: {first.message}")
