"""The guards are guarded: families of the bank are sabotaged, and no sheet gets on the disk.

Each row: what is done to a family, which guard must see it, and what that guard says. The call is `backproof generate`,
as a user makes it. Where a row names how its guard is switched off, the same sabotage is then shown to get through:
so it is this guard, and no other, that has caught it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import pytest
from click.testing import CliRunner, Result

from questions import assemble, catalogue, checks, derived, rounding, verify
from questions.cli import main
from questions.model import Answer, Family, Mistake, Params, Solved

Patch = pytest.MonkeyPatch
SLOPES, COUNTS, LOSS = "activation_derivative", "mlp_parameters", "softmax_nll"


def family(slug: str) -> Family:
    return catalogue.load_family(catalogue.find(slug))


REAL = {slug: family(slug) for slug in (SLOPES, COUNTS, LOSS)}


def put(patch: Patch, slug: str, **changes: Any) -> None:
    """The family of this slug with other fields, wherever the bank is asked for it."""
    load = catalogue.load_family

    def changed(entry: catalogue.Entry) -> Family:
        return replace(load(entry), **changes) if entry.slug == slug else load(entry)

    patch.setattr(catalogue, "load_family", changed)


def generate(folder: Path, slug: str) -> Result:
    """The call of a user; the sheet goes to `folder`/sheet."""
    return CliRunner().invoke(main, ["generate", slug, "--seed", "3", "--out", str(folder / "sheet")])


def record_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "sheet" / "sheet.json").read_text(encoding="utf-8"))
    return found["questions"][0]


# -- what is done ------------------------------------------------------------------------------------------


def sigmoid(**changes: Any) -> Callable[[Patch], None]:
    """The family of slopes with the sigmoid as its only case, and other fields."""
    return lambda patch: put(patch, SLOPES, cases=("sigmoid",), **changes)


def part_a(change: Callable[[Solved], Solved]) -> Callable[[Params], dict[str, Solved]]:
    """A solver of slopes whose part (a) is changed."""

    def solve(params: Params) -> dict[str, Solved]:
        solved = dict(REAL[SLOPES].solve(params))
        return {**solved, "a": change(solved["a"])}

    return solve


def another_problem(params: Params) -> Any:
    """Every answer is right, for the hyperbolic tangent; the prompt asks for the sigmoid."""
    return REAL[SLOPES].solve({**params, "activation": "tanh"})


def a_hair_off(params: Params) -> dict[str, Solved]:
    """The loss and a millionth: the same four digits are printed."""
    solved = dict(REAL[LOSS].solve(params))
    exact = solved["c"].answer
    with mpmath.workdps(30):
        wrong = mpmath.mpf(exact.value) + mpmath.mpf(10) ** -6
    return {**solved, "c": replace(solved["c"], answer=replace(exact, value=wrong))}


def forged(before: Any, after: Any) -> Any:
    """A step that the gate never saw; an honest one cannot be built from these lines."""
    from derive.derivation import Proof, Step, StepRejected

    with pytest.raises(StepRejected):
        Step("distribute", before, after)
    step = object.__new__(Step)
    fields = {"rule": "distribute", "before": before, "after": after, "definitions": (), "lemma": ""}
    for name, value in {**fields, "proof": Proof("normal form")}.items():
        object.__setattr__(step, name, value)
    return step


def claimed_not_proved(solved: Solved) -> Solved:
    """Two false steps that cancel, behind a true derivation: the answer at the end is right."""
    from derive.derivation import Derivation

    true: Any = solved.derivation
    end = true.result
    steps = (*true.steps, forged(end, 2 * end), forged(2 * end, end))
    return replace(solved, derivation=Derivation(true.title, true.start, steps))


def proof_of_another(solved: Solved) -> Solved:
    return replace(solved, derivation=derived.derivation("tanh"))


def swapped_key(params: Params) -> dict[str, Solved]:
    """The options of part (d) with another one marked right."""
    solved = dict(REAL[SLOPES].solve(params))
    options = solved["d"].options
    marks = [option.right for option in options[1:] + options[:1]]
    wrong = tuple(replace(option, right=mark) for option, mark in zip(options, marks, strict=True))
    return {**solved, "d": replace(solved["d"], options=wrong)}


def wide(patch: Patch) -> None:
    """A printer that accepts whatever lies within 10 % of 0 and of twice the answer: the mistakes are right."""
    printed = assemble._printed

    def widened(part: Solved) -> Answer:
        answer = printed(part)
        if answer.kind != "integer":
            return answer
        return replace(answer, accepts={"low": 0, "high": 2 * answer.value})

    patch.setattr(assemble, "_printed", widened)


def wrong_twin(patch: Patch) -> None:
    """The witness has another function under this name."""
    from questions.witness.activations import activation_derivative as witness

    patch.setitem(witness.FORWARD, "sigmoid", lambda x, k, np: 1 / (1 + np.exp(-1.01 * x)))
    sigmoid()(patch)


def on_a_kink(patch: Patch) -> None:
    point = {"activation": "relu", "x": "0", "alpha": "0.1"}
    put(patch, SLOPES, cases=("relu",), draw=lambda _case, _stream: point)


def too_wide_a_layer(patch: Patch) -> None:
    put(patch, COUNTS, draw=lambda _case, _stream: {"layers": [3, 10**5, 2], "biases": True, "examples": 60})


# -- and how a guard is switched off -----------------------------------------------------------------------


def no_execution(patch: Patch) -> None:
    """The three places at which the witness is compared."""
    patch.setattr(checks, "check_witness", lambda one, rounds: "1 value executed with NumPy")
    patch.setattr(checks, "check_rounding", lambda one, rounds: "printed by the rounding contract")
    no_full_precision(patch)


def no_full_precision(patch: Patch) -> None:
    patch.setattr(verify, "_to_full_precision", lambda exact, one, rounds: verify.FULL_PRECISION)


def no_proof(patch: Patch) -> None:
    patch.setattr(checks, "check_proof", lambda one, rounds: "1 step proved")


def no_end_of_proof(patch: Patch) -> None:
    patch.setattr(checks, "_leads_to_answer", lambda one, rounds: None)


def no_rounding(patch: Patch) -> None:
    patch.setattr(checks, "check_rounding", lambda one, rounds: "printed by the rounding contract")


def no_look_at_mistakes(patch: Patch) -> None:
    """In the draw; a mistake that is accepted is then not offered."""
    patch.setattr(assemble, "_refuse_swallowed", lambda *_: None)


def no_contract(patch: Patch) -> None:
    no_look_at_mistakes(patch)
    no_rounding(patch)


def wide_and_no_look(patch: Patch) -> None:
    wide(patch)
    no_look_at_mistakes(patch)


def no_options(patch: Patch) -> None:
    patch.setattr(verify, "options_fit", lambda kind, value, options, items: None)


def no_schema(patch: Patch) -> None:
    patch.setattr(assemble, "_fit_schema", lambda slug, family, params: None)


@dataclass(frozen=True, slots=True)
class Row:
    """A sabotage, the guard that sees it, what the guard says, and how it is switched off (None: not tried)."""

    sabotage: str
    guard: str
    slug: str
    do: Callable[[Patch], None]
    says: str
    off: Callable[[Patch], None] | None = None


PART_A = rf"^backproof: {SLOPES} \(seed 3, copy 0\), part a: the check "
ROWS = (
    Row("a solver of a different problem, flawless", "witness", SLOPES, sigmoid(solve=another_problem),
        PART_A + r"'witness' failed: the answer is .* where the witness finds", no_execution),
    Row("a wrong NumPy twin", "witness", SLOPES, wrong_twin,
        PART_A + r"'witness' failed: the answer is .* where the witness finds", no_execution),
    Row("an answer that is a hair off", "witness at full precision", LOSS,
        lambda patch: put(patch, LOSS, solve=a_hair_off, mistakes=()),
        "part c: the check 'witness' failed: the answer is .* where the witness finds", no_full_precision),
    Row("a step claimed but not proved", "proof", SLOPES, sigmoid(solve=part_a(claimed_not_proved)),
        PART_A + "'proof' failed: a step is not proved: the step 'distribute' does not hold", no_proof),
    Row("a derivation that proves something else", "proof leads to the answer", SLOPES,
        sigmoid(solve=part_a(proof_of_another)),
        PART_A + "'proof' failed: the derivation ends at .*, not at the answer", no_end_of_proof),
    Row("a tolerance that swallows the mistakes", "draw by the rounding contract", COUNTS, wide,
        "no good numbers were drawn: the mistake .* of part b would be accepted", no_contract),
    Row("the same, and no one looks at the mistakes", "rounding contract", COUNTS, wide_and_no_look,
        "part b: the check 'rounding' failed: accepts is .*: the value that the witness finds gives", no_rounding),
    Row("a swapped option", "well-posed", SLOPES, sigmoid(solve=swapped_key),
        r"the check 'well-posed' failed: the options marked right are", no_options),
    Row("params outside their own schema", "schema of the family", COUNTS, too_wide_a_layer,
        r"its draw does not fit its schema: the field layers\[1\] is 100000", no_schema),
    Row("a question at a kink", "well-posed draw", SLOPES, on_a_kink,
        "no good numbers were drawn: the point 0 may be a kink"),
    Row("a solver that stops", "assembly", COUNTS, lambda patch: put(patch, COUNTS, solve=lambda p: p["nothing"]),
        "the solver stopped: KeyError: 'nothing'"),
)  # fmt: skip
NAMES = [row.sabotage for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_a_sabotage_is_caught_and_no_sheet_is_written(row: Row, tmp_path: Path, monkeypatch: Patch) -> None:
    row.do(monkeypatch)
    run = generate(tmp_path, row.slug)
    assert (run.exit_code, run.stdout) == (1, ""), run.output
    assert run.stderr.count("\n") == 1
    assert re.search(row.says, run.stderr), run.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.off], ids=[row.sabotage for row in ROWS if row.off]
)
def test_it_is_this_guard_that_catches_it(row: Row, tmp_path: Path, monkeypatch: Patch) -> None:
    row.do(monkeypatch)
    assert row.off is not None
    row.off(monkeypatch)
    run = generate(tmp_path, row.slug)
    assert run.exit_code == 0, run.stderr
    assert (tmp_path / "sheet" / "solutions.md").is_file()


def test_without_sabotage_the_same_calls_write_a_sheet(tmp_path: Path, monkeypatch: Patch) -> None:
    sigmoid()(monkeypatch)
    for slug in REAL:
        (tmp_path / slug).mkdir()
        assert generate(tmp_path / slug, slug).exit_code == 0


def test_what_gets_past_a_guard_that_is_off_is_found_when_the_sheet_is_read(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    """The sheet of the flawless solver of another problem: written by a program without guards, read by a sound one."""
    with pytest.MonkeyPatch.context() as unsound:
        sigmoid(solve=another_problem)(unsound)
        no_execution(unsound)
        assert generate(tmp_path, SLOPES).exit_code == 0
    run = CliRunner().invoke(main, ["verify", str(tmp_path)])
    assert run.exit_code == 1
    assert f"question 1 ({SLOPES}), part a: witness: the answer is" in run.stdout


# -- a mistake that is the right answer --------------------------------------------------------------------


def the_slope_itself(_params: Params) -> Any:
    """A sum that is the product s (1 - s): s - s^2."""
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Apply, Component

    s = Apply("sigmoid", (Component(Tensor("x")),))
    return s - s**2


RIGHT = (
    Mistake("b", "in the last digit", lambda p: nearly(p, "b"), "?"),
    Mistake("a", "in other clothes", the_slope_itself, "?"),
)


def nearly(params: Params, label: str) -> Any:
    value, slope = REAL[SLOPES].solve(params)[label].answer.value
    return value, slope * (1 + mpmath.mpf(10) ** -9)


@pytest.mark.parametrize("mistake", RIGHT, ids=lambda mistake: mistake.name)
def test_a_mistake_that_is_the_right_answer_is_not_offered(
    mistake: Mistake, tmp_path: Path, monkeypatch: Patch
) -> None:
    sigmoid(mistakes=(mistake,))(monkeypatch)
    assert generate(tmp_path, SLOPES).exit_code == 0
    assert [part["mistakes"] for part in record_of(tmp_path)["parts"]] == [[], [], [], []]


def test_it_is_the_comparison_that_keeps_it_out(tmp_path: Path, monkeypatch: Patch) -> None:
    sigmoid(mistakes=RIGHT)(monkeypatch)
    monkeypatch.setattr(verify, "_is_right", lambda wrong, one, rounds: False)
    assert generate(tmp_path, SLOPES).exit_code == 0
    assert [m["name"] for m in record_of(tmp_path)["parts"][0]["mistakes"]] == ["in other clothes"]


# -- an answer changed after its verification --------------------------------------------------------------


def test_an_answer_cannot_be_changed_by_hand_after_its_verification() -> None:
    variant = assemble.variant(COUNTS, seed=3)
    for thing, field in ((variant, "keys"), (variant.keys[0], "answer"), (variant.keys[0].answer, "value")):
        with pytest.raises(AttributeError):
            setattr(thing, field, None)


def test_an_answer_changed_after_its_verification_is_found_by_verify(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    """The verdict is carried over to another answer: `generate` trusts it, `verify` does not."""
    judged = assemble.judged

    def meddled(*args: Any) -> Any:
        variant = judged(*args)
        *others, last = variant.keys
        answer = replace(
            last.answer, value=last.answer.value + 1, latex="0", text="0", accepts={"low": 0, "high": 0}
        )
        return replace(variant, keys=(*others, replace(last, answer=answer)))

    monkeypatch.setattr(assemble, "judged", meddled)
    assert generate(tmp_path, COUNTS).exit_code == 0
    run = CliRunner().invoke(main, ["verify", str(tmp_path)])
    assert run.exit_code == 1
    assert f"question 1 ({COUNTS}), part b: witness: the answer is" in run.stdout


# -- what one variant cannot show: the quality gate --------------------------------------------------------


def gate(slug: str) -> tuple[int, set[str]]:
    """The exit code of `backproof check`, and the standards of its findings."""
    run = CliRunner().invoke(main, ["check", slug, "--variants", "24", "--json"])
    return run.exit_code, set(re.findall(r'"standard": "([^"]+)"', run.stdout))


def seedless(patch: Patch) -> None:
    """The same numbers, whatever the seed."""
    fixed = {"layers": [6, 16, 8, 4], "biases": True, "examples": 300}
    put(patch, COUNTS, draw=lambda case, _stream: {**fixed, "biases": case == "with_biases"})


def right_mistake(patch: Patch) -> None:
    """A mistake that is the right answer, always."""
    right = Mistake("b", "the sum", lambda p: REAL[COUNTS].solve(p)["b"].answer.value, "?")
    put(patch, COUNTS, mistakes=(*REAL[COUNTS].mistakes, right))


def wide_contract(patch: Patch) -> None:
    """The contract itself accepts ten times as much: witness, print and record agree on it."""
    real = rounding.real

    def generous(value: Fraction, digits: int, *args: Any, **named: Any) -> rounding.Cell:
        cell = real(value, digits, *args, **named)
        return replace(cell, low=str(float(value) - 10), high=str(float(value) + 10))

    patch.setattr(rounding, "real", generous)


BANK_ROWS = (
    ("a family that ignores its seed", COUNTS, seedless, "seed"),
    ("a mistake that is always the right answer", COUNTS, right_mistake, "mistakes"),
    ("a contract that swallows the mistakes", LOSS, wide_contract, "draw"),
)


@pytest.mark.parametrize(("name", "slug", "do", "standard"), BANK_ROWS, ids=[row[0] for row in BANK_ROWS])
def test_the_quality_gate_sees_what_one_variant_does_not_show(
    name: str, slug: str, do: Callable[[Patch], None], standard: str, monkeypatch: Patch
) -> None:
    sound, before = gate(slug)
    assert (sound, standard in before) == (0, False)
    do(monkeypatch)
    code, found = gate(slug)
    assert code == 1
    assert standard in found
