"""What an answer gives away or hides: zeros, equal entries, its own digits in the prompt, its place among options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from questions import rounding
from questions.model import JSON, Answer, Key, Mistake, Option, Params, Question, Solved
from questions.quality.trial import Rank

TOKEN = re.compile(r"\\frac\{(\d+)\}\{(\d+)\}|(\d+)/(\d+)|(\d+(?:\.\d+)?)")
TELLING = 4  # digits from which an answer that stands in the prompt is no coincidence
EXACTLY = Fraction(1, 10**12)  # relative; a mistake nearer than that is the answer itself

OFFERED, EQUAL, SWALLOWED, ABSENT = "offered", "equal", "swallowed", "absent"


def degenerate(kind: str, value: Any) -> str:
    """What is dull about an exact answer: all its numbers are 0, or all the same; "" if nothing is."""
    if kind not in rounding.NUMBERS:
        return ""
    numbers = rounding.flat(value)
    if not any(numbers):
        return "the answer is 0" if len(numbers) == 1 else "all entries of the answer are 0"
    return "all entries of the answer are equal" if len(numbers) > 1 and len(set(numbers)) == 1 else ""


# -- the answer in the prompt ------------------------------------------------------------------------------


def numbers_in(text: str) -> list[Fraction]:
    """The sizes of the numbers in a text, in their order; a minus sign is not looked at."""
    return [
        Fraction(int(a or c), int(b or d)) if a or c else Fraction(e)
        for a, b, c, d, e in TOKEN.findall(text)
        if int(b or d or 1)
    ]


def stands_in(answer: Answer, text: str) -> bool:
    """Whether the whole answer can be read in the text: its numbers in a row, or its formula."""
    if answer.kind == "expression":
        return _squeezed(answer.latex) in _squeezed(text)
    if answer.kind not in rounding.NUMBERS:
        return False
    wanted = [abs(Fraction(entry)) for entry in _entries(answer.value)]
    there = numbers_in(text)
    return any(there[k : k + len(wanted)] == wanted for k in range(len(there)))


def telling(answer: Answer) -> bool:
    """Whether the answer has so many digits, equal entries counted once, that it does not stand there by chance."""
    if answer.kind == "expression":
        return len(_squeezed(answer.latex)) > 3 * TELLING
    digits = {re.sub(r"\D", "", str(entry)).strip("0") for entry in _entries(answer.value)}
    return sum(map(len, digits)) >= TELLING


def _squeezed(tex: str) -> str:
    return re.sub(r"\\[,;!: ]|\\left|\\right|\s", "", tex)


def _entries(value: JSON) -> Iterator[JSON]:
    if isinstance(value, list):
        for inner in value:
            yield from _entries(inner)
    else:
        yield value


def asked(question: Question) -> str:
    """All words that a student reads before answering."""
    return "\n".join([question.prompt, *(part.prompt for part in question.parts)])


# -- mistakes ----------------------------------------------------------------------------------------------


def outcomes(
    mistakes: Sequence[Mistake], params: Params, solved: Mapping[str, Solved], keys: Sequence[Key]
) -> tuple[str, ...]:
    """What became of each mistake: offered as wrong, equal to the answer, swallowed by what is accepted, or absent."""
    offered = {(key.label, row.name) for key in keys for row in key.mistakes}
    names = [(mistake.label, mistake.name) for mistake in mistakes]
    found = []
    for mistake, name in zip(mistakes, names, strict=True):
        if name in offered and names.count(name) == 1:
            found.append(OFFERED)
            continue
        wrong = mistake.wrong(params)
        if wrong is None:
            found.append(ABSENT)
        elif name in offered:
            found.append(OFFERED)
        else:
            found.append(EQUAL if _same(solved[mistake.label], wrong) else SWALLOWED)
    return tuple(found)


def _same(part: Solved, wrong: Any) -> bool:
    """Whether a wrong answer that is accepted is the answer itself, before rounding."""
    if part.answer.kind not in rounding.NUMBERS:
        return True
    pairs = zip(rounding.flat(part.answer.value), rounding.flat(wrong), strict=True)
    return all(abs(right - other) <= EXACTLY * (1 + abs(right)) for right, other in pairs)


# -- options and effort ------------------------------------------------------------------------------------


def ranks(keys: Sequence[Key]) -> tuple[Rank, ...]:
    """Where the right option of each choice stands."""
    return tuple(
        _rank(key.label, key.options) for key in keys if sum(option.right for option in key.options) == 1
    )


def _rank(part: str, options: Sequence[Option]) -> Rank:
    position = next(k for k, option in enumerate(options) if option.right)
    values = [numbers_in(option.text) for option in options]
    single = [row[0] for row in values] if all(len(row) == 1 for row in values) else None
    return Rank(
        part,
        len(options),
        position,
        _place([len(option.text) for option in options], position),
        None if single is None else _place(single, position),
    )


def _place(sizes: Sequence[Any], position: int) -> int | None:
    """The rank of one size from the smallest, 0, on; None if another one is the same."""
    return None if sizes.count(sizes[position]) > 1 else sorted(sizes).index(sizes[position])


def effort(params: Params, keys: Sequence[Key]) -> int:
    """How many digits a student reads in the params and writes in the numeric answers."""
    written = [key.answer.value for key in keys if key.answer.kind in rounding.NUMBERS]
    return _digits(dict(params)) + _digits(written)


def _digits(value: JSON) -> int:
    if isinstance(value, Mapping):
        return sum(map(_digits, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_digits, value))
    if isinstance(value, bool) or value is None:
        return 0
    text = str(value)
    return len(re.sub(r"\D", "", text)) if re.fullmatch(r"-?[\d./]+(e-?\d+)?", text) else 0
