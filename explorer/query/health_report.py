"""The report on the health of the records: its lines, each with the clause that finds the records
behind it, and the object of ``chuhai health --format json``; ``docs/data-health.md`` explains it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from explorer.common.progress import Progress, silent
from explorer.common.records import dataclass
from explorer.dataset import wording
from explorer.dataset.model import CONFIDENCES, I64, Bool
from explorer.query.clauses import AtLeast, Clause, Picked, Values
from explorer.query.engine import Engine
from explorer.query.health import POINTS, Health, health
from explorer.query.labels import LISTS, enumerated_label
from explorer.query.report import Json

MOST: Final = 10
"""Records that are named one by one, of each sort."""
YEARS: Final = (10, 5, 3, 2, 1)
"""Years before the newest source of all at which records are counted as known no later."""

_SECTIONS: Final = {
    "sources": ("Number of sources", "来源数"),
    "confidence": ("Confidence", "可信度"),
    "missing": ("Missing", "缺失"),
    "as_of": ("Nothing newer than", "信息不晚于"),
    "disputes": ("Disputes", "争议"),
    "score": ("Score", "得分"),
    "lowest": ("Lowest scores", "得分最低的记录"),
    "oldest": ("Known longest ago", "信息最旧的记录"),
}
_LINES: Final = {
    "not given": ("Not given", "未给出"),
    "no as_of": ("Not known", "未知"),
    "contradicted": ("A source disputes it", "有来源质疑"),
    "other side": ("Only one side is cited", "只引用了一方"),
    "nothing lost": ("nothing is lost", "无扣分"),
}
_PARTS: Final = {
    "sources": ("sources", "来源数"),
    "publishers": ("publishers", "出版方"),
    "official": ("official", "官方来源"),
    "date": ("date", "日期"),
    "place": ("place", "地点"),
    "languages": ("languages", "语言"),
    "locators": ("locators", "引用位置"),
    "disputes": ("dispute", "争议"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """``text``: what of; ``figure``: how many records, or the score or date of one; ``clause``
    finds just them; ``detail``: more about one record; ``event`` is its index, -1 else."""

    text: str
    figure: str
    clause: Clause
    count: int
    detail: str = ""
    event: int = -1


@dataclass(frozen=True, slots=True)
class Section:
    """``key``: one of sources, confidence, missing, as_of, disputes, score, lowest, oldest."""

    key: str
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Of ``n`` records among ``total``; ``mean``, ``median`` of their scores, NaN without any."""

    total: int
    n: int
    mean: float
    median: float
    sections: tuple[Section, ...]


def health_report(
    engine: Engine, lang: str = "en", mask: Bool | None = None, progress: Progress = silent
) -> Report:
    """The report on the events in ``mask`` (n,), on all for None, in ``lang`` ('en' or 'zh').
    ``progress`` may raise to break it off."""
    made = _Maker(engine, lang, mask, progress)
    scores = made.found.score[made.rows]
    return Report(
        len(engine.dataset),
        len(made.rows),
        float(scores.mean()) if len(scores) else np.nan,
        float(np.median(scores)) if len(scores) else np.nan,
        made.sections(),
    )


class _Maker:
    def __init__(self, engine: Engine, lang: str, mask: Bool | None, progress: Progress) -> None:
        self._engine, self._data, self._zh = engine, engine.dataset, lang == "zh"
        self._lang = lang
        self.found: Health = health(engine.dataset, progress)
        self._mask = np.ones(len(engine.dataset), np.bool_) if mask is None else mask
        self.rows: I64 = np.flatnonzero(self._mask)

    def sections(self) -> tuple[Section, ...]:
        missing = [v for v in LISTS["missing"] if v not in ("as_of", "other_side")]
        lines = {
            "sources": self._values("sources", LISTS["sources"]),
            "confidence": [
                *self._values("confidence", CONFIDENCES[::-1]),
                self._line(self._word("not given"), Values("missing", ("confidence",))),
            ],
            "missing": [line for line in self._values("missing", missing) if line.count],
            "as_of": [*self._years(), self._line(self._word("no as_of"), _lacks("as_of"))],
            "disputes": [
                *self._values("dispute", ("disputed", "superseded")),
                self._line(self._word("contradicted"), Values("stance", ("disputes",))),
                self._line(self._word("other side"), _lacks("other_side")),
            ],
            "score": self._values("health", LISTS["health"]),
            "lowest": list(map(self._low, lowest(self.found, self.rows))),
            "oldest": list(map(self._old, oldest(self.found, self.rows))),
        }
        return tuple(
            Section(key, names[self._zh], tuple(lines[key])) for key, names in _SECTIONS.items()
        )

    def _word(self, key: str) -> str:
        return _LINES[key][self._zh]

    def _line(self, text: str, clause: Clause) -> Line:
        count = int(np.count_nonzero(self._engine.mask(clause) & self._mask))
        return Line(text, f"{count:,}", clause, count)

    def _values(self, field: str, values: Iterable[str]) -> list[Line]:
        return [
            self._line(enumerated_label(field, value, self._lang), Values(field, (value,)))
            for value in values
        ]

    def _years(self) -> list[Line]:
        years = _years(self.found, self.rows)
        if not len(years):
            return []
        newest = int(years.max())
        asked = [AtLeast("as_of", _edtf(newest - k), at_most=True) for k in YEARS]
        lines = [self._line(wording.short(clause.value, self._lang), clause) for clause in asked]
        return [line for line in lines if line.count]

    def _low(self, i: int) -> Line:
        figure = str(int(self.found.score[i]))
        return self._record(i, figure, lost_words(self.found, i, self._lang))

    def _old(self, i: int) -> Line:
        source = self._data.sources[int(self.found.newest[i])]
        return self._record(i, wording.short(source.published, self._lang), source.title)

    def _record(self, i: int, figure: str, detail: str) -> Line:
        title = self._data.title(i, self._lang)
        return Line(title, figure, Picked((self._data.events.id[i],)), 1, detail, i)


