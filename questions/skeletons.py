r"""What is printed again and again with other numbers: learnt once, checked, and then filled in.

A text with its numbers taken out is a skeleton. Two values with the same skeleton are printed alike but for the
numbers, if what prints them treats every number alike: that is not assumed but tried. When a skeleton has come a few
times, the printer is run with seven fillings, of other numbers, signs and decimals; from the first two it is learnt
where each number goes and how its minus sign is written there (`-` in a formula, `\(-\)` in LaTeX's text), and the
others, and the value at hand, must come out as the printer itself prints them. A skeleton of which one fails is never
filled in: its values are printed directly, as those are that come seldom.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

# A number, with its sign where that cannot be a hyphen or an operation between two things.
SIGNED = re.compile(r"((?:(?<![0-9A-Za-z_)}\]-])-)?[0-9]+(?:\.[0-9]+)?)")
UNSIGNED = re.compile(r"([0-9]+(?:\.[0-9]+)?)")
_HYPHEN = re.compile(r"[0-9A-Za-z_)}\]-]\Z")  # after this a minus sign is none
BETWEEN = "\x1f"  # between two texts of a value; no text of a sheet may hold a control character
TIMES = 3  # a skeleton comes before it is learnt, which takes as long as printing it seven times
ROOM = 4096  # skeletons kept by one printer; then it forgets all and begins again

Write = Callable[[Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What is printed around the numbers: `order` names the number in each gap.

    `written` has, by gap, how a minus sign is written there, where that is not "-".
    """

    pieces: tuple[str, ...]
    order: tuple[int, ...]
    written: tuple[tuple[int, str], ...]

    def filled(self, numbers: Sequence[str]) -> str:
        """The print with these numbers."""
        printed: list[str] = [""] * (len(self.pieces) + len(self.order))
        printed[::2] = self.pieces
        printed[1::2] = [numbers[k] for k in self.order]
        for gap, minus in self.written:
            number = printed[2 * gap + 1]
            if number[0] == "-":
                printed[2 * gap + 1] = minus + number[1:]
        return "".join(printed)


class Skeletons:
    """The skeletons of one printer; `direct` counts how often it has printed itself."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Skeleton | int | None] = {}  # how often it came; None: cannot be shared
        self.direct = 0

    def printed(self, key: Hashable, texts: Sequence[str], write: Write) -> str:
        """What `write(texts)` prints; `key` is all else on which that depends."""
        whole = BETWEEN.join(texts)
        parts = SIGNED.split(whole)
        numbers = parts[1::2]
        name = (key, tuple(parts[::2]))
        known = self._known.get(name, 0)
        if isinstance(known, Skeleton):
            return known.filled(numbers)
        self.direct += 1
        printed = write(texts)
        if known == 0 and len(self._known) >= ROOM:
            self._known.clear()
        if known is not None:
            self._known[name] = known + 1 if known + 1 < TIMES else learnt(parts, printed, write)
        return printed


def learnt(parts: Sequence[str], printed: str, write: Write) -> Skeleton | None:
    """The skeleton of a value in parts (words and numbers in turn) and its print; None if it cannot be shared."""
    plain, negative, *mixed = fillings(parts)
    try:
        found = _compared(plain, _filled(parts, plain, write), negative, _filled(parts, negative, write))
        if found is None or found.filled(parts[1::2]) != printed:
            return None
        same = all(found.filled(numbers) == _filled(parts, numbers, write) for numbers in mixed)
    except Exception:  # noqa: BLE001  what cannot be printed with other numbers is not shared
        return None
    return found if same else None


def _filled(parts: Sequence[str], numbers: Sequence[str], write: Write) -> str:
    """What is printed with these numbers, by the printer itself."""
    other = list(parts)
    other[1::2] = numbers
    return write("".join(other).split(BETWEEN))


def fillings(parts: Sequence[str]) -> list[list[str]]:
    """Seven times other numbers: all whole and positive, all decimals and negative, then mixtures.

    In the mixtures each place sees 0, 1, a negative number, a short and a long one. A number that stands where it can
    have no sign ("w_1") gets none.
    """
    signs = ["" if _HYPHEN.search(before) else "-" for before in parts[:-1:2]]
    plain = [str(100_003 + 19 * k) for k in range(len(signs))]
    negative = [f"{minus}{7 + k}.{90_001 + 23 * k}" for k, minus in enumerate(signs)]
    mixed = [
        [
            ("0", "1", f"{minus}3", f"0.{k + 1}", str(k + 1_000_001))[(k + shift) % 5]
            for k, minus in enumerate(signs)
        ]
        for shift in range(5)
    ]
    return [plain, negative, *mixed]


def _compared(plain: Sequence[str], first: str, negative: Sequence[str], second: str) -> Skeleton | None:
    """The skeleton of two prints, where they differ in the numbers and the minus signs alone."""
    one, other = UNSIGNED.split(first), UNSIGNED.split(second)
    place = {number: k for k, number in enumerate(plain)}
    pieces = [one[0]]
    order: list[int] = []
    written: list[tuple[int, str]] = []
    if len(one) != len(other):
        return None
    for at in range(1, len(one), 2):
        k = place.get(one[at])
        if k is None:  # a number of the printer's own
            if one[at - 1 : at + 1] != other[at - 1 : at + 1]:
                return None
            pieces[-1] += one[at] + one[at + 1]
            continue
        sign, before = negative[k][: negative[k].startswith("-")], other[at - 1]
        if other[at] != negative[k].lstrip("-") or not before.startswith(one[at - 1]):
            return None
        minus = before[len(one[at - 1]) :]
        if bool(minus) != bool(sign):
            return None
        if minus not in ("", "-"):
            written.append((len(order), minus))
        order.append(k)
        pieces.append(one[at + 1])
    return Skeleton(tuple(pieces), tuple(order), tuple(written)) if one[-1] == other[-1] else None
