"""No two categories look the same."""

from dataclasses import replace

import pytest
from map_samples import Sample, sample_dataset

from explorer.dataset.model import Category, Dataset
from explorer.figure.looks import looks
from explorer.figure.style import load_style

STYLE = load_style("light")


def dataset(own: tuple[str, ...]) -> Dataset:
    """A dataset with these categories."""
    categories = tuple(Category(key, key, key) for key in own)
    return replace(sample_dataset([Sample()]), categories=categories)


@pytest.mark.parametrize(
    "own",
    [
        ("hiring", "acquisition", "release", "lawsuit", "outage"),
        ("a", "b", "c", "d", "e", "f", "g", "regulation", "i", "j"),
        tuple(f"c{k}" for k in range(40)),
    ],
)
def test_that_categories_look_different(own: tuple[str, ...]) -> None:
    data = dataset(own)
    found = looks(data, STYLE)[: len(own)]
    assert len({(look.shape, look.fill) for look in found}) == len(own)
    named = dict(STYLE.pairs)
    for category, look in zip(data.categories, found, strict=True):
        assert category.id not in named or look == named[category.id]


def test_that_free_pairs_are_dealt_in_order() -> None:
    own = ("release", "x", "data_center", "y")
    data = dataset(own)
    pairs = dict(STYLE.pairs)
    wanted = ("release", "partnership", "data_center", "investment")
    assert looks(data, STYLE)[:4] == tuple(pairs[key] for key in wanted)
