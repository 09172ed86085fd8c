"""The types of a question: frozen, and nothing acts.

What an author writes: `Family` with its `Mistake`s, and the `Solved` parts that its `solve` returns.
What a student gets:   `Question`, which has no field that could hold an answer.
What is kept:          `Variant` (question, params, keys, verdict) and `Sheet` (variants and files).
Imports neither NumPy nor SymPy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from questions.notation import HOUSE, Notation

if TYPE_CHECKING:
    from derive.derivation import Derivation
    from questions.seeds import Stream

JSON: TypeAlias = Any  # None, bool, int, str, list or dict, nested; decimals are strings, never floats
Params: TypeAlias = Mapping[str, JSON]

LABELLED = ("choice", "choices", "true_false", "matching")  # an answer that is labels of what is printed
KINDS = ("integer", "rational", "number", "array", *LABELLED, "expression", "proof", "prose")
STATUSES = ("verified", "failed", "not checked")
CHECKS = ("witness", "proof", "mistakes", "rounding", "marks", "well-posed")

DIGITS = range(1, 9)  # significant digits that can be asked for; a float64 witness is trusted to nine

# The schema of a number that a student reads as a decimal: kept as written, read with `Fraction(text)`.
DECIMAL: Mapping[str, JSON] = {
    "type": "string", "format": "decimal", "pattern": r"^-?[0-9]+(\.[0-9]+)?$(?!\n)", "maxLength": 24,
}  # fmt: skip


class Unlucky(Exception):
    """A draw found no good numbers within its bounded tries."""


# -- what an author writes ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exact:
    """An answer before printing.

    kind         value
    integer      int
    rational     Fraction; printed as a fraction and with `digits` significant digits
    number       mpf, Decimal, decimal string or float, good to 15 digits; printed with `digits`
    array        nested tuples of int, Fraction or real numbers, one axis (vector) or two (matrix);
                 `digits=None` means that each entry is exact (int or Fraction)
    choice       the label of the right option, or a class name
    choices      the labels of all right options in order, "A, C": every option is ticked or not
    true_false   a truth for each statement in order: "T F F T", or as booleans
    matching     for each item the label of the one option that belongs to it: "1-C 2-A", or, as rows of booleans,
                 item by item, whether it belongs to each of the options
    expression   a term of `derive`, compared by value
    proof        a Derivation; executed at its last line
    prose        words that nothing can compute: such a part has the verdict "not checked"
    """

    kind: str
    value: Any
    digits: int | None = None
    shape: tuple[int, ...] | None = None  # of an array; checked against the value when given

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no kind of answer {self.kind!r}: expected one of {', '.join(KINDS)}")
        if self.kind in ("rational", "number") and self.digits is None:
            object.__setattr__(self, "digits", 4)
        if self.digits is not None and self.digits not in DIGITS:
            raise ValueError(f"{self.digits} significant digits: expected {DIGITS[0]} to {DIGITS[-1]}")


@dataclass(frozen=True, slots=True)
class Intermediate:
    """A value on the way, `value` a decimal string (or int) that the solution may print."""

    name: str
    latex: str
    value: int | str
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice, a statement, or an option of a matching, with its key: students see `label` and `text`.

    right    of a statement: whether it is true; of a matching: whether it belongs to some item
    pinned   it keeps its place where options are shuffled: "none of these"
    """

    label: str
    text: str
    right: bool
    feedback: str = ""
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered item of a matching, and one sentence of why its option belongs to it."""

    label: str
    text: str
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a mark scheme: `mark` is "method" or "answer" where the house's rule has split the points."""

    points: int
    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Solved:
    """One solved part: what the solver hands over."""

    answer: Exact
    facts: Mapping[str, Any] = field(default_factory=dict)
    derivation: Derivation | None = None
    intermediates: tuple[Intermediate, ...] = ()
    options: tuple[Option, ...] = ()
    rubric: tuple[Criterion, ...] = ()
    figures: tuple[JSON, ...] = ()
    items: tuple[Item, ...] = ()
    order: tuple[str, ...] = ()  # of shuffled options: the label that each has in the family's own order


@dataclass(frozen=True, slots=True)
class Mistake:
    """A named way to go wrong in the part `label`; `wrong` gives a value of the answer's shape.

    `wrong` may return None when the mistake cannot be made with these params.
    """

    label: str
    name: str
    wrong: Callable[[Params], Any]
    feedback: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """What `backproof check` would find and the family means: zeros in the gradient of a dead ReLU.

    criterion   the name of a standard, as `backproof check --standards` lists them
    reason      one sentence, printed in the report
    case, part  where it holds; "" for all of them
    """

    criterion: str
    reason: str
    case: str = ""
    part: str = ""


def well_posed(_params: Params) -> str | None:
    """The default of `Family.ill_posed`: nothing is wrong with any params."""
    return None


def nothing_more(_params: Params) -> Mapping[str, Any]:
    """The default of `Family.shown`: a prompt prints params as they are."""
    return {}


