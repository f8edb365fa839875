"""The bundled package as evidence: cited, named, dated and placed, and nothing in it twice."""

from __future__ import annotations

from collections.abc import Callable

import evidence
import pytest
from evidence import Record, references, twins

from explorer.dataset.gazetteer import load_gazetteer

Check = Callable[[Record], list[str]]

CHECKS: list[Check] = [
    evidence.broken_keys,
    evidence.circles,
    evidence.idle_regions,
    evidence.idle_organizations,
    evidence.unreadable_dates,
    evidence.ahead_of_its_time,
    evidence.ended_before_begun,
    evidence.one_sided,
    evidence.silent_disputes,
    evidence.too_sure,
    evidence.odd_addresses,
    evidence.untranslated,
    evidence.too_long,
    evidence.false_points,
    evidence.doubled_sites,
    evidence.wandering_places,
    evidence.uneven_amounts,
]
APART = {
    frozenset(pair)
    for pair in [
        # An open model and a closed one, on the day of the firm's event.
        ("01ai-yi-1-5-2024", "01ai-yi-large-2024"),
        # What one round of plans built, and the next round of plans.
        ("alibaba-korea-2-2025", "alibaba-cloud-dc-plan-2025"),
        # A plan, and a body proposed at the same conference.
        ("ai-global-governance-action-plan", "intl-ai-cooperation-org-shanghai"),
        # Tests in one city agreed with two rivals on one day.
        ("lyft-baidu-london-2025", "uber-baidu-london-2025"),
        # Targets of two plans for one year.
        ("cn-ai-plan-2017--target-2030", "cn-ai-plus-opinions--target-2030"),
    ]
}
"""Pairs that look like one event and were read and found to be two."""


@pytest.fixture(scope="module")
def record() -> Record:
    return evidence.read()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_that_the_record_is_sound(check: Check, record: Record) -> None:
    told = check(record)
    assert not told, "\n" + "\n".join(told)


def test_that_no_event_comes_twice(record: Record) -> None:
    told = twins(record, APART)
    assert not told, "merge them, tie them by part_of, or say why they are two\n" + "\n".join(told)


def test_that_every_country_is_one_that_the_program_names(record: Record) -> None:
    known = load_gazetteer().countries
    for row in [*record.sites, *record.organizations, *record.indicators]:
        assert row["country"] in known or not row["country"], row


def test_that_the_package_is_as_large_as_it_says(record: Record) -> None:
    assert len(record.events) >= 380
    assert len(record.sites) >= 130
    assert len(record.organizations) >= 120
    assert len(record.sources) >= 200
    assert len(record.indicators) >= 200
    assert len({row["series"] for row in record.indicators}) >= 120


# What each check finds

