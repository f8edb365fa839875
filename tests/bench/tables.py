"""Flat tables of many events, as large as one likes and always the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np

CITIES = (
    ("Shenzhen", "CN", 22.54, 114.06), ("Beijing", "CN", 39.90, 116.40),
    ("Hangzhou", "CN", 30.27, 120.16), ("Hong Kong", "HK", 22.32, 114.17),
    ("Singapore", "SG", 1.35, 103.82), ("Johor Bahru", "MY", 1.49, 103.74),
    ("Frankfurt", "DE", 50.11, 8.68), ("Paris", "FR", 48.86, 2.35),
    ("Riyadh", "SA", 24.71, 46.68), ("Dubai", "AE", 25.20, 55.27),
    ("São Paulo", "BR", -23.55, -46.63), ("Ashburn", "US", 39.04, -77.49),
)  # fmt: skip
CATEGORIES = ("data_center", "partnership", "release", "investment", "acquisition", "ipo",
              "regulation")  # fmt: skip
WORDS = (
    "model", "open", "weights", "cloud", "region", "opens", "signs", "with", "partner", "fund",
    "raises", "round", "files", "listing", "rules", "draft", "chips", "campus", "megawatts", "AI",
    "出海", "数据中心", "合作", "发布", "训练",
)  # fmt: skip
COLUMNS = ("id", "title", "date", "ended", "category", "organizations", "place", "country", "lat",
           "lon", "amount", "currency", "status", "tags", "summary", "source", "url")  # fmt: skip


def write_table(path: Path, n: int, seed: int = 7) -> None:
    """A CSV of ``n`` events in clusters of places and times, about 260 bytes a row."""
    random = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(COLUMNS) + "\n")
        for start in range(0, n, 20_000):
            file.write("".join(_rows(random, start, min(start + 20_000, n))))


def _rows(random: np.random.Generator, first: int, last: int) -> list[str]:
    m = last - first
    cities = (random.random(m) ** 2 * len(CITIES)).astype(int).tolist()
    offsets = random.normal(0, 0.3, (m, 2)).round(5).tolist()
    days = np.datetime64("2015-01-01") + (4000 * random.random(m) ** 0.5).astype("m8[D]")
    lasting = (days + random.integers(10, 900, m)).astype(str).tolist()
    words = random.integers(0, len(WORDS), (m, 22)).tolist()
    kinds, firms = random.integers(0, 7, m).tolist(), random.zipf(1.3, m).tolist()
    rare, sums = random.random((m, 4)).tolist(), random.integers(1, 9999, m).tolist()
    rows = []
    for k, day in enumerate(days.astype(str).tolist()):
        city, country, lat, lon = CITIES[cities[k]]
        text = [WORDS[w] for w in words[k]]
        a, b, c, d = rare[k]
        summary = " ".join(text[4:])
        if d < 0.2:
            summary = f'"{summary}, as said"'
        rows.append(
            f"e{first + k:08},{' '.join(text[:5])} {first + k},{day},"
            f"{lasting[k] if a < 0.1 else ''},{CATEGORIES[kinds[k]]},"
            f"Company {firms[k] % 500}{';Partner' if b < 0.1 else ''},{city},{country},"
            f"{lat + offsets[k][0]:.5f},{lon + offsets[k][1]:.5f},"
            f"{sums[k] if c < 0.3 else ''},{'USD' if c < 0.3 else ''},"
            f"{'active' if d < 0.5 else ''},{text[0]};{text[1]},{summary},"
            f"Paper {firms[k] % 40},https://example.org/{first + k:x}\n"
        )
    return rows
