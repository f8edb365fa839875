"""Events as cells: the rows of ``events.csv``, from the columns that were made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from explorer.dataset.model import CONFIDENCES, Dataset
from explorer.dataset.schema import FIELDS

COLUMNS: Final = FIELDS["events.csv"]


def confidence_of(dataset: Dataset, i: int) -> str:
    """The level of event ``i``, '' when none is given."""
    level = int(dataset.events.confidence[i])
    return CONFIDENCES[level] if level >= 0 else ""


def event_cells(dataset: Dataset, i: int) -> dict[str, str]:
    """Row ``i`` of ``events.csv`` by column, in COLUMNS order."""
    events = dataset.events
    parent = int(events.part_of[i])
    cells = {
        "category": events.category.text(i),
        "kind": events.kind.text(i),
        "date_role": events.date_role.text(i),
        "date_basis": events.date_basis.text(i),
        "organizations": joined(
            dataset.organizations[o].id for o in events.organizations.row(i).tolist()
        ),
        "amount": events.amount_text[i],
        "status": events.status.text(i),
        "confidence": confidence_of(dataset, i),
        "dispute": events.dispute.text(i),
        "part_of": events.id[parent] if parent >= 0 else "",
        "tags": joined(dataset.tags[t] for t in events.tags.row(i).tolist()),
    }
    return {n: cells[n] if n in cells else getattr(events, n)[i] for n in COLUMNS}


def joined(texts: Iterable[str]) -> str:
    """Several values in one cell."""
    return ";".join(texts)


def number(value: float) -> str:
    """``value`` as it is read again, '' for NaN."""
    if value != value:
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def free_names(
    extra: Iterable[str],
    taken: Iterable[str],
    refused: Callable[[str], bool] = lambda _: False,
    alike: Callable[[str], str] = str,
) -> dict[str, str]:
    """For each of the names ``extra`` the name of its column beside those ``taken``: itself, or
    one with a number. None is ``refused``; of no two does ``alike`` make the same."""
    used = {alike(name) for name in taken}
    found = {}
    for name in extra:
        base = new = name.strip() or "column"
        number = 1
        while alike(new) in used or refused(new):
            number += 1
            new = f"{base}_{number}"
        used.add(alike(new))
        found[name] = new
    return found
