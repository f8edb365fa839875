"""Health of records: the published formula by hand, and everything else once more, slowly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from query_cases import E, S, World, build, spans_of
from query_draws import events

from explorer.bench.synthetic import synthetic
from explorer.common.errors import UsageError
from explorer.common.texts import Texts, encoded
from explorer.dataset import edtf
from explorer.dataset.model import Citation, Cited, Dataset, Source, Sources
from explorer.query.clauses import AtLeast, Picked, Query, Values
from explorer.query.engine import Engine
from explorer.query.health import MISSING, POINTS, health
from explorer.query.health_report import MOST, health_json, health_report, lost_words

SOURCES = (
    Source("a", "A", "Reuters", "https://r.example/1", "2024-05-03"),
    Source("copy", "A again", "reuters ", "https://r.example/1", "2024"),
    Source("b", "B", "Ministry", "https://m.example", "2025", genre="Official statement"),
    Source("c", "C", "", "", "[..2024]"),
    Source("d", "D", "Xinhua", "", "some day"),
    Source("e", "E"),
)
FULL = {
    "title": "T",
    "title_zh": "题",
    "summary": "S",
    "summary_zh": "要",
    "date": "2024-05-03",
    "sites": (S(country="MY", precision="city", point=(101.0, 3.0)),),
    "organizations": ("huawei",),
    "category": "ipo",
    "confidence": "high",
}


def cited(case: list[E], *citations: Citation) -> Dataset:
    bare = [replace(event, sources=()) for event in case]
    return replace(build(bare, World(sources=SOURCES)), citations=citations)


def one(event: E, *citations: Citation) -> dict[str, int]:
    """The points of one record."""
    found = health(cited([event], *citations))
    points = {name: int(values[0]) for name, values in found.points.items()}
    assert sum(points.values()) == int(found.score[0])
    return points


def test_that_the_parts_make_a_hundred_and_a_full_record_has_them_all() -> None:
    assert sum(POINTS.values()) == 100
    points = one(
        E("x", **FULL),
        Citation(0, 0, "p. 1"),
        Citation(0, 2, "p. 2"),
        Citation(0, 4, "p. 3"),
    )
    assert points == POINTS


def test_that_without_a_source_no_record_has_more_than_forty() -> None:
    points = one(E("x", **FULL))
    assert points == {
        **dict.fromkeys(POINTS, 0), "date": 12, "place": 12, "languages": 8, "disputes": 8,
    }  # fmt: skip


def test_that_nothing_at_all_is_worth_the_absence_of_a_dispute() -> None:
    assert one(E("x")) == {**dict.fromkeys(POINTS, 0), "disputes": 8}


@pytest.mark.parametrize(
    ("cites", "sources", "publishers"),
    [
        ((0,), 10, 0),
        ((0, 0), 10, 0),
        ((0, 1), 10, 0),  # one address is one publication, and Reuters is Reuters
        ((0, 3), 20, 0),  # a publisher that is not named shows no independence
        ((3, 5), 20, 0),
        ((0, 2), 20, 10),
        ((0, 2, 3, 4, 5), 30, 10),
        ((-1,), 0, 0),  # none that is listed
    ],
)
def test_that_publications_and_publishers_count_once(cites, sources, publishers) -> None:
    points = one(E("x"), *(Citation(0, k) for k in cites))
    assert (points["sources"], points["publishers"]) == (sources, publishers)


@pytest.mark.parametrize(
    ("date", "points"),
    [
        ("2024-05-03T12:00:00Z", 12), ("2024-05-03", 12), ("2024-05-03~", 12), ("2024-05", 8),
        ("[2024-05-03..2024-05-09]", 8), ("2024", 4), ("2024-33", 4), ("202X", 0),
        ("[..2024]", 0), ("../2024", 0), ("2024-05/2025", 8), ("", 0),
    ],
)  # fmt: skip
def test_that_a_date_counts_by_how_closely_its_start_is_known(date: str, points: int) -> None:
    assert one(E("x", date=date))["date"] == points


def test_that_a_place_counts_by_the_most_precise_one() -> None:
    region, country = S(region="sea", precision="region"), S(country="MY", precision="country")
    city = S(country="MY", precision="city", point=(101.0, 3.0))
    sites = [(), (region,), (country,), (region, country), (country, city, region)]
    assert [one(E("x", sites=s))["place"] for s in sites] == [0, 3, 6, 6, 12]


@pytest.mark.parametrize(
    ("locators", "points"), [(("p. 1",), 10), (("p. 1", " "), 5), (("", ""), 0), ((), 0)]
)
def test_that_locators_count_whole_half_or_not(locators, points: int) -> None:
    assert one(E("x"), *(Citation(0, 0, text) for text in locators))["locators"] == points


@pytest.mark.parametrize(
    ("dispute", "stances", "lost"),
    [
        ("", (), False), ("", ("supports", "mentions"), False), ("superseded", (), False),
        ("disputed", (), True), ("disputed", ("supports",), True),
        ("", ("disputes",), True), ("disputed", ("disputes", "mentions"), True),
        ("disputed", ("supports", "disputes"), False), ("", ("disputes", "supports"), False),
    ],
)  # fmt: skip
def test_that_a_dispute_costs_nothing_where_both_sides_are_cited(dispute, stances, lost) -> None:
    case = E("x", dispute=dispute)
    points = one(case, *(Citation(0, k, stance=s) for k, s in enumerate(stances)))
    assert points["disputes"] == (0 if lost else 8)


def test_that_what_is_lost_is_told_with_the_most_first() -> None:
    found = health(cited([E("x", **FULL)], Citation(0, 2, "p. 1")))
    assert lost_words(found, 0) == "sources −20, publishers −10"
    assert lost_words(found, 0, "zh") == "来源数 −20，出版方 −10"
    full = [Citation(0, k, "p. 1") for k in (0, 2, 4)]
    assert lost_words(health(cited([E("x", **FULL)], *full)), 0) == "nothing is lost"


# --- once more, slowly ---------------------------------------------------------------------------


def span(text: str) -> tuple[int, int] | None:
    try:
        lo, hi = edtf.bounds(edtf.parse(text))
    except edtf.DateError:
        return None
    return (lo, hi) if lo > edtf.MIN else None


class Slow:
    """One record, from plain values."""

    def __init__(self, event: E, own: list[Citation]) -> None:
        listed = [SOURCES[c.source] for c in own if c.source >= 0]
        self.sources = len({s.url or s.id for s in listed})
        publishers = {s.publisher.strip().lower() for s in listed} - {""}
        stances = {c.stance for c in own}
        known = [found for s in listed if (found := span(s.published))]
        self.as_of = (max(lo for lo, _ in known), max(hi for _, hi in known)) if known else None
        disputed = event.dispute == "disputed" or "disputes" in stances
        one_sided = disputed and not {"supports", "disputes"} <= stances
        bare = [c for c in own if not c.locator]
        spans = spans_of(event)
        texts = ("title", "title_zh", "summary", "summary_zh")
        standing = [s for s in event.sites if s.point or s.region or s.box or s.country != "EU"]
        standing = [s for s in standing if s.point or s.region or s.box or s.country]
        self.missing = {name for name in texts if not getattr(event, name)}
        self.missing |= {
            name
            for name, lacks in {
                "date": spans is None,
                "place": not standing,
                "organization": not event.organizations,
                "category": not event.category,
                "confidence": not event.confidence,
                "source": not listed,
                "locator": bool(bare),
                "source_date": any(not s.published for s in listed),
                "source_address": any(not s.url for s in listed),
                "publisher": any(not s.publisher for s in listed),
                "as_of": not known,
                "other_side": one_sided,
            }.items()
            if lacks
        }
        width = spans[1] - spans[0] if spans else 0
        close = spans is not None and spans[0] > edtf.MIN and spans[1] < edtf.MAX
        days = next((p for d, p in ((1, 12), (31, 8), (366, 4)) if width <= d * 86400), 0)
        places = {"exact": 12, "city": 12, "country": 6, "region": 3}
        self.score = (
            10 * min(self.sources, 3)
            + 10 * (len(publishers) > 1)
            + 10 * any("official" in s.genre.lower() for s in listed)
            + (days if close else 0)
            + max((places.get(s.precision, 0) for s in event.sites), default=0)
            + 2 * sum(bool(getattr(event, name)) for name in texts)
            + (10 if own and not bare else 5 if len(bare) < len(own) else 0)
            + (0 if one_sided else 8)
        )
        self.stances = stances

    def carries(self, field: str) -> set[str]:
        bands = ("0-19", "20-39", "40-59", "60-79", "80-100")
        return {
            "sources": {("0", "1", "2", "3+")[min(self.sources, 3)]},
            "stance": self.stances,
            "missing": self.missing,
            "health": {bands[min(self.score // 20, 4)]},
        }[field]


@st.composite
def worlds(draw):
    case = draw(events())
    citation = st.builds(
        Citation,
        st.integers(0, max(len(case) - 1, 0)),
        st.integers(-1, len(SOURCES) - 1),
        st.sampled_from(["", "p. 1"]),
        st.sampled_from(["supports", "disputes", "mentions"]),
    )
    own = draw(st.lists(citation, max_size=3 * len(case))) if case else []
    slow = [Slow(e, [c for c in own if c.event == i]) for i, e in enumerate(case)]
    return cited(case, *own), slow


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_that_every_record_is_judged_as_by_hand(world) -> None:
    dataset, slow = world
    found = health(dataset)
    assert found.score.tolist() == [s.score for s in slow]
    assert found.sources.tolist() == [s.sources for s in slow]
    for i, record in enumerate(slow):
        assert {name for name in MISSING if found.missing[name][i]} == record.missing
        known = (int(found.known_lo[i]), int(found.known_hi[i])) if found.newest[i] >= 0 else None
        assert known == record.as_of


@settings(max_examples=100, deadline=None)
@given(
    worlds(),
    st.sampled_from([
        ("sources", ("0", "3+")), ("sources", ("1",)), ("stance", ("disputes",)),
        ("stance", ("supports", "mentions")), ("missing", ("title_zh",)),
        ("missing", ("other_side", "place")), ("health", ("0-19",)), ("health", ("20-39", "40-59")),
    ]),
    st.booleans(),
)  # fmt: skip
def test_that_values_of_records_filter_as_by_hand(world, asked, exclude: bool) -> None:
    dataset, slow = world
    field, values = asked
    mask = Engine(dataset).mask(Values(field, values, exclude))
    assert mask.tolist() == [bool(s.carries(field) & set(values)) != exclude for s in slow]


@settings(max_examples=100, deadline=None)
@given(worlds(), st.integers(0, 4), st.integers(0, 100), st.booleans())
def test_that_bounds_of_records_filter_as_by_hand(world, n: int, score: int, most: bool) -> None:
    dataset, slow = world
    engine = Engine(dataset)
    by_number = engine.mask(AtLeast("sources", str(n), most)).tolist()
    assert by_number == [(s.sources <= n) if most else (s.sources >= n) for s in slow]
    by_score = engine.mask(AtLeast("health", str(score), most)).tolist()
    assert by_score == [(s.score <= score) if most else (s.score >= score) for s in slow]


@settings(max_examples=100, deadline=None)
@given(worlds(), st.sampled_from(["2023", "2024", "2024-05", "2025-06-01"]), st.booleans())
def test_that_an_as_of_bound_goes_by_the_newest_source(world, text: str, most: bool) -> None:
    dataset, slow = world
    lo, hi = edtf.bounds(edtf.parse(text))
    expected = [
        s.as_of is not None and (s.as_of[0] < hi if most else s.as_of[1] > lo) for s in slow
    ]
    assert Engine(dataset).mask(AtLeast("as_of", text, most)).tolist() == expected


@pytest.mark.parametrize("field", ["sources", "health", "as_of"])
def test_that_a_bound_that_says_nothing_is_refused(field) -> None:
    with pytest.raises(UsageError, match=f"{field}: “many”"):
        Engine(cited([E("x")])).mask(AtLeast(field, "many"))


@settings(max_examples=60, deadline=None)
@given(worlds(), st.sampled_from(["en", "zh"]))
def test_that_each_line_counts_what_its_clause_finds(world, lang: str) -> None:
    dataset, slow = world
    engine = Engine(dataset)
    report = health_report(engine, lang)
    assert report.n == report.total == len(slow)
    assert np.isnan(report.mean) == (not slow)
    for section in report.sections:
        assert section.name
        for line in section.lines:
            found = engine.result(Query((line.clause,)))
            assert line.count == found.n_visible
            if line.event >= 0:
                assert line.clause == Picked((dataset.events.id[line.event],))
    sections = {section.key: section.lines for section in report.sections}
    assert sum(line.count for line in sections["score"]) == len(slow)
    assert sum(line.count for line in sections["sources"]) == len(slow)
    shown = [slow[line.event].score for line in sections["lowest"]]
    assert shown == sorted(s.score for s in slow)[:MOST]
    oldest = [slow[line.event].as_of[0] for line in sections["oldest"]]
    assert oldest == sorted(s.as_of[0] for s in slow if s.as_of)[:MOST]


@settings(max_examples=60, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_that_the_object_adds_up_over_the_records_it_is_about(world, chance) -> None:
    dataset, slow = world
    mask = np.array([chance.random() < 0.7 for _ in slow], np.bool_)
    told = health_json(Engine(dataset), mask)
    chosen = [s for s, held in zip(slow, mask, strict=True) if held]
    assert (told["total"], told["matched"]) == (len(slow), len(chosen))
    assert [r["score"] for r in told["records"]] == [s.score for s in chosen]
    assert told["missing"] == {v: sum(v in s.missing for s in chosen) for v in MISSING}
    assert sum(told["as_of"].values()) == sum(told["sources"].values()) == len(chosen)
    assert sum(told["score"]["bands"].values()) == len(chosen)
    assert told["disputes"]["contradicted"] == sum("disputes" in s.stances for s in chosen)


def test_that_sources_and_citations_kept_as_columns_are_judged_alike() -> None:
    few = synthetic(400)
    plain = replace(few, citations=tuple(few.citations))
    assert isinstance(few.citations, Cited)
    assert health(few).score.tolist() == health(plain).score.tolist()
    columns = Sources(["t"] * 3, ["Reuters", "", "X"], ["u1", "u2", ""], ["2024", "", "2025-01"])
    case = build([E("x"), E("y")], World(sources=tuple(columns)))
    cites = [(0, 0), (0, 2), (1, 1)]
    records = replace(case, citations=tuple(Citation(*pair) for pair in cites))
    event, source = np.array(cites, np.int32).T.copy()
    flat = replace(case, sources=columns, citations=Cited(event, source))
    texts = (columns.title, columns.publisher, columns.url, columns.published)
    buffers = replace(flat, sources=Sources(*(Texts.joined([*map(encoded, t)]) for t in texts)))
    for name in ("score", "sources", "publishers", "newest", "known_lo", "known_hi"):
        told = getattr(health(records), name).tolist()
        assert getattr(health(flat), name).tolist() == told
        assert getattr(health(buffers), name).tolist() == told


def test_that_a_report_that_is_not_wanted_breaks_off() -> None:
    def unwanted(_what: str, _done: int, _total: int) -> None:
        raise InterruptedError

    dataset = cited([E("x")])
    with pytest.raises(InterruptedError):
        health_report(Engine(dataset), progress=unwanted)
    assert health_report(Engine(dataset)).n == 1
