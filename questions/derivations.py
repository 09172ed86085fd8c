"""The stored steps of a derivation as chains of lines: what a solution sheet sets in columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from questions.model import JSON


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `relation` and `latex` are formulas, `rule` says in words why it holds."""

    relation: str
    latex: str
    rule: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A formula and the lines that follow from it, each from the one before; `where` says what its names stand for."""

    start: str
    lines: tuple[Line, ...]
    where: tuple[str, ...] = ()


Steps = Sequence[Mapping[str, JSON]]
_KEPT = 256  # derivations whose chains are kept
_chains: dict[int, tuple[Steps, tuple[Chain, ...]]] = {}  # with the steps, so that no others get their id


def chains(steps: Steps) -> tuple[Chain, ...]:
    """The steps in order; a new chain begins where a step does not start from the line above it.

    Of the same tuple of steps, which all variants of a family share, they are made once.
    """
    if not isinstance(steps, tuple):
        return _all_chains(steps)
    if id(steps) not in _chains:
        if len(_chains) >= _KEPT:
            _chains.clear()
        _chains[id(steps)] = steps, _all_chains(steps)
    return _chains[id(steps)][1]


def _all_chains(steps: Steps) -> tuple[Chain, ...]:
    found: list[list[Mapping[str, JSON]]] = []
    for step in steps:
        if found and found[-1][-1]["latex"] == step["start"]:
            found[-1].append(step)
        else:
            found.append([step])
    return tuple(_chain(run) for run in found)


def _chain(steps: Sequence[Mapping[str, JSON]]) -> Chain:
    """One chain of steps that follow each other."""
    lines = tuple(Line(step["relation"], step["latex"], step["rule"]) for step in steps)
    return Chain(steps[0]["start"], lines, _where(steps))


def _where(steps: Sequence[Mapping[str, JSON]]) -> tuple[str, ...]:
    """The definitions that these steps use, as formulas, in the order in which they build up."""
    used: list[JSON] = [[step[side] for step in steps for side in ("before", "after") if side in step]]
    kept = []
    for definition in reversed(
        steps[0].get("definitions", ())
    ):  # what stands later may use what stands before
        if _mentions(used, definition["tensor"]):
            used.append(definition["body"])
            kept.append(definition)
    if not kept:
        return ()
    from derive.terms.latex import latex
    from derive.terms.serialise import from_json

    # in another notation the formula stands beside its term (questions/lettering.py)
    return tuple(row["latex"] if "latex" in row else latex(from_json(row)) for row in reversed(kept))


def in_text(steps: Sequence[Mapping[str, JSON]]) -> Iterator[str]:
    """The lines as plain text, each with its rule; where a new chain begins, its first line stands alone."""
    from derive.terms.text import text
    from questions import proofs

    width = max((len(step["text"]) for step in steps), default=0)
    last = None
    for step in steps:
        if step["start"] != last:
            # in another notation the text stands beside its term (questions/lettering.py)
            yield step["start_text"] if "start_text" in step else text(proofs.read(step["before"]))
        yield f"  {step['relation']} {step['text']:{width}}   [{step['rule']}]"
        last = step["latex"]


def _mentions(data: JSON, tensor: JSON) -> bool:
    """Whether the stored term holds this tensor anywhere."""
    if data == tensor:
        return True
    inside = data.values() if isinstance(data, Mapping) else data if isinstance(data, list) else ()
    return any(_mentions(part, tensor) for part in inside)
