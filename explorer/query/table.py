"""The answer to ``chuhai query`` as aligned text for a terminal."""

from __future__ import annotations

import shlex
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from explorer.dataset import wording
from explorer.dataset.model import Dataset
from explorer.query.engine import Result
from explorer.query.labels import field_label
from explorer.query.report import matched
from explorer.query.words import options

if TYPE_CHECKING:
    from explorer.query.health_report import Report


def as_table(dataset: Dataset, result: Result, lang: str = "en", width: int | None = None) -> str:
    """The matched events as aligned columns, one line each, under a heading; a last line gives
    the count. Wide (Chinese) characters count as two columns. ``width``: of the terminal, to
    which all but the dates is cut; None cuts nothing."""
    zh = lang == "zh"
    heading = ("日期", "标题", "机构", "国家或地区") if zh else _HEADING
    rows = [heading, *(_table_row(dataset, i, lang) for i in matched(result))]
    n, total = result.n_visible, len(dataset)
    count = f"{total} 个事件中的 {n} 个" if zh else f"{n} of {total} events"
    return "\n".join([*aligned(rows, width, (0, 2, 1, 1)), "", count, ""])


_HEADING: Final = ("Date", "Title", "Organisations", "Countries")
_NARROWEST: Final = 12
_GAP: Final = "  "


def _table_row(dataset: Dataset, i: int, lang: str) -> tuple[str, ...]:
    organizations = dataset.events.organizations.row(i).tolist()
    codes = [dataset.sites.country.text(s) for s in dataset.events.sites.row(i).tolist()]
    joint = "、" if lang == "zh" else ", "
    return (
        date_words(dataset, i, lang),
        dataset.title(i, lang),
        joint.join(dataset.organization_name(o, lang) for o in organizations),
        joint.join(dataset.gazetteer.country_name(c, lang) for c in dict.fromkeys(codes) if c),
    )


def date_words(dataset: Dataset, i: int, lang: str = "en") -> str:
    """The date of event ``i``, with its end where that stands apart, in words."""
    return wording.words(dataset.events.date[i], lang, dataset.events.ended[i])


def facets_table(
    dataset: Dataset, result: Result, lang: str = "en", width: int | None = None
) -> str:
    """The counts of each facet as aligned lines: filtered of total, values that count nothing
    left out. ``width`` as for ``as_table``; the counts are never cut."""
    lines: list[str] = []
    for field, facet in result.facets.items():
        counted = [k for k in range(len(facet.values)) if facet.filtered[k]]
        if not counted:
            continue
        rows = [
            (f"  {facet.label(k, lang)}", f"{facet.filtered[k]} / {facet.total[k]}")
            for k in counted
        ]
        lines += [field_label(field, lang), *aligned(rows, width, (1, 0)), ""]
    return "\n".join(lines)


def health_table(report: Report, dataset: Dataset, lang: str, width: int | None = None) -> str:
    """The report on the records as text: each line with the option that finds the records behind
    it, each record by its id. ``width`` as for ``as_table``; figures are never cut."""
    lines = [_health_head(report, lang == "zh"), ""]
    for section in report.sections:
        wide = max((len(line.figure) for line in section.lines if line.event < 0), default=0)
        rows = [
            (f"  {line.figure:>{wide}}", line.text, shlex.join(options(line.clause, dataset)))
            if line.event < 0
            else (f"  {line.figure}", dataset.events.id[line.event], line.detail)
            for line in section.lines
        ]
        lines += [section.name, *(aligned(rows, width, (0, 1, 1)) if rows else ()), ""]
    return "\n".join(lines)


def _health_head(report: Report, zh: bool) -> str:
    n, total = f"{report.n:,}", f"{report.total:,}"
    head = f"{total} 个事件中的 {n} 个" if zh else f"{n} of {total} events"
    if not report.n:
        return head
    mean, median = f"{report.mean:.1f}", f"{report.median:g}"
    if zh:
        return f"{head}：平均 {mean} 分，中位数 {median} 分（满分 100）"
    return f"{head}: a mean score of {mean}, a median of {median}, of 100"


def aligned(rows: Sequence[Sequence[str]], width: int | None, shares: Sequence[int]) -> list[str]:
    """Lines of at most ``width`` columns, as far as _NARROWEST allows. ``shares``: how the room is
    parted among those that are cut; one whose share is 0 stays whole."""
    cells = [[clean(text) for text in row] for row in rows]
    widths = [max(map(width_of, column)) for column in zip(*cells, strict=True)]
    if width is not None:
        widths = _fitted(widths, width - len(_GAP) * (len(widths) - 1), shares)
        cells = [[_cut(t, w) for t, w in zip(row, widths, strict=True)] for row in cells]
    return [
        _GAP.join(t + " " * (w - width_of(t)) for t, w in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def _fitted(widths: Sequence[int], room: int, shares: Sequence[int]) -> list[int]:
    """``widths`` with those widest for their share made narrower until the sum is ``room``."""
    found = list(widths)
    while sum(found) > room:
        wide = [i for i, w in enumerate(found) if shares[i] and w > _NARROWEST]
        if not wide:
            break
        found[max(wide, key=lambda i: found[i] / shares[i])] -= 1
    return found


def clean(text: str) -> str:
    """``text`` without what would move a terminal's cursor or turn its direction."""
    if text.isprintable() and text.isascii():
        return text
    return "".join(" " if unicodedata.category(c) in _UNSAFE else c for c in text)


_UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def width_of(text: str) -> int:
    """Columns of a terminal that ``text`` takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _cut(text: str, widest: int) -> str:
    if width_of(text) <= widest:
        return text
    kept, width = "", 1
    for character in text:
        width += _columns(character)
        if width > widest:
            break
        kept += character
    return kept + "…"