@dataclass(frozen=True, slots=True)
class Family:
    """A family of questions, as a bank file exports it under the name `family`.

    `schema` is the JSON Schema `properties` of params; `ill_posed` is a sentence when params make no good
    question; `case_of` names the case of given params (None: the first case, unless one is named); `exempt` is what
    the quality gate would find, and is meant; `shown` is what a prompt prints of params that must be worked out first
    (a formula, a list without its last entry), as words: it is seen by students, so it holds nothing of an answer.
    """

    cases: tuple[str, ...]
    draw: Callable[[str, Stream], Params]
    solve: Callable[[Params], Mapping[str, Solved]]
    mistakes: tuple[Mistake, ...]
    schema: Mapping[str, JSON]
    ill_posed: Callable[[Params], str | None] = well_posed
    revision: int = 1
    case_of: Callable[[Params], str] | None = None
    exempt: tuple[Exemption, ...] = ()
    shown: Callable[[Params], Mapping[str, Any]] = nothing_more

    def __post_init__(self) -> None:
        if not self.cases:
            raise ValueError("a family has no case: expected at least one name in `cases`")


# -- what a student gets -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """An option, a statement or an item as a student sees it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part as asked: no field here can hold an answer.

    kind    of the answer, which says how it is written down: a cross, two boxes for a statement, a line
    items   what options are matched with
    """

    label: str
    points: int
    prompt: str
    options: tuple[Choice, ...] = ()
    figures: tuple[JSON, ...] = ()
    kind: str = ""
    items: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked, `prompt` in neutral markup: problem sheets are rendered from this alone."""

    slug: str
    title: str
    topic: str
    kind: str
    level: int
    minutes: int
    revision: int
    seed: int
    copy: int
    case: str
    prompt: str
    parts: tuple[Part, ...]

    @property
    def points(self) -> int:
        """The sum over the parts."""
        return sum(part.points for part in self.parts)


# -- what is kept ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as printed and stored: `value` and `accepts` are plain JSON without floats."""

    kind: str
    value: JSON
    latex: str
    text: str
    digits: int | None
    accepts: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Pitfall:
    """A mistake worked out for one variant: `value` as text, never one that the answer accepts."""

    name: str
    value: str
    feedback: str


@dataclass(frozen=True, slots=True)
class FollowThrough:
    """What is right, for full marks, in a part whose student has gone on from a wrong answer to an earlier one.

    part, mistake, value   the earlier part, its mistake, and the wrong answer, as printed
    way                    how the student goes on, as `onward` of the witness names it
    text, accepts          what that leads to, as printed, and what is accepted
    """

    part: str
    mistake: str
    value: str
    way: str
    text: str
    accepts: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Key:
    """The instructor's side of one part; `steps` are self-contained, each can be proved again.

    The points of `rubric`, the mark scheme, sum to those of the part.
    """

    label: str
    answer: Answer
    intermediates: tuple[Intermediate, ...]
    options: tuple[Option, ...]
    rubric: tuple[Criterion, ...]
    solution: str
    steps: tuple[Mapping[str, JSON], ...]
    mistakes: tuple[Pitfall, ...]
    items: tuple[Item, ...] = ()
    order: tuple[str, ...] = ()
    follow: tuple[FollowThrough, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one part (`label`), or of the whole question (`label` None), in words."""

    label: str | None
    check: str
    status: str  # "passed" or "failed"
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was checked: "verified" only when every check passed."""

    status: str
    checks: tuple[Check, ...]

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"no verdict {self.status!r}: expected one of {', '.join(STATUSES)}")
        if self.status == "verified" and any(check.status != "passed" for check in self.checks):
            raise ValueError("a verdict is not 'verified' while one of its checks has failed")


@dataclass(frozen=True, slots=True)
class Variant:
    """A question with its params, its keys (one per part, in the same order) and its verdict."""

    question: Question
    params: Params
    keys: tuple[Key, ...]
    verdict: Verdict

    def __post_init__(self) -> None:
        asked = tuple(part.label for part in self.question.parts)
        answered = tuple(key.label for key in self.keys)
        if asked != answered:
            raise ValueError(f"{self.question.slug}: parts {asked} are asked, but {answered} have a key")


@dataclass(frozen=True, slots=True)
class Heading:
    """A section of an exam: it begins before the question of number `first`, counted from 1."""

    first: int
    title: str
    instructions: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """What an exam says beside its questions; all texts in neutral markup but the first four, which are plain.

    course, date       as printed
    edition            which of several versions this is: "A"
    student            whose sheet it is
    instructions, aids what to do, and what may be used
    paper              "a4" or "letter"
    space              millimetres of room for an answer, for each point
    """

    course: str = ""
    date: str = ""
    edition: str = ""
    student: str = ""
    instructions: str = ""
    aids: str = ""
    paper: str = "a4"
    space: int = 17
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A problem sheet; `files` maps the name of each rendered file to its SHA-256.

    Its variants are in the notation of the house; `notation` is how they are printed. `templates` maps the name of each
    template of the lecturer's that replaced one of ours to its SHA-256.
    """

    title: str
    seed: int
    version: str
    variants: tuple[Variant, ...]
    files: Mapping[str, str] = field(default_factory=dict)
    cover: Cover = Cover()
    notation: Notation = HOUSE
    templates: Mapping[str, str] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The student's side, in the order of the sheet."""
        return tuple(variant.question for variant in self.variants)
