"""The bank's gate: each standard finds its made-up offender, the real bank has no finding, the command says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from questions import assemble, catalogue
from questions.catalogue import Entry
from questions.cli import main
from questions.model import DECIMAL, Exact, Exemption, Family, Intermediate, Mistake, Option, Solved
from questions.quality import defects, gate, trial
from questions.quality.standards import NAMES
from questions.quality.trial import Subject

if TYPE_CHECKING:
    from questions.model import Params
    from questions.quality.gate import Report
    from questions.seeds import Stream

# -- a family without a fault ------------------------------------------------------------------------------

ENTRY = Entry("toy-check", "Toy", "toys", "numeric", 1, 2, {}, {"a": 1, "b": 1, "c": 1})
COPIES = 90
PARITY = "AB"


def draw(_case: str, stream: Stream) -> Params:
    return {"n": stream.integer(12, 99), "x": stream.decimal("0.1", "9.9", 1)}


def product(params: Params) -> int:
    return 23 * int(params["n"]) + 4


def root(params: Params) -> Fraction:
    """Some smooth function of x that a witness can compute as well."""
    return Fraction(params["x"]) ** 3 / 7 + Fraction(1, 3)


def parity(params: Params) -> tuple[Option, ...]:
    even = params["n"] % 2 == 0
    return (Option("A", "it is even", even), Option("B", "it is odd", not even))


def solve(params: Params) -> Mapping[str, Solved]:
    return {
        "a": Solved(Exact("integer", product(params))),
        "b": Solved(Exact("number", root(params), 4)),
        "c": Solved(Exact("choice", PARITY[params["n"] % 2]), options=parity(params)),
    }


def witness(params: Params, _at: Mapping[str, Any], np: Any) -> dict[str, Any]:
    x = np.float64(params["x"])
    return {
        "a": np.sum(np.full(params["n"], 23)) + 4,
        "b": np.power(x, 3) / 7 + 1 / 3,
        "c": PARITY[params["n"] % 2],
    }


def words(block: str, context: Mapping[str, Any]) -> str:
    if block == "prompt":
        return f"Let $n = {context['params']['n']}$ and $x = {context['params']['x']}$."
    return f"The answer is {context['answer'].text}." if "answer" in context else "What is it?"


FAMILY = Family(
    cases=("one", "two"),
    draw=draw,
    solve=solve,
    mistakes=(
        Mistake("a", "forgot the 4", lambda p: 23 * p["n"], "Add 4."),
        Mistake("b", "squared", lambda p: Fraction(p["x"]) ** 2, "Take the third power."),
    ),
    schema={
        "n": {"type": "integer", "description": "a whole number"},
        "x": {**DECIMAL, "description": "a decimal"},
    },
)

Found = set[str]


def report(family: Family = FAMILY, copies: int = COPIES, **changed: Any) -> Report:
    subject = replace(Subject(ENTRY, family, witness, words), **changed)
    specimens = list(gate.examine(subject, gate.plan(subject, 0, copies)))
    return gate.report(subject, specimens)


def found(family: Family = FAMILY, **changed: Any) -> Found:
    return {finding.standard for finding in report(family, **changed).findings}


def test_a_family_without_a_fault_has_no_finding() -> None:
    whole = report()
    assert whole.findings == ()
    assert (whole.variants, whole.answers, whole.rejected) == (COPIES, 3 * COPIES, 2 * COPIES)
    assert whole.distinct > COPIES // 2


# -- an offender for each standard -------------------------------------------------------------------------


def solving(**parts: Callable[[Params], Solved]) -> Family:
    """The family with other solutions of some parts."""
    return replace(FAMILY, solve=lambda p: {**solve(p), **{k: make(p) for k, make in parts.items()}})


def witnessing(extra: Callable[[Params, Any], object] | None = None, **parts: Callable[[Params], Any]) -> Any:
    """The witness with other findings, or with something done beside them."""

    def run(params: Params, at: Mapping[str, Any], np: Any) -> dict[str, Any]:
        if extra is not None:
            extra(params, np)
        return {**witness(params, at, np), **{k: make(params) for k, make in parts.items()}}

    return run


def drawing(make: Callable[[str, Stream], Params]) -> Family:
    return replace(FAMILY, draw=make)


def mistaken(label: str, wrong: Callable[[Params], Any]) -> Family:
    return replace(FAMILY, mistakes=(*FAMILY.mistakes, Mistake(label, "another", wrong, "No.")))


def at_five(case: str, stream: Stream) -> Params:
    return {**draw(case, stream), "x": "5"}


def beyond_five(params: Params) -> int:
    return int(Fraction(params["x"]) > 5)


def steps(params: Params) -> Exact:
    return Exact("array", (beyond_five(params), 3 + params["n"]))


def unevaluated(block: str, context: Mapping[str, Any]) -> str:
    return words(block, context) + (" $3 + -2$" if block == "solution_a" else "")


TICKS = count()
OFFENDERS: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "a wrong answer": (
        "verdict",
        lambda: {"family": solving(a=lambda p: Solved(Exact("integer", product(p) + 1)))},
    ),
    "no good numbers": ("draw", lambda: {"family": replace(FAMILY, ill_posed=lambda p: "never")}),
    "many draws in vain": (
        "draw",
        lambda: {"family": drawing(lambda c, s: s.until(lambda: draw(c, s), lambda p: p["n"] % 30 == 0))},
    ),
    "a mistake that stops": ("stops", lambda: {"family": mistaken("a", lambda p: p["n"] / 0)}),
    "a solver that stops": ("stops", lambda: {"family": replace(FAMILY, solve=lambda p: solve({}))}),
    "a draw without end": ("stops", lambda: {"family": drawing(lambda c, s: endless(s)), "copies": 2}),
    "a seed ignored": ("seed", lambda: {"family": drawing(lambda c, s: {"n": 17, "x": "0.3"})}),
    "a draw of its own": (
        "seed",
        lambda: {"family": drawing(lambda c, s: {"n": 12 + next(TICKS) % 80, "x": "2.5"})},
    ),
    "a solution of its own": (
        "seed",
        lambda: {"words": lambda block, context: f"{words(block, context)} It is no {next(TICKS)}."},
    ),
    "few variants": (
        "distinct",
        lambda: {"family": drawing(lambda c, s: {"n": s.integer(12, 15), "x": "0.7"})},
    ),
    "log of 0": ("ill-posed", lambda: {"witness": witnessing(lambda p, np: np.log(np.zeros(2)))}),
    "division by 0": ("ill-posed", lambda: {"witness": witnessing(lambda p, np: np.ones(2) / np.zeros(2))}),
    "overflow in float64": ("ill-posed", lambda: {"witness": witnessing(lambda p, np: np.exp(1000.0))}),
    "overflow in float32": ("float32", lambda: {"witness": witnessing(lambda p, np: np.exp(100.0))}),
    "a product too large": (
        "float32",
        lambda: {"witness": witnessing(lambda p, np: np.zeros(2) + np.prod([1e30, 1e30]))},
    ),
    "a matrix next to singular": (
        "float32",
        lambda: {
            "witness": witnessing(lambda p, np: np.linalg.inv(np.array([[1.0, 1.0], [1.0, 1.0000001]])))
        },
    ),
    "a kink at the point": (
        "kink",
        lambda: {
            "family": replace(solving(a=lambda p: Solved(steps(p))), draw=at_five, mistakes=()),
            "witness": witnessing(a=lambda p: steps(p).value),
        },
    ),
    "a tie": (
        "kink",
        lambda: {
            "family": replace(
                solving(c=lambda p: Solved(Exact("choice", PARITY[beyond_five(p)]))), draw=at_five
            ),
            "witness": witnessing(c=lambda p: PARITY[beyond_five(p)]),
        },
    ),
    "an answer 0": (
        "degenerate",
        lambda: {
            "family": solving(a=lambda p: Solved(Exact("integer", 0))),
            "witness": witnessing(a=lambda p: 0),
        },
    ),
    "equal entries": (
        "degenerate",
        lambda: {
            "family": solving(a=lambda p: Solved(Exact("array", (p["n"], p["n"])))),
            "witness": witnessing(a=lambda p: [p["n"], p["n"]]),
        },
    ),
    "a long answer in the prompt": (
        "given-away",
        lambda: {"words": telling(lambda p: 11 * product(p)), **elevenfold()},
    ),
    "a short answer in the prompt": ("given-away", lambda: {"words": telling(product)}),
    "a mistake that is right": ("mistakes", lambda: {"family": mistaken("a", product)}),
    "a mistake that nobody can make": ("mistakes", lambda: {"family": mistaken("a", lambda p: None)}),
    "a key that is always A": (
        "key",
        lambda: {
            "family": drawing(lambda c, s: {**draw(c, s), "n": 2 * s.integer(6, 49)}),
        },
    ),
    "the longest option is right": (
        "key",
        lambda: {
            "family": solving(
                c=lambda p: Solved(
                    Exact("choice", PARITY[p["n"] % 2]),
                    options=tuple(replace(o, text=o.text + " indeed" * o.right) for o in parity(p)),
                )
            )
        },
    ),
    "hard ones among easy ones": (
        "difficulty",
        lambda: {
            "family": drawing(
                lambda c, s: {**draw(c, s), "n": 17 if s.integer(0, 1) else 10**30 + s.integer(0, 9)}
            ),
            "witness": lambda p, at, np: {
                **witness({**p, "n": 12 + p["n"] % 2}, at, np),
                "a": 23 * p["n"] + 4,
            },
        },
    ),
    "a doubled sign": ("print", lambda: {"words": unevaluated}),
}


def endless(stream: Stream) -> Params:
    while stream.integer(0, 9) < 10:
        pass
    return {}


def telling(answer: Callable[[Params], int]) -> Callable[[str, Mapping[str, Any]], str]:
    return lambda block, context: (
        words(block, context)
        + (f" Show that it is {answer(context['params'])}." if block == "prompt" else "")
    )


def elevenfold() -> dict[str, Any]:
    """Answers of four and five digits, in a single variant."""
    return {
        "family": replace(solving(a=lambda p: Solved(Exact("integer", 11 * product(p)))), mistakes=()),
        "witness": witnessing(a=lambda p: 11 * product(p)),
        "copies": 1,
    }


@pytest.mark.parametrize("offence", OFFENDERS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_each_standard_finds_its_offender(offence: str) -> None:
    standard, make = OFFENDERS[offence]
    assert standard in found(**make())


def test_a_mistake_that_is_accepted_is_found_or_its_numbers_are_not_drawn() -> None:
    assert found(mistaken("b", lambda p: float(root(p)) * 1.00001)) & {"swallowed", "draw"}


def test_digits_that_were_not_promised_are_found() -> None:
    half = Intermediate("half", "h", "1.2345", 3)
    family = solving(b=lambda p: Solved(Exact("number", root(p), 4), intermediates=(half,)))
    assert found(family) == {"digits"}
    variant = assemble.build(ENTRY, FAMILY, witness, words)
    key = replace(variant.keys[1], intermediates=(half,))
    assert list(defects.too_many(variant)) == []
    assert list(defects.too_many(replace(variant, keys=(variant.keys[0], key, variant.keys[2])))) == [
        ("b", "half is 1.2345: more than the 3 digits promised")
    ]
    longer = replace(key, intermediates=(), answer=replace(key.answer, value="1.23456"))
    assert list(defects.too_many(replace(variant, keys=(variant.keys[0], longer, variant.keys[2])))) == [
        ("b", "1.23456 has more than the 4 digits promised")
    ]


def test_each_standard_has_an_offender() -> None:
    assert {standard for standard, _ in OFFENDERS.values()} | {"swallowed", "digits", "exempt"} == set(NAMES)


def test_a_smooth_answer_does_not_jump() -> None:
    curves = (lambda x: x**5, lambda x: 40 * x, lambda x: 1 / (x + Fraction(1, 20)))
    for curve in curves:

        def solution(params: Params, curve: Any = curve) -> Solved:
            return Solved(Exact("number", curve(Fraction(params["x"])), 4))

        def seen(params: Params, curve: Any = curve) -> float:
            return float(curve(Fraction(params["x"])))

        assert "kink" not in found(replace(solving(b=solution), mistakes=()), witness=witnessing(b=seen))


def test_a_kink_beside_the_point_is_none() -> None:
    beside = replace(
        solving(a=lambda p: Solved(steps(p))), draw=lambda c, s: {**at_five(c, s), "x": "5.1"}, mistakes=()
    )
    assert "kink" not in found(beside, witness=witnessing(a=lambda p: steps(p).value))


# -- exemptions --------------------------------------------------------------------------------------------

ZERO = replace(
    solving(a=lambda p: Solved(Exact("integer", 0))), mistakes=(Mistake("a", "one", lambda p: 1, "No."),)
)


def zeros(*exempt: Exemption) -> list[str]:
    rows = report(replace(ZERO, exempt=exempt), witness=witnessing(a=lambda p: 0)).findings
    return sorted({f"{row.standard} {row.place.case}" for row in rows})


def test_an_exemption_covers_what_it_names_and_nothing_else() -> None:
    assert zeros() == ["degenerate one", "degenerate two"]
    assert zeros(Exemption("degenerate", "Zero is meant.")) == []
    assert zeros(Exemption("degenerate", "Zero is meant.", case="one", part="a")) == ["degenerate two"]
    assert zeros(Exemption("degenerate", "Zero is meant.", part="b")) == ["degenerate one", "degenerate two"]


def test_the_report_says_what_was_excused() -> None:
    exempt = Exemption("degenerate", "Zero is meant.", case="two")
    (excuse,) = report(replace(ZERO, exempt=(exempt,)), witness=witnessing(a=lambda p: 0)).excuses
    assert excuse.exemption == exempt
    assert excuse.count == COPIES // 2


@pytest.mark.parametrize(
    "row",
    [
        Exemption("degenerated", "A slip."),
        Exemption("verdict", "Nothing excuses a wrong answer."),
        Exemption("degenerate", "No such case.", case="three"),
        Exemption("degenerate", "No such part.", part="z"),
        Exemption("degenerate", " "),
    ],
)
def test_an_exemption_from_nothing_is_found(row: Exemption) -> None:
    assert found(replace(FAMILY, exempt=(row,)), copies=4) == {"exempt"}


def test_an_exemption_that_covers_nothing_is_found() -> None:
    idle = replace(FAMILY, exempt=(Exemption("float32", "It was needed once."),))
    assert found(idle, copies=gate.STALE - 1) == set()
    assert found(idle, copies=gate.STALE) == {"exempt"}


def test_a_wrong_answer_is_never_excused() -> None:
    wrong = solving(a=lambda p: Solved(Exact("integer", product(p) + 1)))
    exempt = (Exemption("verdict", "It is nearly right."),)
    assert found(replace(wrong, exempt=exempt), copies=4) == {"verdict", "exempt"}


# -- what is printed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        ("3 + -2", "two signs"),
        ("3 - -2", "two signs"),
        ("x --y", "two signs"),
        (r"1 \cdot x", "factor 1"),
        (r"x \cdot 1", "factor 1"),
        ("1 x + 2", "coefficient 1"),
        ("2 + 1x", "coefficient 1"),
        ("x^{1}", "exponent 1"),
        ("x^1", "exponent 1"),
        (r"\frac{2}{4}", "reduced"),
        (r"\frac{3}{1}", "reduced"),
        ("x = nan", "a number that is none"),
        ("Integral(x, y)", "object of Python"),
        ("0.30000000000000004", "rounding noise"),
    ],
)
def test_a_defect_of_a_formula_is_seen(tex: str, said: str) -> None:
    assert any(said in row for row in defects.in_formula(tex))
    assert any(said in row for row in defects.in_words(f"It is ${tex}$."))


@pytest.mark.parametrize(
    "text",
    ["It is nan.", "about None", "<function f at 0x7f>", "Add(x, 1)", "the $x", "$x", "<< facts.loss >>"],
)
def test_a_defect_of_a_text_is_seen(text: str) -> None:
    assert list(defects.in_words(text))


@pytest.mark.parametrize(
    "text",
    [
        "$3 - 2$", "$(-0.3)^2 + 1$", r"$11 \cdot 3$", r"$0.1 \cdot 3$", "$x^{10}$", "$e^{-x}$", "$[-3, 1]$", "$W_1 x$",
        r"$\frac{1}{3}$", r"$\frac{a}{4}$", "$x^{(1)}$", "None of them is odd.", r"It costs \$3.", "$a_{1 j}$",
    ],
)  # fmt: skip
def test_what_is_well_written_passes(text: str) -> None:
    assert list(defects.in_words(text)) == []


@pytest.mark.parametrize(
    ("text", "digits"), [("0.0120", 3), ("-12.5", 3), ("1.200e-9", 4), ("100", 3), ("0", 1), ("0.00", 1)]
)
def test_significant_digits_are_counted(text: str, digits: int) -> None:
    assert defects.significant(text) == digits


# -- which variants ----------------------------------------------------------------------------------------


def test_variants_are_spread_over_the_cases_and_are_those_that_show_makes() -> None:
    subject = Subject(ENTRY, FAMILY, witness, words)
    places = gate.plan(subject, 3, 31)
    assert [sum(place.case == case for place in places) for case in FAMILY.cases] == [16, 15]
    assert len({place.copy for place in places}) == 31
    for place in places:
        assert assemble.chosen_case(ENTRY.slug, FAMILY, 3, place.copy, None, {}) == place.case


def test_rejected_draws_are_counted() -> None:
    picky = drawing(lambda c, s: s.until(lambda: draw(c, s), lambda p: p["n"] > 50))
    refused = report(replace(picky, ill_posed=lambda p: "odd" if p["n"] % 2 else None)).refused
    assert refused["drawn"] > 0
    assert refused["ill-posed"] > 0


# -- the real bank -----------------------------------------------------------------------------------------

SLUGS = [entry.slug for entry in catalogue.entries()]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_family_of_the_bank_has_no_finding(slug: str) -> None:
    subject = trial.subject(slug)
    specimens = list(gate.examine(subject, gate.plan(subject, 0, 3 * len(subject.family.cases))))
    assert gate.report(subject, specimens).findings == ()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_family_draws_by_bounded_rejection(slug: str) -> None:
    """A loop without a bound, or one that is not counted, is not written in the bank."""
    entry = catalogue.find(slug)
    place = f"bank/{catalogue.module_name(entry.topic)}/{catalogue.module_name(slug)}.py"
    text = (catalogue.PACKAGE / place).read_text(encoding="utf-8")
    assert "while " not in "".join(line for line in text.splitlines() if line.lstrip().startswith("while "))
    assert "Unlucky" not in text


# -- the command -------------------------------------------------------------------------------------------

DEAD = next(  # each variant of it is excused
    slug for slug in SLUGS if any(not row.case for row in trial.subject(slug).family.exempt)
)


def call(*said: str, code: int = 0) -> Result:
    run = CliRunner().invoke(main, ["check", *said])
    assert run.exit_code == code, (run.output, run.exception)
    return run


@pytest.fixture
def unexcused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bank without its exemptions, so that there is something to find."""
    load = catalogue.load_family
    monkeypatch.setattr(catalogue, "load_family", lambda entry: replace(load(entry), exempt=()))


