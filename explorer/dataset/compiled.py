"""A dataset as a tree of plain values and blocks of bytes, and back: what the cache keeps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields
from typing import Any, Final

import numpy as np

from explorer.common.coded import Coded, Counting
from explorer.common.problems import Problem
from explorer.common.progress import Progress
from explorer.common.texts import Texts
from explorer.dataset import model
from explorer.dataset.gazetteer import Gazetteer, load_gazetteer
from explorer.dataset.model import Cited, Dataset, Lists, Sources
from explorer.dataset.options import ReadOptions
from explorer.dataset.site_ids import SiteIds
from explorer.files.cache import drop, is_kept, keep, kept, key_of

RECORDS: Final[Mapping[str, type]] = {
    kind.__name__: kind
    for kind in (
        model.Category, model.Codes, model.Dataset, model.Events,
        model.Organization, model.Package, model.Sites, model.Source, model.Citation, Problem,
        model.Observation, model.Region,
    )
}  # fmt: skip
LARGE: Final = 8 << 20
"""Bytes from which a table is kept."""
PACKED: Final = 500
"""Rows of all tables from which a data package is kept."""
DTYPES: Final = ("<i8", "<i4", "<i2", "<u4", "<u2", "|u1", "|i1", "|b1", "<f8")

_writing: list[threading.Thread] = []


def table_key(mark: str, options: ReadOptions) -> str:
    """The key of a table with the fingerprint ``mark``, read with ``options``."""
    return key_of(mark, *(f"{f.name}={getattr(options, f.name)!r}" for f in fields(options)))


def package_key(origin: str, fingerprint: str) -> str:
    """The key of the data package with these, as in ``model.Package``."""
    return key_of("package", origin, fingerprint)


def recall(key: str, progress: Progress) -> Dataset | None:
    """The dataset kept for ``key``; None where there is none, or none that is sound."""
    found = kept(key, lambda: progress("arranging", 0, 0))
    if found is not None:
        with suppress(LookupError, ValueError, TypeError, AttributeError, OverflowError):
            made = _Decoder(found[1]).value(found[0])
            if isinstance(made, Dataset):
                return made
    drop(key)
    return None


def remember(key: str, dataset: Dataset) -> None:
    """Keep ``dataset``, in a thread of its own: nobody waits for it."""

    def write() -> None:
        encoder = _Encoder()
        keep(key, encoder.tree(dataset), encoder.blocks)

    thread = threading.Thread(target=write, name="chuhai-cache")
    _writing[:] = [t for t in _writing if t.is_alive()] + [thread]
    thread.start()


def remember_package(dataset: Dataset) -> None:
    """The same for a data package of some size, unless it is kept already. Windows call it once
    they have been painted; what else reads packages writes nothing besides what it is asked to."""
    package = dataset.package
    rows = len(dataset) + len(dataset.sites) + len(dataset.sources) + len(dataset.citations)
    if package.description and rows >= PACKED:
        key = package_key(package.origin, package.fingerprint)
        if not is_kept(key):
            remember(key, dataset)


def wait_until_kept() -> None:
    """Until all that is to be kept is written."""
    for thread in _writing:
        thread.join()


class _Encoder:
    """``blocks``: the bytes that the tree names by number, each array once."""

    def __init__(self) -> None:
        self.blocks: list[bytes | memoryview] = []
        self._known: dict[tuple[Any, ...], tuple[int, Any]] = {}

    def tree(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | str):
            return value
        if isinstance(value, float):
            return {"float": value.hex()}
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, Texts):
            codes = None if value.codes is None else self.tree(value.codes)
            return {"texts": [self._block(value.data), self.tree(value.offsets), codes]}
        if isinstance(value, Coded):
            return {"coded": [self.tree(value.values), self.tree(value.codes)]}
        if isinstance(value, Counting):
            return {"counting": [value.first, len(value)]}
        if isinstance(value, Lists | Cited | Sources | SiteIds):
            return {type(value).__name__: [self.tree(part) for part in _parts(value)]}
        if isinstance(value, Gazetteer):
            return {"gazetteer": 0}
        if isinstance(value, tuple | list | frozenset):
            items = sorted(value) if isinstance(value, frozenset) else value
            return {type(value).__name__: [self.tree(item) for item in items]}
        if isinstance(value, Mapping):
            return {"dict": [[self.tree(k), self.tree(v)] for k, v in value.items()]}
        kind = type(value).__name__
        if RECORDS.get(kind) is not type(value):
            raise TypeError(f"{kind} is not kept")
        return {kind: [self.tree(getattr(value, f.name)) for f in fields(RECORDS[kind])]}

    def _array(self, array: np.ndarray[Any, Any]) -> Any:
        kind, n = array.dtype.str, len(array)
        if array.ndim and n and array.strides[0] == 0:
            return {"alike": [kind, array.shape, self._block(array[:1].tobytes())]}
        data = np.ascontiguousarray(array)
        known = (array.ctypes.data, kind, array.shape)
        if known not in self._known:
            self._known[known] = self._block(data.reshape(-1).view(np.uint8).data), array
        return {"array": [kind, array.shape, self._known[known][0]]}

    def _block(self, data: bytes | memoryview) -> int:
        self.blocks.append(data)
        return len(self.blocks) - 1


def _parts(value: Any) -> tuple[Any, ...]:
    if isinstance(value, Lists):
        return value.offsets, value.values
    if isinstance(value, Cited):
        return value.event, value.source
    if isinstance(value, Sources):
        return value.title, value.publisher, value.url, value.published
    parts: tuple[Any, ...] = value.parts
    return parts


class _Decoder:
    """Raises LookupError, ValueError, TypeError where the tree is none."""

    def __init__(self, blocks: list[bytes]) -> None:
        self._blocks = blocks
        self._arrays: dict[int, np.ndarray[Any, Any]] = {}
        self._by_kind: dict[str, Callable[[Any], Any]] = {
            "float": float.fromhex,
            "array": lambda v: self._array(*v),
            "alike": lambda v: self._alike(*v),
            "counting": lambda v: Counting(*v),
            "texts": lambda v: Texts(self._blocks[v[0]], self.value(v[1]), self.value(v[2])),
            "gazetteer": lambda _: load_gazetteer(),
            "tuple": lambda v: tuple(self._all(v)),
            "list": self._all,
            "frozenset": lambda v: frozenset(self._all(v)),
            "dict": lambda v: {self.value(k): self.value(own) for k, own in v},
            "coded": lambda v: Coded(*self._all(v)),
            "Lists": lambda v: Lists(*self._all(v)),
            "Cited": lambda v: Cited(*self._all(v)),
            "Sources": lambda v: Sources(*self._all(v)),
            "SiteIds": lambda v: SiteIds(*self._all(v)),
        }

    def value(self, tree: Any) -> Any:
        if not isinstance(tree, dict):
            return tree
        ((kind, value),) = tree.items()
        if kind in RECORDS:
            return RECORDS[kind](*self._all(value))
        return self._by_kind[kind](value)

    def _all(self, trees: list[Any]) -> list[Any]:
        return [self.value(tree) if isinstance(tree, dict) else tree for tree in trees]

    def _array(self, kind: str, shape: list[int], block: int) -> np.ndarray[Any, Any]:
        if block not in self._arrays:
            self._arrays[block] = np.frombuffer(self._blocks[block], _dtype(kind)).reshape(shape)
        return self._arrays[block]

    def _alike(self, kind: str, shape: list[int], block: int) -> np.ndarray[Any, Any]:
        one = np.frombuffer(self._blocks[block], _dtype(kind)).reshape([1, *shape[1:]])
        return np.broadcast_to(one, shape)


def _dtype(kind: str) -> np.dtype[Any]:
    if kind not in DTYPES:
        raise ValueError(kind)
    return np.dtype(kind)
