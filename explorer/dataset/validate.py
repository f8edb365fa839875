"""What ``chuhai validate`` says of a dataset."""

from __future__ import annotations

from explorer.dataset.model import Dataset


def report(dataset: Dataset) -> dict[str, object]:
    """``ok`` (no error), ``events`` and ``sites`` (those used), ``problems`` (list of objects
    with severity, file, row, field, value, message, fix): the JSON contract of the command."""
    return {
        "ok": not any(p.severity == "error" for p in dataset.problems),
        "events": len(dataset.events),
        "sites": len(dataset.sites),
        "problems": [problem.as_dict() for problem in dataset.problems],
    }