def test_a_good_family_is_reported_and_the_exit_code_is_0() -> None:
    said = call(DEAD, "--variants", "6").stdout
    assert "no finding" in said.splitlines()[-1]
    assert "Meant by their families" in said


@pytest.mark.usefixtures("unexcused")
def test_a_finding_has_exit_code_1_and_show_makes_it_again() -> None:
    said = json.loads(call(DEAD, "--variants", "12", "--seed", "5", "--json", code=1).stdout)
    (family,) = said["families"]
    assert said["findings"] == len(family["findings"]) > 0
    finding = family["findings"][0]
    assert set(finding) == {"standard", "case", "seed", "copy", "part", "found", "show"}
    words_of_show = finding["show"].split()[1:]
    run = CliRunner().invoke(main, [*words_of_show, "--format", "json"])
    assert run.exit_code == 0
    shown = json.loads(run.stdout)
    assert (shown["case"], shown["seed"], shown["copy"]) == (finding["case"], 5, finding["copy"])


@pytest.mark.usefixtures("unexcused")
def test_the_readable_report_names_standard_and_call() -> None:
    said = call(DEAD, "--variants", "12", code=1).stdout
    assert f"backproof show {DEAD} --seed 0 --copy" in said
    assert any(name in said for name in NAMES)


def test_json_has_no_times_and_the_same_bytes_for_any_number_of_processes() -> None:
    one, two = (call(DEAD, "--variants", "30", "--json", "--jobs", n).stdout for n in ("1", "2"))
    assert one == two
    assert "seconds" not in one


def test_the_standards_are_listed() -> None:
    said = call("--standards").stdout
    assert all(name in said for name in NAMES)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (("--variants", "0"), "--variants is 0: expected a whole number from 1 up"),
        (("--variants", "many"), "--variants is 'many'"),
        (("--variants", "1000000"), "expected at most 100000"),
        (("--seed", "-1"), "--seed is -1"),
        (("--jobs", "0"), "--jobs is 0"),
        ((DEAD[:-1],), f"did you mean '{DEAD}'?"),
        (("--topic", "nothing"), "no topic 'nothing'"),
    ],
)
def test_a_bad_call_is_one_line(said: tuple[str, ...], message: str) -> None:
    run = call(*said, code=2)
    assert run.stdout == ""
    assert message in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_topic_is_checked_with_all_its_questions() -> None:
    topic = catalogue.find(DEAD).topic
    rows = json.loads(call("--topic", topic, "--variants", "2", "--json").stdout)["families"]
    assert [row["slug"] for row in rows] == [
        entry.slug for entry in catalogue.entries() if entry.topic == topic
    ]