SOUND = Record(
    {
        "title": "A",
        "title_zh": "甲",
        "created": "2026-02-14T00:00:00Z",
        "chuhai": {
            "categories": [{"id": "ipo", "name": "IPO", "name_zh": "上市"}],
            "multi": [{"resource": "events", "field": "organizations",
                       "references": {"resource": "organizations", "field": "id"}},
                      {"resource": "events", "field": "tags"}],
            "references": [{"resource": "sites", "property": "event",
                            "references": {"resource": "events", "field": "id"}}],
        },
        "resources": [
            {"name": "events", "schema": {"foreignKeys": [
                {"fields": ["part_of"], "reference": {"resource": "", "fields": ["id"]}}]}},
            {"name": "citations", "schema": {"foreignKeys": [
                {"fields": ["event"], "reference": {"resource": "events", "fields": ["id"]}},
                {"fields": ["source"], "reference": {"resource": "sources", "fields": ["id"]}}]}},
        ],
    },
    [
        {"id": key, "title": "T", "title_zh": "题", "label": "L", "label_zh": "名", "summary": "S.",
         "summary_zh": "说。", "category": "ipo", "kind": "event", "date": date, "ended": "",
         "date_role": "completed", "organizations": "firm", "amount": "3;4", "currency": "USD;CNY",
         "amount_qualifier": "exact;approx", "confidence": "medium", "dispute": dispute,
         "part_of": ""}
        for key, date, dispute in [("a", "2024-05", "disputed"), ("b", "2025-05-01", "")]
    ],
    [
        {"id": f"{event}--paris", "event": event, "place": "Paris", "place_zh": "巴黎",
         "country": "FR", "role": "site", "precision": "city", "announced": "2024", "opened": "",
         "closed": "", "region": "north" if event == "a" else "",
         "geometry": {"type": "Point", "coordinates": [2.35, 48.86]}}
        for event in "ab"
    ],
    [{"id": "firm", "name": "Firm Inc", "name_zh": "Firm", "parent": "", "home_place": "Paris",
      "home_place_zh": "巴黎", "country": "FR", "lon": "2.35", "lat": "48.86", "since": "",
      "until": ""}],
    [{"id": "paper", "publisher": "Paper (Reuters)", "url": "https://a.org/1", "archived": "",
      "published": "2024-05-02", "genre": "news"}],
    [
        {"event": event, "source": "paper", "stance": stance, "as_claimed": "so"}
        for event, stance in [("a", "supports"), ("a", "disputes"), ("b", "mentions")]
    ],
    [{"series": "s", "label": "Share", "label_zh": "份额", "topic": "Use", "topic_zh": "使用",
      "definition": "All of it.", "definition_zh": "全部。", "country": "FR", "date": "2026-02-14",
      "unit": "users", "unit_zh": "人", "kind": "point", "source": "paper"}],
    [{"id": "north", "name": "North", "name_zh": "北方"}],
)  # fmt: skip
PLANTS: list[tuple[Check, str, int, dict[str, object]]] = [
    (evidence.broken_keys, "events", 0, {"organizations": "firm;other"}),
    (evidence.broken_keys, "events", 0, {"part_of": "c"}),
    (evidence.broken_keys, "sites", 0, {"event": "c"}),
    (evidence.broken_keys, "citations", 0, {"source": "none"}),
    (evidence.circles, "events", 0, {"part_of": "a"}),
    (evidence.idle_regions, "sites", 0, {"region": ""}),
    (evidence.idle_organizations, "organizations", 0, {"id": "other"}),
    (evidence.unreadable_dates, "events", 0, {"date": "2023-02-29"}),
    (evidence.unreadable_dates, "sources", 0, {"published": "May 2024"}),
    (evidence.unreadable_dates, "sites", 1, {"closed": "2025-13"}),
    (evidence.ahead_of_its_time, "events", 0, {"date": "2026-02-15"}),
    (evidence.ahead_of_its_time, "sources", 0, {"published": "2026-03"}),
    (evidence.ahead_of_its_time, "indicators", 0, {"date": "2026-02-15"}),
    (evidence.ended_before_begun, "events", 0, {"ended": "2024-04-30"}),
    (evidence.ended_before_begun, "sites", 0, {"opened": "2023"}),
    (evidence.ended_before_begun, "sites", 0, {"closed": "2023-12-31"}),
    (evidence.one_sided, "citations", 0, {"stance": "mentions"}),
    (evidence.one_sided, "citations", 1, {"stance": "supports"}),
    (evidence.one_sided, "citations", 2, {"event": "a"}),
    (evidence.silent_disputes, "citations", 1, {"as_claimed": ""}),
    (evidence.too_sure, "events", 0, {"confidence": "high"}),
    (evidence.odd_addresses, "sources", 0, {"url": "javascript:alert(1)"}),
    (evidence.odd_addresses, "sources", 0, {"archived": "web.archive.org/1"}),
    (evidence.untranslated, "events", 0, {"title_zh": "Title"}),
    (evidence.untranslated, "events", 0, {"summary": "中文。"}),
    (evidence.untranslated, "sites", 0, {"place_zh": ""}),
    (evidence.untranslated, "organizations", 0, {"name_zh": "Other"}),
    (evidence.untranslated, "organizations", 0, {"home_place_zh": ""}),
    (evidence.untranslated, "indicators", 0, {"unit_zh": ""}),
    (evidence.untranslated, "indicators", 0, {"definition_zh": "All of it."}),
    (evidence.untranslated, "indicators", 0, {"topic": ""}),
    (evidence.too_long, "events", 0, {"title": "t" * 71}),
    (evidence.too_long, "events", 0, {"label_zh": "字" * 15}),
    (evidence.too_long, "events", 0, {"label_zh": "", "title_zh": "字" * 15}),
    (evidence.untranslated, "events", 0, {"label_zh": "Qwen3"}),
    (evidence.false_points, "sites", 0, {"precision": "country"}),
    (evidence.false_points, "sites", 0, {"geometry": None}),
    (evidence.doubled_sites, "sites", 1, {"event": "a"}),
    (evidence.wandering_places, "sites", 1, {"place_zh": "巴黎市"}),
    (evidence.wandering_places, "organizations", 0, {"lat": "48.87"}),
    (evidence.uneven_amounts, "events", 0, {"currency": "USD"}),
    (evidence.uneven_amounts, "events", 0, {"amount_qualifier": ""}),
]  # fmt: skip


