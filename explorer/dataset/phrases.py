"""Names of moments and the phrases around them, in English and Chinese."""

from __future__ import annotations

from typing import Final

from explorer.dataset.calendar import MONTHS, to_civil
from explorer.dataset.forms import Moment, Precision

_DEEP: Final = 1_000_000  # from here on the year that 0 stands for no longer shows

PHRASES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "undated": "Date not known",
        "between dates": "{} to {}",
        "between sets": "{}, until {}",
        "during": "during {}",
        "since": "since {}",
        "until": "until {}",
        "end unknown": "from {}, end not known",
        "start unknown": "until {}, start not known",
        "always": "at all times",
        "no end, start unknown": "going on, start not known",
        "no start, end unknown": "since ever, end not known",
        "by": "by {}",
        "or earlier": "{} or earlier",
        "or later": "{} or later",
        "between": "between {} and {}",
        "comma": ", ",
        "or": " or ",
        "about": "about {}",
        "doubt": "{}?",
        "notes": "{} ({})",
        "range": "{} – {}",
        "all time": "all time",
        "one moment": "one moment",
        "uncertain": "uncertain",
        "days": "one of these days",
        "month": "month known",
        "months": "one of these months",
        "season": "season known",
        "quarter": "quarter known",
        "third": "third known",
        "half": "half-year known",
        "year": "year known",
        "decade": "decade known",
        "century": "century known",
        "millennium": "millennium known",
    },
    "zh": {
        "undated": "日期不明",
        "between dates": "{}至{}",
        "between sets": "{}，至{}",
        "during": "{}期间",
        "since": "自{}起",
        "until": "至{}",
        "end unknown": "{}起，结束时间不明",
        "start unknown": "至{}，起始时间不明",
        "always": "始终",
        "no end, start unknown": "持续中，起始时间不明",
        "no start, end unknown": "由来已久，结束时间不明",
        "by": "{}前（含）",
        "or earlier": "{}或更早",
        "or later": "{}或更晚",
        "between": "{}至{}之间",
        "comma": "、",
        "or": "或",
        "about": "约{}",
        "doubt": "{}？",
        "notes": "{}（{}）",
        "range": "{}–{}",
        "all time": "全部时间",
        "one moment": "其中某一时间",
        "uncertain": "存疑",
        "days": "其中某一天",
        "month": "只知月份",
        "months": "其中某个月",
        "season": "只知季节",
        "quarter": "只知季度",
        "third": "只知四个月区间",
        "half": "只知半年",
        "year": "只知年份",
        "decade": "只知年代",
        "century": "只知世纪",
        "millennium": "只知千年",
    },
}

# By language, precision and number; {} is the year's name.
_PARTS: Final = {
    ("en", "season"): ("spring {}", "summer {}", "autumn {}", "winter {}"),
    ("en", "quarter"): ("Q1 {}", "Q2 {}", "Q3 {}", "Q4 {}"),
    ("en", "third"): ("first third of {}", "second third of {}", "last third of {}"),
    ("en", "half"): ("first half of {}", "second half of {}"),
    ("zh", "season"): ("{}春季", "{}夏季", "{}秋季", "{}冬季"),
    ("zh", "quarter"): ("{}第一季度", "{}第二季度", "{}第三季度", "{}第四季度"),
    ("zh", "third"): ("{}前四个月", "{}中间四个月", "{}后四个月"),
    ("zh", "half"): ("{}上半年", "{}下半年"),
}


def year_name(year: int, lang: str) -> str:
    """ "2024", "AD 79", "45 BC" (for -44), "13.8 billion BC"; "2024年", "公元前45年"."""
    before = year <= 0
    count = abs(year) if abs(year) >= _DEEP else 1 - year if before else year
    if lang == "zh":
        era = "公元前" if before else "" if 1000 <= year <= 9999 else "公元"
        return f"{era}{_large(count, ((100_000_000, '亿'), (10_000, '万')), '')}年"
    number = _large(count, ((1_000_000_000, " billion"), (1_000_000, " million")), ",")
    if before:
        return f"{number} BC"
    return number if 1000 <= year <= 9999 else f"AD {number}"


