"""The command line: a stable contract. Nothing here imports Qt before a picture is wanted."""

from __future__ import annotations

import argparse
import gc
import json
import os
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from explorer import __version__
from explorer.cli.options import Filters, add_filters, add_reading, filters_of, reading_of, tied
from explorer.cli.streams import (
    drop_output,
    expect_qt,
    one_line,
    prepare,
    put,
    tell,
    terminal_width,
)
from explorer.common.errors import ChuhaiError, UsageError
from explorer.common.paths import bundled_package
from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.files.kinds import is_file, is_folder
from explorer.query.clauses import Query

DONE, ROWS_BAD, REFUSED = 0, 1, 2


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other error is said. Options are written out: an
    abbreviation would mean something else once another option begins like it."""

    def __init__(self, prog: str, description: str, epilog: str | None = None) -> None:
        super().__init__(prog=prog, description=description, epilog=epilog, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


def main(argv: Sequence[str]) -> int:
    """Run one command. Returns the exit status: 0 done, 1 some rows have errors, 2 refused."""
    prepare()
    try:
        return _run(tied(argv))
    except ChuhaiError as error:
        return _refuse(str(error))
    except BrokenPipeError:
        # The reader (head, less) has seen enough; that is no failure of ours.
        drop_output()
        return DONE
    except KeyboardInterrupt:
        return _refuse("stopped")
    except MemoryError:
        return _refuse("there is not enough memory for this")
    except Exception as error:
        return _refuse(_bug(error))


def _refuse(reason: str) -> int:
    tell(" ".join(reason.split()))
    return REFUSED


def _bug(error: Exception) -> str:
    """An error that nobody foresaw, in one line; the rest is for those who ask."""
    if os.environ.get("CHUHAI_DEBUG"):
        traceback.print_exc()
    at = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"this is a bug in the program: {type(error).__name__}: {error} "
        f"({Path(at.filename).name}, line {at.lineno}; CHUHAI_DEBUG=1 says more)"
    )


def _run(argv: list[str]) -> int:
    if argv and argv[0] in COMMANDS:
        gc.enable()
        return COMMANDS[argv[0]](argv[1:])
    return _window(argv)


def _window(argv: list[str]) -> int:
    parser = Parser(
        prog="chuhai",
        description="Opens the window on PATH, or on the bundled package.",
        epilog="Commands: snapshot (write a picture), query (print events), validate (report "
        "problems), health (report on the records), diff (what changed between two files), convert "
        "(write for other programs), bench (measure the window); chuhai COMMAND --help says more "
        "of each.",
    )
    parser.add_argument("--version", action="version", version=f"chuhai {__version__}")
    _add_path(parser)
    parser.add_argument("--lang", choices=["en", "zh"], help="language; else as last time")
    parser.add_argument("--theme", choices=["light", "dark"], help="theme; else as last time")
    add_reading(parser)
    add_filters(parser)
    args = parser.parse_args(argv)
    _expect_there(args.path)
    expect_qt()
    from explorer.paint.sources import spare_sources

    spare_sources()
    from explorer.app import no_screen, run_window

    if reason := no_screen():
        raise UsageError(f"{reason}; chuhai snapshot OUT.png writes a picture without one")
    options = reading_of(args)
    dataset = load(_path(args.path), options)
    query = _ask(dataset, filters_of(args))
    _tell_problems(dataset)
    asked = query if query.filters else None
    return run_window(
        dataset, asked, _given(args.path), options=options, lang=args.lang, theme=args.theme
    )


def _snapshot(argv: list[str]) -> int:
    from explorer.cli.options import add_picture, picture_of

    parser = Parser(prog="chuhai snapshot", description="Writes OUT as PNG, SVG or PDF.")
    parser.add_argument("out", metavar="OUT", type=Path, help="file ending in .png, .svg or .pdf")
    _add_path(parser)
    add_picture(parser)
    add_reading(parser)
    add_filters(parser)
    args = parser.parse_args(argv)
    spec = picture_of(args)
    dataset = load(_path(args.path), reading_of(args))
    query = _ask(dataset, filters_of(args))
    expect_qt()
    from explorer.export.snapshot import write_snapshot
    from explorer.query.engine import Engine

    write_snapshot(args.out, dataset, Engine(dataset).result(query), spec)
    return _tell_problems(dataset)


def _query(argv: list[str]) -> int:
    from explorer.query import report, table
    from explorer.query.engine import Engine

    parser = Parser(prog="chuhai query", description="Prints the matching events.")
    _add_path(parser)
    parser.add_argument(
        "--format", choices=["table", "json", "csv", "geojson"], default="table", help="output"
    )
    parser.add_argument("--facets", action="store_true", help="add counts for every facet")
    parser.add_argument("--lang", choices=["en", "zh"], default="en", help="language of the table")
    add_reading(parser)
    add_filters(parser)
    args = parser.parse_args(argv)
    if args.facets and args.format in ("csv", "geojson"):
        raise UsageError(f"--facets goes with --format table or json, not {args.format}")
    dataset = load(_path(args.path), reading_of(args))
    result = Engine(dataset).result(_ask(dataset, filters_of(args)))
    if args.format == "json":
        _print_json(report.report(dataset, result, facets=args.facets))
    elif args.format == "csv":
        put(report.as_csv(dataset, result))
    elif args.format == "geojson":
        put(report.as_geojson(dataset, result))
    else:
        width = terminal_width()
        put(table.as_table(dataset, result, args.lang, width))
        if args.facets:
            put("\n" + table.facets_table(dataset, result, args.lang, width))
    return _tell_problems(dataset)


def _convert(argv: list[str]) -> int:
    from explorer.cli.convert import add_convert, target_of, write

    parser = Parser(
        prog="chuhai convert",
        description="Writes IN, or the events of it that filters leave, as OUT: GeoPackage, CSV "
        "(a row for each event), GeoJSON (a feature for each site), TimelineJS, a data package "
        "(folder, .zip, .chuhai), or its sources as BibTeX or CSL-JSON.",
    )
    add_convert(parser)
    add_reading(parser)
    add_filters(parser)
    args = parser.parse_args(argv)
    out, name = target_of(args)
    path = Path(args.path)
    dataset = load(path, reading_of(args))
    query = _ask(dataset, filters_of(args))
    for note in write(dataset, query, path, out, name):
        tell(note)
    return _tell_problems(dataset)


def _validate(argv: list[str]) -> int:
    from explorer.dataset.validate import report

    parser = Parser(prog="chuhai validate", description="Reports problems in PATH.")
    parser.add_argument(
        "path", metavar="PATH", help="package folder, .zip, .chuhai, .csv, .geojson, .gpkg"
    )
    parser.add_argument("--format", choices=["text", "json"], default="text", help="output")
    add_reading(parser)
    args = parser.parse_args(argv)
    dataset = load(Path(args.path), reading_of(args))
    findings = report(dataset)
    if args.format == "json":
        _print_json(findings)
    else:
        lines = [one_line(str(problem)) for problem in dataset.problems]
        put("\n".join([*lines, _summary(dataset), ""]))
    return DONE if findings["ok"] else ROWS_BAD


def _health(argv: list[str]) -> int:
    from explorer.query import health_report, table
    from explorer.query.engine import Engine

    parser = Parser(
        prog="chuhai health",
        description="Reports how well the events are documented: sources, dates, places, what is "
        "missing, and a score of each (docs/data-health.md has the formula).",
    )
    _add_path(parser)
    parser.add_argument("--format", choices=["text", "json"], default="text", help="output")
    parser.add_argument("--lang", choices=["en", "zh"], default="en", help="language of the text")
    add_reading(parser)
    add_filters(parser)
    args = parser.parse_args(argv)
    dataset = load(_path(args.path), reading_of(args))
    engine = Engine(dataset)
    shown = engine.result(_ask(dataset, filters_of(args))).visible
    if args.format == "json":
        _print_json(health_report.health_json(engine, shown))
    else:
        made = health_report.health_report(engine, args.lang, shown)
        put(table.health_table(made, dataset, args.lang, terminal_width()))
    return _tell_problems(dataset)


def _diff(argv: list[str]) -> int:
    from explorer.query import changelist
    from explorer.query.difference import compare

    parser = Parser(
        prog="chuhai diff",
        description="Lists what changed from OLD to NEW: events added, removed and changed field "
        "by field, with their sites, citations and organizations, and the other tables.",
    )
    for name in ("old", "new"):
        parser.add_argument(
            name, metavar=name.upper(), help="package folder, .zip, .chuhai, .csv, .geojson"
        )
    parser.add_argument("--format", choices=["text", "json"], default="text", help="output")
    add_reading(parser)
    args = parser.parse_args(argv)
    options = reading_of(args)
    old, new = load(Path(args.old), options), load(Path(args.new), options)
    difference = compare(old, new)
    if args.format == "json":
        _print_json(changelist.as_json(difference))
    else:
        put(changelist.as_text(difference, min(terminal_width() or changelist.WIDTH, 120)))
    return max(_tell_problems(old, f"{args.old}: "), _tell_problems(new, f"{args.new}: "))


def _bench(argv: list[str]) -> int:
    from explorer.cli.options import add_bench, course_of

    parser = Parser(
        prog="chuhai bench",
        description="Measures the window: starts the program, opens made-up events that lie as "
        "those of the bundled package do, and makes gestures in it with real events. A step lasts "
        "from the event to the end of the last painting that it leads to. Without QT_QPA_PLATFORM "
        "no screen is used.",
    )
    add_bench(parser)
    args = parser.parse_args(argv)
    course = course_of(args)
    expect_qt()
    from explorer.bench.run import Course, run

    as_json = args.format == "json"
    figures = run(Course(**course), (lambda _line: None) if as_json else _put_line)
    if as_json:
        _print_json(figures.json())
    return DONE


def _put_line(text: str) -> None:
    put(text + "\n")


def _summary(dataset: Dataset) -> str:
    counts = dict.fromkeys(("error", "fixed", "warning"), 0)
    for problem in dataset.problems:
        counts[problem.severity] += 1
    told = [f"{n} fixed" if w == "fixed" else _counted(n, w) for w, n in counts.items() if n]
    found = ", ".join(told) or "no problems"
    return f"{_counted(len(dataset), 'event')}, {_counted(len(dataset.sites), 'site')}: {found}"


def _counted(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def _add_path(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        help="package folder, .zip, .chuhai, .csv, .geojson, .gpkg; else the bundled package",
    )


def _expect_there(path: str | None) -> None:
    """Raise UsageError for a word that is neither a file nor a command: a typing error, likely."""
    if path is not None and path.isalpha() and not (is_file(Path(path)) or is_folder(Path(path))):
        raise UsageError(f"no file or command is called {path}; commands: {', '.join(COMMANDS)}")


def _given(text: str | None) -> Path | None:
    return Path(text) if text is not None else None


def _path(text: str | None) -> Path:
    return _given(text) or bundled_package()


def _ask(dataset: Dataset, filters: Filters) -> Query:
    return Query(filters.clauses(dataset))


def _tell_problems(dataset: Dataset, whose: str = "") -> int:
    errors = [p for p in dataset.problems if p.severity == "error"]
    for problem in errors:
        tell(f"{whose}{problem}")
    return ROWS_BAD if errors else DONE


def _print_json(value: object) -> None:
    put(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n")


COMMANDS: Final = {
    "snapshot": _snapshot,
    "query": _query,
    "validate": _validate,
    "health": _health,
    "diff": _diff,
    "convert": _convert,
    "bench": _bench,
}
