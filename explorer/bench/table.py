"""A dataset as a table that a stranger might have: what opening a file is measured with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from explorer.dataset.model import CONFIDENCES, Dataset

HEADINGS: Final = (
    "id", "title", "title_zh", "date", "category", "organizations", "place", "country", "lat",
    "lon", "amount", "currency", "status", "confidence", "tags", "summary", "summary_zh", "url",
)  # fmt: skip
ROWS: Final = 10_000
"""Rows in one piece."""


def as_table(dataset: Dataset) -> Iterator[bytes]:
    """CSV, UTF-8, in pieces. A row is an event with its first place and its first source."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    for i in range(len(dataset)):
        writer.writerow(_row(dataset, i))
        if (i + 1) % ROWS == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _row(dataset: Dataset, i: int) -> tuple[str, ...]:
    events = dataset.events
    level, cited = int(events.confidence[i]), events.citations.row(i)
    return (
        events.id[i], events.title[i], events.title_zh[i], events.date[i],
        events.category.text(i),
        ";".join(dataset.organization_name(o) for o in events.organizations.row(i).tolist()),
        *_place(dataset, i),
        events.amount_text[i], events.currency[i], events.status.text(i),
        CONFIDENCES[level] if level >= 0 else "",
        ";".join(dataset.tags[t] for t in events.tags.row(i).tolist()),
        events.summary[i], events.summary_zh[i],
        f"https://example.org/{dataset.citations[cited[0]].source}" if len(cited) else "",
    )  # fmt: skip


def _place(dataset: Dataset, i: int) -> tuple[str, str, str, str]:
    """Name, country, latitude and longitude of the first place."""
    sites, rows = dataset.sites, dataset.events.sites.row(i)
    if not len(rows):
        return "", "", "", ""
    s = int(rows[0])
    lat, lon = float(sites.lat[s]), float(sites.lon[s])
    point = (f"{lat:.4f}", f"{lon:.4f}") if lat == lat else ("", "")
    return sites.place[s], sites.country.text(s), *point
