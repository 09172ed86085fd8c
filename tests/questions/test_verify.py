"""The two sides meet: sabotage of solver, witness and record is seen, and the part is named."""

from __future__ import annotations

import copy
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import mpmath
import pytest

from questions import assemble, catalogue, record, render, seeds
from questions.catalogue import Entry
from questions.errors import CheckFailed
from questions.model import Exact, Family, Mistake, Option, Sheet, Solved, Variant
from questions.verify import VerdictFailed, recheck, recheck_files, recheck_question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from questions.model import JSON, Params
    from questions.seeds import Stream

# -- a family with an answer of each kind ------------------------------------------------------------------

LABELS = "abcdefgh"
ENTRY = Entry("toy", "Toy", "toys", "numeric", 1, 2, {}, dict.fromkeys(LABELS, 1))


def draw(_case: str, stream: Stream) -> Params:
    return {"n": stream.integer(2, 9), "x": stream.decimal("0.2", "3", 1)}


def sigmoid_slope() -> Any:
    """d/dx sigmoid(x) = sigmoid(x) (1 - sigmoid(x)), proved."""
    from derive.derivation import begin
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Apply, Component, Partial

    x = Component(Tensor("x"))
    s = Apply("sigmoid", (x,))
    return begin("slope", Partial(s, x)).then(s * (1 - s), "derivative of the sigmoid")


def mean_of_rows() -> Any:
    """sum_n (x_n + c) = sum_n x_n + N c, proved for symbolic N; c is a name for 2 b."""
    from derive.derivation import begin
    from derive.terms.index import Index
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Component, Definition, Dim, Sum

    n = Index("n", "N")
    x, b, c = Component(Tensor("x", ("N",)), (n,)), Component(Tensor("b")), Component(Tensor("c"))
    names = (Definition(Tensor("c"), (), b * 2),)
    return begin("sum", Sum(n, x + c), names).then(Sum(n, x) + Dim("N") * c, "split the sum")


def solve(params: Params) -> Mapping[str, Solved]:
    n, x = params["n"], Fraction(params["x"])
    with mpmath.workdps(30):
        exponentials = [mpmath.exp(mpmath.mpf(k) * x.numerator / x.denominator) for k in range(3)]
        shares = tuple(e / mpmath.fsum(exponentials) for e in exponentials)
        root = mpmath.sqrt(n + mpmath.mpf(1) / 3)
    even = n % 2 == 0
    options = (Option("A", "even", even, "half"), Option("B", "odd", not even, "not half"))
    slope = sigmoid_slope()
    return {
        "a": Solved(Exact("integer", n**2)),
        "b": Solved(Exact("rational", share(params))),
        "c": Solved(Exact("number", root)),
        "d": Solved(Exact("array", shares, 4, (3,))),
        "e": Solved(Exact("array", ((n, Fraction(1, n)), (0, -n)))),
        "f": Solved(Exact("choice", "A" if even else "B"), options=options),
        "g": Solved(Exact("expression", slope.result), derivation=slope),
        "h": Solved(Exact("proof", mean_of_rows())),
    }


def numbers_witness(params: Params, _at: Mapping[str, Any], np: Any) -> dict[str, Any]:
    n, x = params["n"], float(params["x"])
    exponentials = np.exp(x * np.arange(3))
    return {
        "a": np.ones((n, n)).sum(),
        "b": n / 7 + x,
        "c": np.sqrt(n + 1 / 3),
        "d": exponentials / exponentials.sum(),
        "e": np.array([[n, 1 / n], [0, -n]]),
        "f": "AB"[n % 2],
    }


def numeric_parts(solved: Mapping[str, Solved]) -> dict[str, Solved]:
    return {label: part for label, part in solved.items() if label < "g"}


def slope_witness(_params: Params, at: Mapping[str, Any], np: Any) -> dict[str, Any]:
    return {"g": ((1 / (1 + np.exp(-at["x"] - 1e-5))) - (1 / (1 + np.exp(-at["x"] + 1e-5)))) / 2e-5}


def sum_witness(_params: Params, at: Mapping[str, Any], np: Any) -> dict[str, Any]:
    assert at["x"].shape == (at["sizes"]["N"],) == (2,)
    return {"h": (at["x"] + 2 * at["b"]).sum()}