def _large(count: int, units: tuple[tuple[int, str], ...], comma: str) -> str:
    """``count`` in the first unit that fits, exactly; in digits when that needs many decimals."""
    if count >= _DEEP:
        size, unit = next((size, unit) for size, unit in units if count >= size)
        whole, rest = divmod(count, size)
        decimals = f"{rest:0{len(str(size)) - 1}}".rstrip("0")
        if len(decimals) <= 4:
            return f"{whole}{'.' if decimals else ''}{decimals}{unit}"
    return f"{count:,}".replace(",", comma) if count > 9999 else str(count)


def moment_name(moment: Moment, lang: str, full: bool = False) -> str:
    """The moment without what its qualifiers say. ``full``: months of English in full."""
    year, month, day = to_civil(moment.lo)[:3]
    named = year_name(year, lang)
    precision = moment.precision
    if precision in ("second", "minute"):
        midnight = Moment(moment.lo, moment.hi, "day")
        comma = " " if lang == "zh" else ", "
        return f"{moment_name(midnight, lang)}{comma}{clock(moment)} UTC"
    if precision == "day":
        return f"{named}{month}月{day}日" if lang == "zh" else f"{day} {_short(month)} {named}"
    if precision == "month":
        if lang == "zh":
            return f"{named}{month}月"
        return f"{MONTHS[month - 1] if full else _short(month)} {named}"
    if precision == "year":
        return named
    if precision == "decade" and year > 0 and year % 100:  # the 1900s are a century, too
        return f"{year}年代" if lang == "zh" else f"{year}s"
    if precision in ("decade", "century", "millennium"):
        return _years(year, to_civil(moment.hi - 1)[0], lang)
    if precision in ("days", "months"):
        last = moment.hi - 1
        unit: Precision = "day" if precision == "days" else "month"
        first = Moment(moment.lo, moment.lo, unit)
        return PHRASES[lang]["range"].format(*pair(first, Moment(last, last, unit), lang))
    if precision == "season" and moment.number == 4 and lang == "en" and 1000 <= year <= 9998:
        named = f"{year}/{(year + 1) % 100:02}"  # winter ends in the next year
    return _PARTS[lang, precision][moment.number - 1].format(named)


def pair(first: Moment, last: Moment, lang: str, full: bool = False) -> tuple[str, str]:
    """The two names with what they share said once: ("14", "18 Sep 2024"), in Chinese
    ("2024年9月14日", "18日"). Qualified or unlike moments stay as they are."""
    left, right = moment_name(first, lang), moment_name(last, lang, full)
    qualified = first.uncertain or first.approximate or last.uncertain or last.approximate
    if qualified or first.precision != last.precision or left == right:
        return left, right
    a, b = to_civil(first.lo), to_civil(last.lo)
    same_year, same_month, same_day = (a[:n] == b[:n] for n in (1, 2, 3))
    precision = first.precision
    if precision in ("second", "minute") and same_day:
        return left.removesuffix(" UTC"), f"{clock(last)} UTC"
    if precision not in ("day", "month") or not same_year:
        return left, right
    if lang == "zh":
        return left, f"{b[2]}日" if same_month else right[right.index("年") + 1 :]
    if precision == "month":
        return _short(a[1]), right
    return str(a[2]) if same_month else f"{a[2]} {_short(a[1])}", right


def clock(moment: Moment) -> str:
    """ "14:30", or with seconds where the moment has them."""
    hour, minute, second = to_civil(moment.lo)[3:]
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if moment.precision == "second" else "")


def _short(month: int) -> str:
    return MONTHS[month - 1][:3]


def _years(first: int, last: int, lang: str) -> str:
    left, right = year_name(first, lang), year_name(last, lang)
    if first > 0:
        left, right = left.removesuffix("年"), right.removeprefix("AD ").removeprefix("公元")
        return f"{left}–{right}"
    return PHRASES[lang]["range"].format(left, right)
