"""From what a query found to a picture file, in one step."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from explorer.dataset.model import Dataset
from explorer.export.meta import Meta
from explorer.export.options import SnapshotOptions
from explorer.export.write import deterministic, write_picture
from explorer.figure.page.poster import PosterSpec, poster
from explorer.figure.picture import Picture
from explorer.figure.style import load_style
from explorer.paint.fonts import QtMeasure
from explorer.query.engine import Result
from explorer.query.words import query_words


def poster_of(dataset: Dataset, result: Result, options: SnapshotOptions) -> Picture:
    """The page that ``write_snapshot`` writes. A QGuiApplication must exist."""
    spec = PosterSpec(
        width=options.width,
        height=options.height,
        title=options.title,
        lang=options.lang,
        show=options.show,
        center_lon=options.center,
        today=options.today,
        selected=options.picked,
        seen=options.seen,
    )
    return poster(dataset, result, spec, load_style(options.theme), QtMeasure())


def write_snapshot(path: Path, dataset: Dataset, result: Result, options: SnapshotOptions) -> None:
    """Write the page of ``result`` to ``path``, whole or not at all.

    Makes an application that needs no screen when there is none yet. Raises UsageError for an
    unknown suffix, OutputError when the file can't be written.
    """
    if QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        deterministic()
        _keep.append(QGuiApplication(["chuhai"]))
    picture = poster_of(dataset, result, options)
    meta = meta_of(dataset, result, options)
    write_picture(path, picture, scale=options.scale, dpi=options.dpi, meta=meta)


def meta_of(dataset: Dataset, result: Result, options: SnapshotOptions) -> Meta:
    """What the file says of itself."""
    package = dataset.package
    return Meta(
        title=options.title or (package.title_zh if options.lang == "zh" else "") or package.title,
        fingerprint=package.fingerprint,
        filters="; ".join(query_words(result.query, dataset, options.lang)),
        created=package.created,
        lang=options.lang,
    )


_keep: list[QGuiApplication] = []
"""The application made here; Qt objects die with it, so it lives as long as the program."""