def share(params: Params) -> Fraction:
    return Fraction(params["n"], 7) + Fraction(params["x"])


def no_mistake(_params: Params) -> None:
    return None


NUMBERS = Family(
    cases=("only",),
    draw=draw,
    solve=lambda p: numeric_parts(solve(p)),
    mistakes=(
        Mistake("a", "doubled", lambda p: 2 * p["n"], "Multiply."),
        Mistake("a", "right by another way", lambda p: p["n"] * p["n"], "?"),
        Mistake(
            "b",
            "within the last digit",
            lambda p: Fraction(p["n"], 7) + Fraction(p["x"]) + Fraction(1, 10**9),
            "?",
        ),
        Mistake("d", "not normalised", lambda _: (1, 2, 3), "Divide."),
        Mistake("f", "the other", lambda p: "BA"[p["n"] % 2], "Look."),
        Mistake("f", "not possible here", no_mistake, "?"),
    ),
    schema={
        "n": {"type": "integer", "description": "a count"},
        "x": {"type": "string", "description": "a number"},
    },
)
SLOPE = replace(NUMBERS, solve=lambda p: {"g": solve(p)["g"]}, mistakes=())
SUM = replace(NUMBERS, solve=lambda p: {"h": solve(p)["h"]}, mistakes=())

FAMILIES: dict[str, tuple[Family, catalogue.Witness]] = {
    "numbers": (NUMBERS, numbers_witness),
    "slope": (SLOPE, slope_witness),
    "sum": (SUM, sum_witness),
}


def made(
    name: str, family: Family | None = None, testimony: catalogue.Witness | None = None, seed: int = 3
) -> Variant:
    theirs, sees = FAMILIES[name]
    family = family or theirs
    labels = list(family.solve({"n": 2, "x": "1"}))
    entry = replace(ENTRY, slug=name, points=dict.fromkeys(labels, 1))
    return assemble.build(entry, family, testimony or sees, lambda block, _: block, seed=seed)


def find_witness(_topic: str, slug: str) -> catalogue.Witness:
    return FAMILIES[slug][1]


def again(data: Mapping[str, JSON]) -> Any:
    return recheck_question(data, find_witness)


def failures(data: Mapping[str, JSON]) -> list[tuple[str | None, str]]:
    return [(check.label, check.check) for check in again(data).checks if check.status == "failed"]


# -- what is right -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_right_answers_are_verified_now_and_later(name: str, seed: int) -> None:
    variant = made(name, seed=seed)
    assert variant.verdict.status == "verified"
    data = record.loads(record.dumps(record.sheet_json(Sheet("t", 0, "1", (variant,)))))["questions"][0]
    later = again(data)
    assert later.status == "verified", later
    assert set(later.checks) == set(variant.verdict.checks)


def test_details_are_words_and_counts() -> None:
    said = {(c.label, c.check): c.detail for c in made("numbers").verdict.checks}
    assert said["d", "witness"] == "3 values executed with NumPy"
    assert said["a", "witness"] == "1 value executed with NumPy"
    assert said["a", "mistakes"] == "1 mistake rejected"
    slope = {c.check: c.detail for c in made("slope").verdict.checks}
    assert slope["witness"] == "64 values executed with NumPy"
    assert slope["proof"] == "1 step proved"


def test_only_wrong_mistakes_are_offered() -> None:
    keys = {key.label: [m.name for m in key.mistakes] for key in made("numbers").keys}
    assert keys == {"a": ["doubled"], "b": [], "c": [], "d": ["not normalised"], "e": [], "f": ["the other"]}


def test_a_wrong_expression_is_rejected_and_a_right_one_in_other_clothes_is_not_offered() -> None:
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Component, Partial

    right, start = sigmoid_slope().result, sigmoid_slope().start
    assert isinstance(start, Partial)
    assert isinstance(start.wrt, Component)
    mistakes = (
        Mistake("g", "sign", lambda _: -right, "Mind the sign."),
        Mistake("g", "reordered", lambda _: start.body - start.body * start.body, "?"),
        Mistake("g", "the identity", lambda _: start.wrt, "That is x."),
        Mistake("g", "another letter", lambda _: Component(Tensor("w")), "There is no w."),
    )
    offered = made("slope", replace(SLOPE, mistakes=mistakes)).keys[0].mistakes
    assert [m.name for m in offered] == ["sign", "the identity", "another letter"]
    assert offered[1].value == "x"


