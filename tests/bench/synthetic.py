"""A dataset of any size, as ``chuhai bench`` makes it."""

from explorer.bench.synthetic import bundled, synthetic

__all__ = ["bundled", "synthetic"]
