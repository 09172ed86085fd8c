"""What is left empty on a problem sheet for an answer: a line, or a cell for each entry of a vector or a matrix.

Where a sheet shows the shape of an answer, that is the one thing of it which is given away. So `box` leaves it out
where the shape is asked, and where a mistake is known that has another shape. All else that is printed here is read
from the words of the question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from questions.catalogue import Entry
from questions.model import Exact, Family, Params, Part, Question

SHAPES = "shapes"  # the topic whose answers are shapes
ROWS, COLUMNS = 8, 10  # of the largest box that fits on a page
LINE, ROW = 9, 8  # millimetres of a line to write on, and of a row of cells
NUMBERS = ("integer", "rational", "number")
_COUNT = ["one", "two", "three", "four", "five", "six", "seven", "eight"]
_DIGITS = re.compile(
    rf"(a fraction or |fractions or |\bor )?\b({'|'.join(_COUNT)}|[1-8]) significant digits( [a-z ]*each\b)?(,? or )?"
)


@dataclass(frozen=True, slots=True)
class Blank:
    """What is left empty: nothing, a line, or cells; `height` in millimetres, `hint` in plain words, or "".

    A vector has one row.
    """

    form: str = ""  # "line" or "cells"
    rows: int = 0
    columns: int = 0
    height: int = 0
    hint: str = ""


def box(entry: Entry, label: str, answer: Exact, family: Family, params: Params) -> tuple[int, ...]:
    """The shape of the empty vector or matrix under a part; () where there is none."""
    if answer.kind != "array" or entry.topic == SHAPES or label in entry.unboxed:
        return ()
    shape = _shape(answer.value)
    wrong = (mistake.wrong(params) for mistake in family.mistakes if mistake.label == label)
    if any(value is not None and _shape(value) != shape for value in wrong):
        return ()
    rows, columns = _sides(shape)
    return shape if 1 <= rows <= ROWS and 1 <= columns <= COLUMNS else ()


def blank(asked: tuple[Question, Part]) -> Blank:
    """What is left empty under a part: a line for a number, cells where it has a box."""
    question, part = asked
    if part.options:
        return Blank()
    if part.box:
        rows, columns = _sides(part.box)
        return Blank("cells", rows, columns, rows * ROW + 3, hint(part.prompt or question.prompt, each=True))
    if part.kind in NUMBERS:
        return Blank("line", 1, 1, LINE, hint(part.prompt or question.prompt))
    return Blank()


def hint(prompt: str, *, each: bool = False) -> str:
    """The digits for which a prompt asks, "4 significant digits"; "" where it asks for none, or for something else."""
    found = {match.groups() for match in _DIGITS.finditer(" ".join(prompt.split()))}
    if len({(count, before) for before, count, _, _ in found}) != 1:
        return ""
    before, count, _, after = next(iter(found))
    if after or before == "or ":
        return ""
    number = _COUNT.index(count) + 1 if count in _COUNT else int(count)
    digits = f"{number} significant digit{'s' if number > 1 else ''}{' each' if each else ''}"
    return f"{before}{digits}" if before else digits


def _shape(value: Any) -> tuple[int, ...]:
    """The lengths of nested sequences along their first entries; () of anything else."""
    if isinstance(value, list | tuple):
        return (len(value), *(_shape(value[0]) if value else ()))
    return ()


def _sides(shape: tuple[int, ...]) -> tuple[int, int]:
    return (1, shape[0]) if len(shape) == 1 else (shape[0], shape[1])
