"""``dataclasses.dataclass`` for the program's 130 records, made in a fifth of the time.

The library compiles up to nine methods for each class, which is a seventh of the program's start.
Here one is compiled, ``__init__``; those that compare, hash, show and freeze are shared. What comes
out is a dataclass to ``dataclasses.fields``, ``replace`` and ``asdict``, and to type checkers.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NoReturn

__all__ = ["dataclass"]

_FACTORY: Final = object()
"""Default of an argument whose field has a ``default_factory``."""
_PLAIN: Final = getattr(dataclasses, "_FIELD", None)
"""What the library marks a plain field with."""
_MUTABLE: Final = (list, dict, set)


def record(
    *,
    frozen: bool = False,
    slots: bool = False,
    eq: bool = True,
    weakref_slot: bool = False,
) -> Callable[[type], type]:
    """As ``dataclasses.dataclass`` with these arguments, for classes that inherit no fields and
    whose annotations are texts, none of them ClassVar or InitVar. ``field`` may set ``default``,
    ``default_factory``, ``repr`` and ``hash``. Raises ValueError for a default that is a list,
    dict or set."""

    def make(cls: type) -> type:
        names, members = _fields_of(cls)
        own: dict[str, Any] = {"__dataclass_fields__": members, "__match_args__": names}
        if "__repr__" not in cls.__dict__:
            own["__repr__"] = _repr
        if eq and "__eq__" not in cls.__dict__:
            own.update(_comparing(names, members, frozen))
        if frozen:
            own.update(__setattr__=_refuse_set, __delattr__=_refuse_delete)
        if slots:
            own["__slots__"] = (*names, "__weakref__") if weakref_slot else names
            cls = _with_slots(cls, own)
            own = {"__init__": _init_of(cls, members, frozen)}
        else:
            own["__init__"] = _init_of(cls, members, frozen)
            for name, member in members.items():
                if member.default is not MISSING:
                    own[name] = member.default
                elif name in cls.__dict__:
                    delattr(cls, name)
        for name, value in own.items():
            setattr(cls, name, value)
        return cls

    return make


if TYPE_CHECKING:
    from dataclasses import dataclass
elif _PLAIN is not None:
    dataclass = record
else:  # the mark of a plain field has another name in this Python
    from dataclasses import dataclass


def _with_slots(cls: type, own: dict[str, Any]) -> type:
    """``cls`` made anew, as slots can't be added to a class; with what is its ``own``."""
    kept = {
        name: value
        for name, value in cls.__dict__.items()
        if name not in own["__match_args__"] and name not in ("__dict__", "__weakref__")
    }
    made = type(cls)(cls.__name__, cls.__bases__, {**_STATE, **kept, **own})
    made.__qualname__ = cls.__qualname__
    return made


def _fields_of(cls: type) -> tuple[tuple[str, ...], dict[str, Field[Any]]]:
    """Names and fields, in the order in which they stand."""
    members: dict[str, Field[Any]] = {}
    for name, kind in inspect.get_annotations(cls).items():
        given = cls.__dict__.get(name, MISSING)
        member: Any = given if isinstance(given, Field) else dataclasses.field(default=given)
        if isinstance(member.default, _MUTABLE):
            raise ValueError(f"{cls.__name__}.{name}: records would share this default")
        member.name, member.type, member.kw_only = name, kind, False
        member._field_type = _PLAIN
        members[name] = member
    return tuple(members), members


def _init_of(cls: type, members: dict[str, Field[Any]], frozen: bool) -> Callable[..., None]:
    """Past what is frozen a field is set by its slot, else as any attribute of an object."""
    known: dict[str, Any] = {"_FACTORY": _FACTORY, "_set": object.__setattr__}
    head, body = ["self"], []
    for name, member in members.items():
        value = name
        if member.default is not MISSING:
            known[f"_d_{name}"] = member.default
            head.append(f"{name}=_d_{name}")
        elif member.default_factory is not MISSING:
            known[f"_f_{name}"] = member.default_factory
            head.append(f"{name}=_FACTORY")
            value = f"_f_{name}() if {name} is _FACTORY else {name}"
        else:
            head.append(name)
        slot = cls.__dict__.get(name) if hasattr(cls, "__slots__") else None
        if not frozen:
            body.append(f"self.{name} = {value}")
        elif slot is None:
            body.append(f"_set(self, {name!r}, {value})")
        else:
            known[f"_s_{name}"] = slot.__set__
            body.append(f"_s_{name}(self, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    exec(f"def __init__({', '.join(head)}):\n " + "\n ".join(body or ["pass"]), known)
    made: Callable[..., None] = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__annotations__ = {**{name: m.type for name, m in members.items()}, "return": "None"}
    made.__module__ = cls.__module__
    return made


def _comparing(
    names: tuple[str, ...], members: dict[str, Field[Any]], frozen: bool
) -> dict[str, Any]:
    values = _values_of(names)
    hashed = tuple(name for name in names if members[name].hash is not False)
    key = values if hashed == names else _values_of(hashed)

    def equal(self: Any, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    def hash_of(self: Any) -> int:
        return hash(key(self))

    return {"__eq__": equal, "__hash__": hash_of if frozen else None}


def _values_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _repr(self: Any) -> str:
    members = self.__dataclass_fields__.items()
    shown = (f"{name}={getattr(self, name)!r}" for name, member in members if member.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_set(self: Any, name: str, value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: Any, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__match_args__]


def _setstate(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__match_args__, state, strict=True):
        object.__setattr__(self, name, value)


_STATE: Final = {"__getstate__": _getstate, "__setstate__": _setstate}
"""Copying, which else would set the slots of what is frozen one by one."""
