"""The one door to data: a path to a frozen Dataset."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from explorer.common.errors import InputError, Need, OptionError, UsageError
from explorer.common.garbage import uncollected
from explorer.common.progress import Progress, silent
from explorer.dataset.model import Dataset
from explorer.dataset.options import ReadOptions
from explorer.files.kinds import is_file, is_folder
from explorer.files.package import PackageFiles, fingerprint, open_archive, open_folder, read_file
from explorer.files.sniff import looks_timelinejs, sniff

if TYPE_CHECKING:
    from explorer.dataset.assemble import Parts
    from explorer.dataset.log import Log
    from explorer.dataset.quick import Quick

__all__ = ["ReadOptions", "load"]

DEFAULTS: Final = ReadOptions()

RULES: Final[Mapping[str, str]] = {
    "encoding": "the files of a data package are UTF-8",
    "delimiter": "the tables of a data package are parted by commas",
    "crs": "a data package has longitudes and latitudes (WGS 84)",
}
COMMA: Final = re.compile(rb';[ "]*(-?\d[\d.]*,\d+)[ "]*(?=[;\r\n])')
"""A number with a decimal comma in a table parted by semicolons."""


def load(path: Path | str, options: ReadOptions = DEFAULTS, progress: Progress = silent) -> Dataset:
    """The dataset at ``path``: a package folder (or its ``datapackage.json``), a zip or
    ``.chuhai`` of one, a CSV table, a GeoJSON file, a GeoPackage or the JSON of TimelineJS. What
    a file is, its bytes say.

    Bad rows are left out and listed in ``problems``; every row is used or listed. Raises
    InputError when nothing can be read, or only with an option that the message names.
    What ``progress`` raises breaks the reading off.
    """
    with uncollected():
        return _load(Path(path), options, progress)


def _load(path: Path, options: ReadOptions, progress: Progress) -> Dataset:
    if path.name == "datapackage.json" and is_file(path):
        path = path.parent
    if is_folder(path):
        return _package(lambda: open_folder(path, progress), options, progress)
    data = read_file(path, progress)
    kind, words = sniff(data)
    if kind == "zip":
        return _package(lambda: open_archive(path.name, data), options, progress)
    if kind == "gpkg":
        from explorer.dataset.geopackage import package_in

        if files := package_in(path.name, data):
            return _package(lambda: files, options, progress)
    elif kind not in ("table", "json"):
        end = "" if kind == "empty" else ", not a data package, a table or GeoJSON"
        raise InputError(f"{path.name} is {words}{end}")
    return _flat(path, kind, data, options, progress)


def _package(
    files: Callable[[], PackageFiles], options: ReadOptions, progress: Progress
) -> Dataset:
    """A data package says how it is to be read itself."""
    given = [f.name.replace("_", "-") for f in fields(options) if getattr(options, f.name)]
    if given:
        raise UsageError(
            f"--{given[0]}: reading options are for single tables; this is a data package"
        )
    from explorer.dataset import compiled

    found = files()
    known = compiled.recall(compiled.package_key(found.origin, found.fingerprint), progress)
    return _read(found, options, progress) if known is None else known


def _read(files: PackageFiles, options: ReadOptions, progress: Progress) -> Dataset:
    # Late: a package that is recalled needs none of it.
    from explorer.dataset.assemble import assemble
    from explorer.dataset.gazetteer import load_gazetteer
    from explorer.dataset.log import Log
    from explorer.dataset.packaged import read_package

    log = Log(options, load_gazetteer(), single=False, progress=progress)
    try:
        return assemble(read_package(log, files), log)
    except OptionError as error:
        need = error.needs[0]
        why = str(error).partition(": read it with")[0]
        raise InputError(f"{why}; {RULES[need.field]}") from None


def _flat(path: Path, kind: str, data: bytes, options: ReadOptions, progress: Progress) -> Dataset:
    """A stranger's table. One that nothing can be read of without options is refused, naming all
    that are seen to be needed: after each, reading is tried on with what it most likely is."""
    from explorer.dataset import compiled, quick
    from explorer.dataset.assemble import Parts, assemble
    from explorer.dataset.flat import read_flat_features, read_flat_table
    from explorer.dataset.gazetteer import load_gazetteer
    from explorer.dataset.log import Log
    from explorer.files.quick import NotPlain

    name = path.name
    large = kind == "table" and len(data) >= quick.LARGE
    mark = fingerprint({name: data}, progress) if large else ""
    kept = compiled.table_key(mark, options) if large and len(data) >= compiled.LARGE else ""
    if kept and (known := compiled.recall(kept, progress)):
        return known.look_up(progress)

    def read(log: Log) -> Parts | Quick:
        if kind == "gpkg":
            from explorer.dataset.geopackage import read_layer

            return read_layer(log, name, data)
        if kind == "json" and looks_timelinejs(data):
            from explorer.dataset.timelinejs import read_timelinejs

            return read_timelinejs(log, name, data)
        if kind == "json":
            return read_flat_features(log, name, data)
        if large:
            try:
                return quick.read_quick_table(log, name, data, mark)
            except NotPlain:
                pass
        return read_flat_table(log, name, data)

    def tried(options: ReadOptions, strict: bool) -> tuple[Parts | Quick, Log]:
        log = Log(options, load_gazetteer(), progress=progress)
        _warn_of_name(log, path, kind)
        parts = read(log)
        needs = log.needs()
        if needs and (strict or not len(parts.events)):
            named = " ".join(need.option for need in needs)
            why = "; ".join(need.reason for need in needs)
            raise OptionError(f"{name}, {why} Read it with {named}", *needs)
        return parts, log

    try:
        parts, log = tried(options, strict=False)
    except OptionError as error:
        found = all_needed(error, options, lambda more: tried(more, strict=True))
        given = {need.field for need in found} | ({"decimal"} if options.decimal else set())
        comma = COMMA.search(data)
        if comma and "decimal" not in given and any(need.guess == ";" for need in found):
            why = f"“{comma[1].decode()}” has a decimal comma"
            found.append(Need("--decimal ,", why, "decimal", ","))
        if len(found) == len(error.needs):
            raise
        named = " ".join(dict.fromkeys(need.option for need in found))
        reasons = "; ".join(dict.fromkeys(need.reason for need in found))
        raise OptionError(f"{name} can only be read with {named}: {reasons}", *found) from None
    made = assemble(parts, log) if isinstance(parts, Parts) else parts.dataset()
    progress("arranging", 0, 0)
    if kept:
        compiled.remember(kept, made)
        progress("arranging", 0, 0)
    # To look up ids for the first time would else hold the screen later.
    return made.look_up(progress) if large else made


def all_needed(
    error: OptionError, options: ReadOptions, attempt: Callable[[ReadOptions], object]
) -> list[Need]:
    """What ``error`` wants, and what is found missing when that is given as guessed."""
    needs = list(error.needs)
    while all(need.guess for need in error.needs) and len(needs) < 20:
        for need in error.needs:
            guess: Any = need.guess
            if need.field == "map":
                field_name, _, column = need.guess.partition("=")
                guess = (*options.map, (field_name, column))
            options = replace(options, **{need.field: guess})
        try:
            attempt(options)
        except OptionError as later:
            error = later
            needs += later.needs
        except InputError:
            break
        else:
            break
    return needs


def _warn_of_name(log: Log, path: Path, kind: str) -> None:
    suffix = path.suffix.lower()
    if kind == "json" and suffix in (".csv", ".tsv", ".txt"):
        from explorer.dataset.log import Place

        log.add("warning", Place(path.name, None), "", "", "the file is GeoJSON, whatever its name")
    if kind == "table" and suffix in (".json", ".geojson"):
        raise InputError(f"{path.name} is plain text, not GeoJSON")
