"""``chuhai convert``: from whatever can be read to what other programs read."""

from __future__ import annotations

import argparse
from pathlib import Path

from explorer.common.errors import UsageError
from explorer.dataset.model import Dataset
from explorer.export.data.write import FORMATS, NAMES, format_of
from explorer.query.clauses import Query


def add_convert(parser: argparse.ArgumentParser) -> None:
    """IN, OUT and the format."""
    parser.add_argument("path", metavar="IN", help="package folder or any file that opens")
    endings = ", ".join(known.endings[0] for known in FORMATS if known.endings)
    parser.add_argument("out", metavar="OUT", help=f"ends in {endings}; a new folder without one")
    parser.add_argument("--to", metavar="FORMAT", choices=NAMES, help=", ".join(NAMES))


def target_of(args: argparse.Namespace) -> tuple[Path, str]:
    """Where to write, and in which format. Raises UsageError."""
    if not args.out.strip():
        raise UsageError("OUT: give the name of a file, or of a new folder")
    return Path(args.out), args.to or format_of(args.out)


def write(dataset: Dataset, query: Query, source: Path, out: Path, name: str) -> list[str]:
    """Write the events that ``query`` finds in ``dataset``, which was read from ``source``.
    Returns what the format could not carry. Raises OutputError."""
    from explorer.export.data.convert import convert
    from explorer.query.engine import Engine

    visible = Engine(dataset).result(query).visible if query.filters else None
    return convert(dataset, visible, source, out, name)