def test_a_constant_slope_is_executed_where_its_derivation_is() -> None:
    """The answer 3 has no x in it; the witness gets the x of the steps."""
    from derive.derivation import begin
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Component, Number, Partial

    x = Component(Tensor("x"))
    line = begin("line", Partial(3 * x + 1, x)).then(Number(Fraction(3)), "derivative of a line")
    family = replace(SLOPE, solve=lambda _: {"g": Solved(Exact("expression", line.result), derivation=line)})
    variant = made("slope", family, lambda _, at, np: {"g": (3 * (at["x"] + 1) + 1) - (3 * at["x"] + 1)})
    assert variant.verdict.checks[1].detail == "64 values executed with NumPy"


def test_prose_is_not_checked_and_says_so() -> None:
    prose = replace(NUMBERS, solve=lambda _: {"a": Solved(Exact("prose", "It depends."))}, mistakes=())
    variant = made("numbers", prose)
    assert variant.verdict.status == "not checked"
    data = record.variant_json(variant)
    assert again(data).status == "not checked"
    data["verdict"]["status"] = "verified"
    assert again(data).status == "failed"


# -- sabotage of the solver --------------------------------------------------------------------------------

WRONG: dict[str, Callable[[Any], Any]] = {
    "a": lambda v: v + 1,
    "b": lambda v: v + Fraction(1, 1000),
    "c": lambda v: v * (1 + mpmath.mpf(10) ** -6),  # prints the same four digits
    "d": lambda v: v[::-1],
    "e": lambda v: ((v[0][0], v[1][0]), (v[0][1], v[1][1])),
}


def sabotaged(label: str, value: Callable[[Any], Any]) -> Family:
    """The family of numbers, with another value in one part."""

    def wrong(params: Params) -> Mapping[str, Solved]:
        solved = numeric_parts(solve(params))
        answer = solved[label].answer
        return {**solved, label: replace(solved[label], answer=replace(answer, value=value(answer.value)))}

    return replace(NUMBERS, solve=wrong, mistakes=())


@pytest.mark.parametrize("label", WRONG)
def test_a_wrong_solver_is_seen(label: str) -> None:
    with pytest.raises(
        VerdictFailed, match=rf"numbers \(seed 3, copy 0\), part {label}: the check 'witness' failed"
    ):
        made("numbers", sabotaged(label, WRONG[label]))


def test_a_wrong_choice_is_seen() -> None:
    with pytest.raises(VerdictFailed, match=r"the options marked right are \['\w'\]"):
        made("numbers", sabotaged("f", lambda v: "B" if v == "A" else "A"))


def test_a_different_problem_solved_flawlessly_is_seen() -> None:
    """Each step of the derivation is true; it is not the derivative that was asked for."""
    from derive.derivation import begin
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Apply, Component, Partial

    x = Component(Tensor("x"))
    t = Apply("tanh", (x,))
    other = begin("slope", Partial(t, x)).then(1 - t * t, "derivative of tanh")
    family = replace(
        SLOPE, solve=lambda _: {"g": Solved(Exact("expression", other.result), derivation=other)}
    )
    with pytest.raises(VerdictFailed, match=r"part g: the check 'witness' failed: the answer is .* where"):
        made("slope", family)


def test_a_right_answer_beside_the_derivation_of_another_is_seen() -> None:
    from derive.derivation import begin

    right = sigmoid_slope()
    other = begin("slope", right.start * 2).then(right.result * 2, "twice the derivative")
    family = replace(
        SLOPE, solve=lambda _: {"g": Solved(Exact("expression", right.result), derivation=other)}
    )
    with pytest.raises(VerdictFailed, match="part g: the check 'proof' failed: the derivation ends at"):
        made("slope", family)


def test_a_derivation_may_end_at_another_form_of_the_answer() -> None:
    right = sigmoid_slope()
    s = right.start.body
    family = replace(SLOPE, solve=lambda _: {"g": Solved(Exact("expression", s - s * s), derivation=right)})
    assert made("slope", family).verdict.status == "verified"


