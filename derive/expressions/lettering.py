"""Names of bound indices as a textbook would have them: n over N, d over D, then k, l, p, q."""

from __future__ import annotations

from collections.abc import Iterable

from ..terms.index import Index
from ..terms.terms import (
    Definition,
    Inverse,
    Maximum,
    Sum,
    Term,
    Winner,
    children,
    dimensions_of,
    free_indices,
    rename,
    rename_apart,
    tensors_of,
    with_children,
)

FREE = ("i", "j", "k", "l", "m", "p")
SPARE = ("k", "l", "p", "q", "r", "u", "v")


def bare(term: Term) -> Term:
    """The term with bound indices numbered by their depth: equal for terms that differ in these names only."""
    return _numbered(term, 0)


def _numbered(term: Term, depth: int) -> Term:
    if isinstance(term, Sum | Maximum | Winner):
        index = Index(f"~~{depth}", term.index.dim)
        body = _numbered(rename(term.body, {term.index: index}), depth + 1)
        return Winner(index, body, term.at) if isinstance(term, Winner) else type(term)(index, body)
    if isinstance(term, Inverse):
        row, column = (Index(f"~~{depth + k}", term.row.dim) for k in (0, 1))
        body = _numbered(rename(term.body, {term.row: row, term.column: column}), depth + 2)
        return Inverse(row, column, body, term.i, term.j)
    parts = children(term)
    return with_children(term, [_numbered(part, depth) for part in parts]) if parts else term


class Letters:
    """Letters for the indices of one derivation, in which no letter of a tensor is used twice."""

    def __init__(self, terms: Iterable[Term]) -> None:
        known = tuple(terms)
        names = {tensor.name for tensor in tensors_of(*known)}
        dims = dimensions_of(*known)
        self.first = {dim: dim.lower() for dim in dims if len(dim) == 1 and dim.lower() not in names}
        self.taken = names | set(self.first.values()) | {"e"}

    def free(self, dims: Iterable[str]) -> tuple[Index, ...]:
        """The free indices of an entry: i, j, ..."""
        letters = iter(
            [letter for letter in FREE if letter not in self.taken] + [f"i{k}" for k in range(1, 9)]
        )
        return tuple(Index(next(letters), dim) for dim in dims)

    def settle(self, term: Term) -> Term:
        """The term with a letter for each bound index that is not in use around it."""
        return self._settle(bare(term), tuple(sorted(free_indices(term))))

    def _settle(self, term: Term, around: tuple[Index, ...]) -> Term:
        if isinstance(term, Sum | Maximum | Winner):
            index = self._choose(term.index.dim, around)
            body = self._settle(rename(term.body, {term.index: index}), (*around, index))
            return Winner(index, body, term.at) if isinstance(term, Winner) else type(term)(index, body)
        if isinstance(term, Inverse):
            row = self._choose(term.row.dim, around)
            column = self._choose(term.row.dim, (*around, row))
            body = rename(term.body, {term.row: row, term.column: column})
            return Inverse(row, column, self._settle(body, (*around, row, column)), term.i, term.j)
        parts = children(term)
        return with_children(term, [self._settle(part, around) for part in parts]) if parts else term

    def _choose(self, dim: str, around: tuple[Index, ...]) -> Index:
        used = {index.name for index in around}
        own = self.first.get(dim)
        spare = [letter for letter in SPARE if letter not in self.taken]
        primed = [f"{letter}{chr(39) * k}" for k in range(1, 30) for letter in (own or "k", *spare)]
        return Index(
            next(name for name in [*([own] if own else []), *spare, *primed] if name not in used), dim
        )

    def definition(self, definition: Definition) -> Definition:
        """A definition with letters for its own indices."""
        chosen: list[Index] = []
        for index in definition.indices:
            chosen.append(self._choose(index.dim, tuple(chosen)))
        body = rename_apart(definition.body, dict(zip(definition.indices, chosen, strict=True)))
        return Definition(definition.tensor, tuple(chosen), self.settle(body))
