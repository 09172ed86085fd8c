"""The results: a derivation or another claim each, found by listing this folder, proved when first asked for.

A module of this folder is a row of the registry by being here: it exports RESULTS, in the order in which a textbook
would have them. A result may use those of any other module as lemmas, by name.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TypeAlias

from ..claims import Claim
from ..derivation import Derivation

Proved: TypeAlias = Derivation | Claim


@dataclass(frozen=True, slots=True)
class Result:
    """One row: `build` proves the result, once per process.

    name    snake_case, by which the result is asked for and used as a lemma
    topic   the chapter: activations, softmax, losses, affine layers, ...
    """

    name: str
    title: str
    topic: str
    build: Callable[[], Proved]

    def __post_init__(self) -> None:
        object.__setattr__(self, "build", cache(self.build))


class UnknownResult(ValueError):
    """No result has this name."""


def results() -> Mapping[str, Result]:
    """Every result by its name: the modules in alphabetical order, each in its own order. Nothing is proved here."""
    return MappingProxyType(_results())


def names() -> tuple[str, ...]:
    """The names of all results, in the order of the modules and their rows."""
    return tuple(_results())


def topics() -> tuple[str, ...]:
    """Each topic once, in the order of the results."""
    return tuple(dict.fromkeys(result.topic for result in _results().values()))


def find(name: str) -> Result:
    """The result of this name; raises UnknownResult, with the nearest names, if there is none."""
    try:
        return _results()[name]
    except KeyError:
        near = get_close_matches(name, _results(), n=3)
        hint = f"did you mean {', '.join(near)}?" if near else "derive.library.names() lists all"
        raise UnknownResult(f"no result {name!r} in derive/library: {hint}") from None


@cache
def _results() -> dict[str, Result]:
    return collect(_modules())


def _modules() -> Iterator[tuple[str, tuple[Result, ...]]]:
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        yield found.name, import_module(f"{__name__}.{found.name}").RESULTS


def collect(modules: Iterator[tuple[str, tuple[Result, ...]]]) -> dict[str, Result]:
    """One table of all modules' rows; raises ValueError where two results have one name."""
    table: dict[str, Result] = {}
    home: dict[str, str] = {}
    for module, rows in modules:
        for row in rows:
            if row.name in table:
                raise ValueError(f"derive/library: {home[row.name]} and {module} both have {row.name!r}")
            table[row.name], home[row.name] = row, module
    return table