def test_a_different_proof_is_seen() -> None:
    from derive.derivation import begin

    proof = mean_of_rows()
    other = begin("sum", proof.start * 3, proof.definitions).then(proof.result * 3, "times three")
    with pytest.raises(VerdictFailed, match="part h: the check 'witness' failed"):
        made("sum", replace(SUM, solve=lambda _: {"h": Solved(Exact("proof", other))}))


def test_an_answer_that_needs_too_long_a_fraction_is_seen() -> None:
    long = sabotaged("b", lambda v: v + Fraction(1, 7 * 10**8))
    with pytest.raises(VerdictFailed, match="part b"):
        made("numbers", long)


# -- sabotage of the witness -------------------------------------------------------------------------------


@pytest.mark.parametrize("label", "abcde")
def test_a_wrong_witness_is_seen(label: str) -> None:
    def wrong(params: Params, at: Mapping[str, Any], np: Any) -> dict[str, Any]:
        found = numbers_witness(params, at, np)
        return {**found, label: found[label] + 0.01}

    with pytest.raises(VerdictFailed, match=f"part {label}: the check 'witness' failed"):
        made("numbers", testimony=wrong)


@pytest.mark.parametrize(
    ("testimony", "said"),
    [
        (lambda p, at, np: {}, "the witness says nothing of this part"),
        (lambda p, at, np: 1 / 0, "the witness stopped: ZeroDivisionError"),
        (lambda p, at, np: [1], r"the witness returned \[1\]"),
        (
            lambda p, at, np: {"g": at["x"][:3]},
            r"the answer has shape \(64,\), what the witness finds \(3,\)",
        ),
        (lambda p, at, np: {"g": at["x"] * np.nan}, "not finite"),
        (lambda p, at, np: {"g": at["x"] * 1j}, "not finite real"),
    ],
)
def test_a_witness_that_says_nothing_useful_is_seen(testimony: catalogue.Witness, said: str) -> None:
    with pytest.raises(VerdictFailed, match=said):
        made("slope", testimony=testimony)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None, "x", [1, 2]])
def test_a_number_that_is_none_is_seen(value: Any) -> None:
    with pytest.raises(VerdictFailed, match="part c: the check 'witness' failed"):
        made("numbers", testimony=lambda p, at, np: {**numbers_witness(p, at, np), "c": value})


def test_a_witness_cannot_change_the_params() -> None:
    def greedy(params: Any, at: Mapping[str, Any], np: Any) -> dict[str, Any]:
        found = numbers_witness(params, at, np)
        params.clear()
        return found

    assert made("numbers", testimony=greedy).params["n"] >= 2


# -- sabotage of the record --------------------------------------------------------------------------------


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from leaves(value, (*path, name))
    elif isinstance(data, list):
        for k, value in enumerate(data):
            yield from leaves(value, (*path, k))
    else:
        yield path, data


