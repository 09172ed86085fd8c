"""The results of the library: this folder is the registry, a module's `RESULTS` are its rows.

Nothing is proved at import. A result is built when it is asked for, once, and cannot be built if a step does not hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ..claims import Claim
    from ..derivation import Derivation

Built: TypeAlias = "Derivation | Claim"


@dataclass(frozen=True, slots=True)
class Result:
    """One row: `make` derives it; `build` derives it once in the life of the process.

    name    how it is asked for: snake_case, unique in the library
    title   one line for the list
    topic   the part of the course that it belongs to
    """

    name: str
    title: str
    topic: str
    make: Callable[[], Built]

    def build(self) -> Built:
        """The derivation, every step proved; raises StepRejected if one does not hold."""
        return _built(self)


@cache
def _built(result: Result) -> Built:
    return result.make()


@cache
def results() -> dict[str, Result]:
    """Every result by name, module by module in alphabetical order, in the order of their rows."""
    found: dict[str, Result] = {}
    for module in sorted(info.name for info in iter_modules(__path__)):
        for result in import_module(f"{__name__}.{module}").RESULTS:
            if result.name in found:
                raise ValueError(f"two results are called {result.name!r}: the second is in {module}.py")
            found[result.name] = result
    return found


def names() -> tuple[str, ...]:
    return tuple(results())


def find(name: str) -> Result:
    """The result of that name; KeyError with a near match where there is none."""
    try:
        return results()[name]
    except KeyError:
        near = get_close_matches(name, names(), 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise KeyError(f"no derivation {name!r}{hint}") from None