def _lacks(what: str) -> Values:
    return Values("missing", (what,))


def _years(found: Health, rows: I64) -> I64:
    """The year of the newest source of those of ``rows`` that have one with a date."""
    known = found.known_lo[rows][found.newest[rows] >= 0]
    return known.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970


def _edtf(year: int) -> str:
    if abs(year) > 9999:
        return f"Y{year}"
    return f"{'-' if year < 0 else ''}{abs(year):04}"


def lowest(found: Health, rows: I64) -> list[int]:
    """The events among ``rows`` (rising) whose scores are lowest, the lowest first."""
    few: list[int] = rows[np.argsort(found.score[rows], kind="stable")[:MOST]].tolist()
    return few


def oldest(found: Health, rows: I64) -> list[int]:
    """Those whose newest source is the oldest, as far as it has a date, the oldest first."""
    known = rows[found.newest[rows] >= 0]
    few: list[int] = known[np.argsort(found.known_lo[known], kind="stable")[:MOST]].tolist()
    return few


def lost_words(found: Health, i: int, lang: str = "en") -> str:
    """Where event ``i`` loses points, the most first: "sources −20, place −12"."""
    zh = lang == "zh"
    lost = {name: most - int(found.points[name][i]) for name, most in POINTS.items()}
    told = [
        f"{_PARTS[name][zh]} −{n}"
        for name, n in sorted(lost.items(), key=lambda item: -item[1])
        if n
    ]
    return ("，" if zh else ", ").join(told) or _LINES["nothing lost"][zh]


def health_json(engine: Engine, mask: Bool) -> Json:
    """The object of ``chuhai health --format json`` on the events in ``mask`` (n,)."""
    data, found, rows = engine.dataset, health(engine.dataset), np.flatnonzero(mask)
    scores, ids = found.score[rows], data.events.id

    def counts(field: str) -> Json:
        return {value: some(engine.mask(Values(field, (value,)))) for value in LISTS[field]}

    def some(held: Bool) -> int:
        return int(np.count_nonzero(held & mask))

    years, of_year = np.unique(_years(found, rows), return_counts=True)
    return {
        "total": len(data),
        "matched": len(rows),
        "sources": counts("sources"),
        "confidence": {**counts("confidence"), "none": some(found.missing["confidence"])},
        "missing": counts("missing"),
        "as_of": {
            **{_edtf(y): n for y, n in zip(years.tolist(), of_year.tolist(), strict=True)},
            "unknown": some(found.missing["as_of"]),
        },
        "disputes": {
            "disputed": some(engine.mask(Values("dispute", ("disputed",)))),
            "superseded": some(engine.mask(Values("dispute", ("superseded",)))),
            "contradicted": some(engine.mask(Values("stance", ("disputes",)))),
            "other_side_missing": some(found.missing["other_side"]),
        },
        "score": {
            "most": dict(POINTS),
            "mean": round(float(scores.mean()), 2) if len(rows) else None,
            "median": float(np.median(scores)) if len(rows) else None,
            "bands": counts("health"),
        },
        "lowest": [ids[i] for i in lowest(found, rows)],
        "oldest": [ids[i] for i in oldest(found, rows)],
        "records": [_record_json(engine, found, i) for i in rows.tolist()],
    }


def _record_json(engine: Engine, found: Health, i: int) -> Json:
    data, newest = engine.dataset, int(found.newest[i])
    return {
        "id": data.events.id[i],
        "title": data.title(i),
        "score": int(found.score[i]),
        "points": {name: int(points[i]) for name, points in found.points.items()},
        "sources": int(found.sources[i]),
        "publishers": int(found.publishers[i]),
        "official": bool(found.official[i]),
        "as_of": data.sources[newest].published if newest >= 0 else None,
        "missing": [name for name, lacks in found.missing.items() if lacks[i]],
    }