def others(value: Any) -> list[Any]:
    """Values close to `value`, and others of its kind: for a text, each digit changed in turn."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, -value if value else 2]
    if value is None:
        return [4]
    changed = [
        value[:k] + str((int(c) + 1) % 10) + value[k + 1 :] for k, c in enumerate(value) if c.isdigit()
    ]
    return [*changed, value + "0", value + "x", "-" + value]


def put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(data)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return changed


@pytest.mark.parametrize("name", FAMILIES)
def test_every_change_in_an_answer_is_seen_and_its_part_named(name: str) -> None:
    data = record.variant_json(made(name))
    tried = 0
    for k, part in enumerate(data["parts"]):
        for path, value in leaves(part["answer"]):
            for other in others(value):
                found = failures(put(data, ("parts", k, "answer", *path), other))
                named = {label for label, _ in found}
                # a term that cannot be read is named in words
                assert found, (part["label"], path, value, other)
                assert named <= {part["label"], None}, (found, path)
                tried += 1
    assert tried > 20


@pytest.mark.parametrize(("name", "field"), [("slope", "after"), ("slope", "before"), ("sum", "before")])
def test_a_changed_step_is_not_proved(name: str, field: str) -> None:
    data = record.variant_json(made(name))
    step = data["parts"][0]["steps"][0]
    wrong = put(
        data,
        ("parts", 0, "steps", 0, field),
        {"is": "mul", "args": [{"is": "number", "value": 2}, step[field]]},
    )
    assert ("g" if name == "slope" else "h", "proof") in failures(wrong)


@pytest.mark.parametrize("field", ["latex", "text", "start"])
def test_a_step_that_prints_another_line_is_seen(field: str) -> None:
    data = record.variant_json(made("slope"))
    assert ("g", "proof") in failures(put(data, ("parts", 0, "steps", 0, field), "x"))


def test_steps_that_do_not_follow_one_another_are_seen() -> None:
    data = record.variant_json(made("slope"))
    steps = data["parts"][0]["steps"]
    assert ("g", "proof") in failures(put(data, ("parts", 0, "steps"), steps + steps))


def test_other_params_have_other_answers() -> None:
    data = record.variant_json(made("numbers"))
    assert {label for label, _ in failures(put(data, ("params", "n"), data["params"]["n"] + 1))} >= set(
        "abcef"
    )


def test_a_mistake_that_is_the_right_answer_is_seen() -> None:
    data = record.variant_json(made("numbers"))
    wrong = put(data, ("parts", 0, "mistakes", 0, "value"), data["parts"][0]["answer"]["text"])
    assert failures(wrong) == [("a", "mistakes")]


def test_an_option_with_another_key_is_seen() -> None:
    data = record.variant_json(made("numbers"))
    right = data["parts"][5]["options"][0]["right"]
    assert failures(put(data, ("parts", 5, "options", 0, "right"), not right)) == [(None, "well-posed")]


def test_a_recheck_calls_no_solver_and_reads_no_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    questions = [record.variant_json(made(name)) for name in FAMILIES]
    data = {"version": record.version(), "questions": questions}
    data["seal"] = record.seal(data)

    def refuse(*_: Any) -> Any:
        raise AssertionError("not to be called")

    for module, name in ((catalogue, "load_family"), (catalogue, "entries"), (catalogue, "prompts")):
        monkeypatch.setattr(module, name, refuse)
    for part in ("solve", "draw", "build"):
        monkeypatch.setattr(assemble, part, refuse)
    assert recheck(data, find_witness=find_witness).passed


def test_a_question_that_is_not_in_the_bank_is_a_failure_and_no_crash() -> None:
    data = {"version": record.version(), "questions": [record.variant_json(made("numbers"))]}
    verdict = recheck(data).verdicts[0]
    assert verdict.status == "failed"
    assert "there is no such question here" in verdict.checks[0].detail


def test_files_must_be_those_that_were_written(tmp_path: Path) -> None:
    sheet, files = record.finish(
        Sheet("t", 0, "1", (made("numbers"),)), {"a.md": "one\n", "b.md": "two\n", "c.md": "3\n"}
    )
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    data = record.sheet_json(sheet)
    assert recheck_files(data, tmp_path) == ()
    (tmp_path / "a.md").write_text("ONE\n")
    (tmp_path / "b.md").unlink()
    assert [line.split()[0] for line in recheck_files(data, tmp_path)] == ["a.md", "b.md"]
    assert not recheck(data, tmp_path, find_witness).passed


def test_files_must_print_what_the_record_says(tmp_path: Path) -> None:
    sheet = Sheet("t", 0, record.version(), (made("numbers"),))
    sheet, files = record.finish(sheet, render.render_sheet(sheet, "markdown"))
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    data = record.sheet_json(sheet)
    assert recheck_files(data, tmp_path) == ()
    asked = put(data, ("questions", 0, "prompt"), "another question")
    assert "problems.md does not print what the record says" in recheck_files(asked, tmp_path)
    solved = put(data, ("questions", 0, "parts", 0, "solution"), "another solution")
    assert recheck_files(solved, tmp_path) == ("solutions.md does not print what the record says",)


def test_a_solver_that_stops_is_named() -> None:
    with pytest.raises(CheckFailed, match="numbers: the solver stopped: ZeroDivisionError"):
        assemble.solve(replace(ENTRY, slug="numbers"), replace(NUMBERS, solve=lambda p: p["n"] / 0), {"n": 1})


def test_the_judge_and_the_draw_share_no_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    real = seeds.stream

    def listening(seed: int, slug: str, copy: int, purpose: str) -> Stream:
        opened.append(purpose)
        return real(seed, slug, copy, purpose)

    monkeypatch.setattr(seeds, "stream", listening)
    made("slope")
    assert opened == ["case", "draw", "check"]