def with_change(table: str, row: int, change: dict[str, object]) -> Record:
    rows = [dict(one) for one in getattr(SOUND, table)]
    rows[row].update(change)
    return SOUND._replace(**{table: rows})


@pytest.mark.parametrize("check", [*CHECKS, twins], ids=lambda check: check.__name__)
def test_that_a_sound_record_passes(check: Check) -> None:
    assert check(SOUND) == []


@pytest.mark.parametrize(("check", "table", "row", "change"), PLANTS)
def test_that_a_planted_breach_is_told(
    check: Check, table: str, row: int, change: dict[str, object]
) -> None:
    assert len(check(with_change(table, row, change))) == 1


def test_that_every_check_has_been_seen_to_fail() -> None:
    assert {plant[0] for plant in PLANTS} == set(CHECKS)


@pytest.mark.parametrize(
    ("publisher", "genre", "sure"),
    [("Copy (after Reuters)", "news", False), ("Other Paper", "news", True),
     ("Copy (Reuters)", "official", True)],
)  # fmt: skip
def test_that_copies_of_one_agency_are_one_voice(publisher: str, genre: str, sure: bool) -> None:
    record = with_change("events", 0, {"confidence": "high"})
    second = SOUND.sources[0] | {"id": "second", "publisher": publisher, "genre": genre}
    cited = SOUND.citations[0] | {"source": "second"}
    found = evidence.too_sure(
        record._replace(sources=[*record.sources, second], citations=[*record.citations, cited])
    )
    assert found == ([] if sure else ["a: ['Reuters']"])


def test_that_twins_are_told_unless_they_are_kin_or_known() -> None:
    told = twins(with_change("events", 1, {"date": "2024-05-31"}))
    assert told == ["a (2024-05) and b (2024-05-31)"]
    same = with_change("events", 1, {"date": "2024-05-31", "part_of": "a"})
    assert not twins(same)
    twice = with_change("events", 1, {"date": "2024"})
    assert not twins(twice, {frozenset("ab")})
    for other in ({"category": "release"}, {"organizations": "other;firm"}, {"kind": "state"}):
        assert not twins(with_change("events", 1, {"date": "2024-05-31", **other}))


def test_that_the_declared_keys_are_all_looked_at(record: Record) -> None:
    assert {(table, field) for table, field, *_ in references(record.description)} == {
        ("events", "part_of"), ("events", "organizations"), ("organizations", "parent"),
        ("citations", "event"), ("citations", "source"), ("indicators", "source"),
        ("sites", "event"), ("sites", "region"),
    }  # fmt: skip
