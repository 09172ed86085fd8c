"""What spoils a printed text: doubled signs, Python's words, factors of 1, unreduced fractions, too many digits."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from questions.formula import MarkupError
from questions.markup import parse
from questions.model import JSON, Variant

FORMULA = re.compile(r"\$\$(.*?)\$\$|(?<!\\)\$(.*?)(?<!\\)\$", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
FRACTION = re.compile(r"\\frac\{(\d+)\}\{(\d+)\}")
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e-?\d+)?")
OBJECTS = (
    r"\b(?:Add|Mul|Pow|Integral|Derivative|Piecewise|Symbol|Fraction|Decimal|mpf|Term|Component|Apply|Tensor)\("
    r"|<(?:function|lambda|class|bound|generator|questions|derive)\b|\bobject at 0x|<<|<%|%>"
)


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect by what it is, and where in a text it is looked for: its formulas, its code, or everywhere."""

    name: str
    pattern: re.Pattern[str]
    formulas_only: bool = True


DEFECTS = (
    Defect("two signs in a row", re.compile(r"[-+] ?-\s?[\d\\a-z(]|[-+] \+|- -|--")),
    Defect("a factor 1", re.compile(r"(?<![\d.{\w^])1 \\(?:cdot|,)(?![a-z])|\\cdot 1(?![\d.])")),
    Defect("a coefficient 1", re.compile(r"(?<![\w.,^{}\\])1 ?[a-zA-Z](?![a-zA-Z])")),
    Defect("an exponent 1", re.compile(r"\^\{1\}|\^1(?!\d)")),
    Defect("a number that is none", re.compile(r"\b(?:nan|NaN|inf|None|True|False)\b")),
    Defect(
        "a number that is none",
        re.compile(r"(?<![.] )(?<!^)\b(?:nan|NaN|None)\b(?! of\b)"),
        formulas_only=False,
    ),
    Defect("an object of Python", re.compile(OBJECTS), formulas_only=False),
    Defect("rounding noise", re.compile(r"\d\.\d{10,}"), formulas_only=False),
)


def in_formula(tex: str) -> Iterator[str]:
    """What spoils a formula: "two signs in a row in 3 + -2"."""
    for defect in DEFECTS:
        if found := defect.pattern.search(tex):
            yield f"{defect.name}: {_around(tex, found)}"
    for over, under in FRACTION.findall(tex):
        if int(under) == 1 or (int(under) and math.gcd(int(over), int(under)) > 1):
            yield rf"a fraction that can be reduced: \frac{{{over}}}{{{under}}}"


def in_words(text: str) -> Iterator[str]:
    """What spoils a text in neutral markup, its formulas included."""
    try:
        parse(text)
    except MarkupError as error:
        yield str(error)
        return
    text = CODE.sub(" ", text)  # code is printed as it stands
    for first, second in FORMULA.findall(text):
        yield from in_formula(first or second)
    for defect in DEFECTS:
        if not defect.formulas_only and (found := defect.pattern.search(FORMULA.sub(" ", text))):
            yield f"{defect.name}: {_around(text, found)}"


def _around(text: str, found: re.Match[str]) -> str:
    """The place of a match, cut to a few words."""
    cut = text[max(0, found.start() - 15) : found.end() + 15]
    return " ".join(cut.split())


def in_variant(variant: Variant) -> Iterator[tuple[str, str]]:
    """(part, sentence) for each defect of what is printed: words, options, feedback, answers, steps."""
    yield from (("", said) for said in in_words(variant.question.prompt))
    for part, key in zip(variant.question.parts, variant.keys, strict=True):
        words = [part.prompt, key.solution, *(option.text for option in key.options)]
        words += [option.feedback for option in key.options] + [row.feedback for row in key.mistakes]
        formulas = [key.answer.latex, *(step.latex for step in key.intermediates)]
        formulas += [step[side] for step in key.steps for side in ("start", "latex")]
        for check, texts in ((in_words, words), (in_formula, formulas)):
            yield from ((part.label, said) for text in texts for said in check(text))
        for value in [key.answer.text, *(row.value for row in key.mistakes)]:
            yield from ((part.label, said) for said in in_value(value))


def in_value(text: str) -> Iterator[str]:
    """What spoils an answer or a wrong answer in plain text."""
    for defect in DEFECTS:
        if defect.name in ("a number that is none", "an object of Python") and (
            found := defect.pattern.search(text)
        ):
            yield f"{defect.name}: {_around(text, found)}"
            return


# -- digits ------------------------------------------------------------------------------------------------


def significant(decimal: str) -> int:
    """How many significant digits a decimal is written with: 3 for 0.0120, 1 for 0."""
    digits = decimal.partition("e")[0].replace(".", "").lstrip("-").lstrip("0")
    return max(1, len(digits))


def too_many(variant: Variant) -> Iterator[tuple[str, str]]:
    """(part, sentence) where more digits are printed than were promised."""
    for key in variant.keys:
        promised = key.answer.digits
        if promised is not None and key.answer.kind in ("number", "array"):
            for text in decimals(key.answer.value):
                if significant(text) > promised:
                    yield key.label, f"{text} has more than the {promised} digits promised"
        for step in key.intermediates:
            if step.digits is not None and significant(str(step.value)) > step.digits:
                yield key.label, f"{step.name} is {step.value}: more than the {step.digits} digits promised"


def decimals(value: JSON) -> Iterator[str]:
    """The decimals of an answer that are not whole or fractions of whole numbers."""
    if isinstance(value, list):
        for inner in value:
            yield from decimals(inner)
    elif isinstance(value, str) and "/" not in value:
        yield value
