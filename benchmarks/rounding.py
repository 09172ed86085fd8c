"""The rounding experiment: honest students are right, and named mistakes are wrong, at many drawn variants.

    .venv/bin/python benchmarks/rounding.py [--variants 1000] [SLUG]...

For each family, `--variants` of its questions are drawn, cases in turn. Three students answer each part that has a
number for an answer: one keeps full precision and writes all of it down, one rounds it at the end to the digits that
are asked, one goes on from the values that are printed on the way (benchmarks/students.py), and writes that down in
full and rounded. Each named mistake answers too, in full and rounded. A mistake that gives the exact answer with these
numbers is none: it is counted apart. Redraws are draws in vain, by reason.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from students import STUDENTS  # type: ignore[import-not-found]  # beside this file

from questions import assemble, catalogue
from questions.assemble import Drawn
from questions.catalogue import Entry
from questions.model import Answer, Family

NUMERIC = ("integer", "rational", "number", "array")
COLUMNS = ("in full", "rounded", "going on", "mistakes")
SAME = 1e-8  # relative; a mistake that is so near the exact answer is that answer


def to_digits(value: Any, digits: int | None) -> Any:
    """A number, or each entry of nested lists, with so many significant digits."""
    if isinstance(value, list | tuple):
        return [to_digits(entry, digits) for entry in value]
    return value if digits is None or value == 0 else Fraction(f"{Decimal(str(float(value))):.{digits - 1}e}")


def numbers(value: Any) -> Any:
    """Exact or printed numbers as they are read by a student: fractions, or nested lists of them."""
    if isinstance(value, list | tuple):
        return [numbers(entry) for entry in value]
    if hasattr(value, "man_exp"):
        return Fraction(float(value))  # an mpf; a student's calculator has no more digits
    return Fraction(value)


def inside(low: Any, high: Any, value: Any) -> bool:
    """Whether a value lies in the accepted interval, entry by entry; another shape is wrong."""
    if isinstance(low, list):
        fits = isinstance(value, list) and len(value) == len(low)
        return fits and all(inside(*each) for each in zip(low, high, value, strict=True))
    if isinstance(value, list):
        return False
    return Fraction(low) <= Fraction(value) <= Fraction(high)


def accepts(answer: Answer, value: Any) -> bool:
    """Whether an answer counts as right. What is exact is given exactly: floats stand for the fraction meant."""
    if answer.digits is None:
        value = _meant(value)
    return inside(answer.accepts["low"], answer.accepts["high"], value)


def _meant(value: Any) -> Any:
    return (
        [_meant(entry) for entry in value]
        if isinstance(value, list)
        else Fraction(value).limit_denominator(10**6)
    )


def printed(drawn: Drawn) -> dict[str, Any]:
    """What stands on the solution sheet, as floats: answers by label, values on the way by name."""

    def floats(value: Any) -> Any:
        return [floats(entry) for entry in value] if isinstance(value, list) else float(Fraction(value))

    seen: dict[str, Any] = {}
    for label, answer in drawn.answers.items():
        if answer.kind in NUMERIC:
            value = (
                to_digits(Fraction(answer.value), answer.digits)
                if answer.kind == "rational"
                else answer.value
            )
            seen[label] = floats(value)
        seen |= {step.name: floats(step.value) for step in drawn.solved[label].intermediates}
    return seen


def same(exact: Any, wrong: Any) -> bool:
    """Whether a mistake happens to give the exact answer."""
    if isinstance(exact, list) or isinstance(wrong, list):
        alike = isinstance(exact, list) and isinstance(wrong, list) and len(exact) == len(wrong)
        return alike and all(map(same, exact, wrong))
    return math.isclose(exact, wrong, rel_tol=SAME, abs_tol=1e-12)


def answered(slug: str, family: Family, drawn: Drawn) -> Iterator[tuple[str, str, bool]]:
    """(column, who, accepted) for each answer of each student, and of each mistake."""
    seen = printed(drawn)
    for label, answer in drawn.answers.items():
        if answer.kind in NUMERIC:
            exact = numbers(drawn.solved[label].answer.value)
            yield "in full", label, accepts(answer, exact)
            yield "rounded", label, accepts(answer, to_digits(exact, answer.digits))
    for label, found in STUDENTS[slug](drawn.params, seen) if slug in STUDENTS else ():
        value = numbers(found)
        yield "going on", label, accepts(drawn.answers[label], value)
        yield "going on", label, accepts(drawn.answers[label], to_digits(value, drawn.answers[label].digits))
    for mistake in family.mistakes:
        answer = drawn.answers[mistake.label]
        wrong = mistake.wrong(drawn.params) if answer.kind in NUMERIC else None
        if wrong is None:
            continue
        value = numbers(wrong.tolist() if hasattr(wrong, "tolist") else wrong)
        if same(numbers(drawn.solved[mistake.label].answer.value), value):
            yield "no mistake", mistake.name, True
            continue
        right = accepts(answer, value) or accepts(answer, to_digits(value, answer.digits))
        yield "mistakes", f"{mistake.label}: {mistake.name}", right


def experiment(entry: Entry, variants: int) -> tuple[Counter[tuple[str, bool]], Counter[str], list[str]]:
    """What was accepted at so many variants of a family, the draws in vain, and a line for each surprise."""
    family = catalogue.load_family(entry)
    counts: Counter[tuple[str, bool]] = Counter()
    refused: Counter[str] = Counter()
    surprises = []
    for seed in range(variants):
        case = family.cases[seed % len(family.cases)]
        drawn = assemble.draw(entry, family, seed, 0, case, {})
        refused.update(drawn.refused)
        for column, who, right in answered(entry.slug, family, drawn):
            counts[column, right] += 1
            if column in COLUMNS and right == (column == "mistakes"):
                surprises.append(f"{entry.slug}, case {case}, seed {seed}: {column}, {who}")
    return counts, refused, surprises


def share(counts: Counter[tuple[str, bool]], column: str) -> str:
    """Accepted of all, as "3000/3000"."""
    right, wrong = counts[column, True], counts[column, False]
    return f"{right}/{right + wrong}" if right + wrong else "-"


def main() -> int:
    """Print a line for each family; 1 if a student was refused or a mistake accepted."""
    parser = argparse.ArgumentParser(description="The rounding experiment.")
    parser.add_argument("slugs", nargs="*", metavar="SLUG")
    parser.add_argument("--variants", type=int, default=1000, help="of each family")
    chosen = parser.parse_args()
    print(f"{chosen.variants} variants of each family; accepted of all answers")
    print(f"{'family':24}" + "".join(f"{column:>15}" for column in COLUMNS) + f"{'no mistake':>12}  redraws")
    surprises = []
    for entry in catalogue.entries():
        if chosen.slugs and entry.slug not in chosen.slugs:
            continue
        counts, refused, lines = experiment(entry, chosen.variants)
        surprises += lines
        said = ", ".join(f"{number} {reason}" for reason, number in refused.items() if number) or "0"
        row = "".join(f"{share(counts, column):>15}" for column in COLUMNS)
        print(f"{entry.slug:24}{row}{counts['no mistake', True]:>12}  {said}", flush=True)
    print("\n".join(surprises[:50]))
    return bool(surprises)


if __name__ == "__main__":
    sys.exit(main())
