"""The theme tables: the same keys everywhere, and the measured contrast."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

THEMES = Path(__file__).parents[3] / "resources" / "themes"
NAMES = ("light", "dark", "print")
NUMBERS = {"shade_opacity", "mark_edge_width"}
TEXT_ON_GROUND = [
    *((text, ground) for text in ("text", "text2", "text3") for ground in ("bg", "panel")),
    *((text, ground) for text in ("text", "text2", "text3") for ground in ("panel2", "land")),
    ("accent", "panel"), ("accent", "accent_weak"), ("on_accent", "accent"),
    ("warning", "panel"), ("warning", "warning_ground"), ("error", "panel"),
    ("error", "error_ground"), ("good", "panel"), ("good", "good_ground"), ("today", "panel"),
    ("country_name", "ocean"), ("country_name", "land"), ("text2", "shade"),
]  # fmt: skip
CONTROL_ON_GROUND = [("ctl", "panel"), ("bar", "panel"), ("shade_edge", "land")]


def read(name: str) -> dict[str, Any]:
    theme: dict[str, Any] = json.loads((THEMES / f"{name}.json").read_text("utf-8"))
    return theme


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB` (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_that_themes_have_the_same_keys() -> None:
    light, dark, on_paper = (list(read(name)) for name in NAMES)
    assert light == dark == on_paper


@pytest.mark.parametrize("name", NAMES)
def test_that_values_are_colours_or_the_known_numbers(name: str) -> None:
    for key, value in read(name).items():
        if key in NUMBERS:
            assert isinstance(value, float)
        elif key == "density":
            assert all(re.fullmatch("#[0-9A-F]{6}", color) for color in value)
        elif key != "categories":
            assert re.fullmatch("#[0-9A-F]{6}", value), key


@pytest.mark.parametrize("name", NAMES)
def test_that_categories_keep_their_order_and_shapes(name: str) -> None:
    found = [(one["id"], one["shape"]) for one in read(name)["categories"]]
    assert found == [
        ("data_center", "square"), ("partnership", "circle"), ("release", "triangle"),
        ("investment", "plus"), ("acquisition", "diamond"), ("ipo", "star"),
        ("other", "hexagon"), ("regulation", "shield"),
    ]  # fmt: skip
    assert all(
        set(one) == {"id", "shape", "fill", "edge", "line"} for one in read(name)["categories"]
    )


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
@pytest.mark.parametrize("name", NAMES)
def test_that_text_can_be_read(name: str, text: str, ground: str) -> None:
    theme = read(name)
    assert contrast(theme[text], theme[ground]) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), CONTROL_ON_GROUND)
@pytest.mark.parametrize("name", NAMES)
def test_that_controls_can_be_seen(name: str, mark: str, ground: str) -> None:
    theme = read(name)
    assert contrast(theme[mark], theme[ground]) >= 3


@pytest.mark.parametrize("ground", ["land", "ocean", "panel"])
@pytest.mark.parametrize("name", NAMES)
def test_that_category_lines_can_be_read_on_every_ground(name: str, ground: str) -> None:
    theme = read(name)
    for category in theme["categories"]:
        assert contrast(category["line"], theme[ground]) >= 4.5, category["id"]


@pytest.mark.parametrize(
    ("name", "figures"), [("light", (16.1, 7.0, 5.5)), ("dark", (14.6, 8.2, 6.1))]
)
def test_that_text_has_the_contrast_of_the_specification(
    name: str, figures: tuple[float, ...]
) -> None:
    theme = read(name)
    measured = [contrast(theme[key], theme["panel"]) for key in ("text", "text2", "text3")]
    assert measured == pytest.approx(figures, abs=0.05)


def test_that_print_has_no_translucency() -> None:
    assert read("print")["shade_opacity"] == 1.0


@pytest.mark.parametrize("name", NAMES)
def test_that_more_events_stand_out_more_from_the_land(name: str) -> None:
    theme = read(name)
    found = [contrast(color, theme["land"]) for color in theme["density"]]
    assert found == sorted(found)
    assert found[-1] > 9
    assert min(contrast(color, theme["ocean"]) for color in theme["density"]) > 1.3
