"""What the map says of its cells, in English and Chinese."""

from __future__ import annotations

from explorer.common.look import Lang


def scale_title(lang: Lang) -> tuple[str, str]:
    """What the colours mean, and on what scale."""
    return ("每格事件数", "对数标度") if lang == "zh" else ("Events per cell", "log scale")


def density_words(events: int, lang: Lang) -> str:
    """That nothing was left out: "1,000,000 events as density, every one counted"."""
    if lang == "zh":
        return f"{events:,} 个事件以密度显示，无一遗漏"
    return f"{events:,} events as density, every one counted"


def wide_words(kilometres: float, lang: Lang) -> str:
    """How wide the cells are: "Hex cells, about 250 km wide"."""
    size = rounded(kilometres)
    unit = ("公里" if lang == "zh" else "km", size)
    if size < 1:
        unit = ("米" if lang == "zh" else "m", size * 1000)
    told = f"{unit[1]:,.0f} {unit[0]}"
    return f"六边形格，宽约 {told}" if lang == "zh" else f"Hex cells, about {told} wide"


def rounded(value: float) -> float:
    """``value`` (above 0) to two figures."""
    return float(f"{value:.2g}")


def short_number(n: int, lang: Lang) -> str:
    """A power of ten on a scale: "100", "1k", "1M"; in Chinese "1万"."""
    if lang == "zh":
        return f"{n // 10_000:,}万" if n >= 10_000 else str(n)
    if n >= 1_000_000:
        return f"{n // 1_000_000}M"
    return f"{n // 1000}k" if n >= 1000 else str(n)


def alt_text(drawn: int, outside: int, unplaced: int, lang: Lang) -> str:
    """One sentence for those who can't see the map."""
    if lang == "zh":
        rest = f"，视野外 {outside:,} 个" if outside else ""
        rest += f"，{unplaced:,} 个没有地点" if unplaced else ""
        return f"世界地图：{drawn:,} 个事件以密度显示{rest}。"
    rest = f"; {outside:,} outside the view" if outside else ""
    rest += f"; {unplaced:,} with no place" if unplaced else ""
    return f"World map of {drawn:,} events as density{rest}."
