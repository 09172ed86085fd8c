"""A derivation of the library in which a line may be wrong: the gate of `derive` decides which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from questions import derived, slips, worked_entries, written_slips
from questions.model import JSON, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, pick_one

CASES: Mapping[str, tuple[str, ...]] = {
    "sigmoid_power_rule": ("sigmoid_power_rule",),
    "sigmoid_by_odds": ("sigmoid_by_odds",),
    "tanh_quotient_rule": ("tanh_quotient_rule",),
    "activations": (
        "sigmoid", "sigmoid_second_derivative", "sigmoid_complement", "tanh", "tanh_by_sigmoid", "tanh_odd", "silu",
        "softplus",
    ),
    "softmax": (
        "softmax_jacobian", "softmax_temperature", "softmax_backward", "log_softmax", "log_sum_exp", "softmax_shift",
        "softmax_ratio",
    ),
    "losses": (
        "cross_entropy_gradient", "cross_entropy_logits", "cross_entropy_batch_gradient", "nll_gradient",
        "divergence_gradient", "canonical_link_softmax", "bce_logits", "bce_gradient", "bce_gradient_from_logits",
        "bce_probability_gradient", "mse_gradient", "label_smoothing", "focal_loss", "likelihood_gaussian",
    ),
    "layers": (
        "affine_weights_rows", "affine_biases_rows", "affine_input_rows", "affine_weights_columns",
        "affine_input_columns", "sigmoid_neuron_weight", "sigmoid_neuron_input", "residual_jacobian",
        "residual_chain", "activation_layer",
        "attention_values", "attention_weights", "attention_scores", "attention_queries", "rnn_preactivations",
        "rnn_two_steps", "lstm_cell", "lstm_forget_gate", "lstm_input_gate",
    ),
    "backprop": (
        "three_layers", "scalar_hidden_weight", "layer_hidden_weights", "mlp_output_weights", "mlp_output_biases",
        "mlp_hidden", "two_inputs_second_weights",
    ),
    "regression": (
        "linear_regression_gradient", "logistic_gradient", "hessian_linear_regression", "l2_gradient", "weight_decay",
        "quadratic_form_gradient", "quadratic_form_hessian", "image_norm_input", "image_norm_weights",
        "squared_distance", "minibatch_variance",
    ),
    "normalisation": (
        "batch_variance_slope", "batch_deviation_slope", "batch_norm_jacobian", "batch_norm_input",
        "layer_norm_input", "rms_slope", "rms_norm_input",
    ),
}  # fmt: skip
DERIVATIONS = tuple(name for names in CASES.values() for name in names)
LEAST = 2  # lines below the first
TRIES = 6  # slips that are looked at: one that can be carried on is better
ONE_IN = 7  # so many derivations have no slip


# -- drawing -----------------------------------------------------------------------------------------------


def draw(case: str, stream: Stream) -> Params:
    name = stream.choice(CASES[case])
    slip, at, lines = _slipped(name, stream) if stream.integer(1, ONE_IN) > 1 else _intact(name)
    last = len(lines) - 1
    shown = stream.integer(min(max(at + 1, LEAST), last), last)
    return {
        "derivation": name,
        "slip": slip,
        "lines": slips.stored(lines[: shown + 1]),
        "definitions": slips.stored(derived.derivation(name).definitions),
    }


def _intact(name: str) -> tuple[str, int, tuple[Any, ...]]:
    return slips.NO_SLIP, 0, derived.derivation(name).statements


def _slipped(name: str, stream: Stream) -> tuple[str, int, tuple[Any, ...]]:
    """The slip, the number of its line, and the lines; three times of four with some below it, if that is possible."""
    above = derived.derivation(name).statements
    found, going_on = _intact(name), stream.integer(1, 4) > 1
    for _ in range(TRIES):
        at = stream.integer(1, len(above) - 1)
        forms = slips.made(name, at)
        if not forms:
            continue
        by_hand = [slip for slip in forms if slip in written_slips.SLIPS]
        slip = stream.choice(by_hand if by_hand and stream.integer(0, 1) else tuple(forms))
        place = stream.integer(0, len(forms[slip]) - 1)
        form = forms[slip][place]
        if slips.judged(name, above[at - 1], form).holds is not False or slips.undefined(name, form):
            continue
        found = slip, at, slips.written(name, slip, at, place)
        if len(found[2]) > at + 1 or not going_on:
            break
    return found


def ill_posed(params: Params) -> str | None:
    name, slip = params["derivation"], params["slip"]
    proved = derived.derivation(name)
    if params["definitions"] != slips.stored(proved.definitions):
        return f"the definitions are not those of {name}"
    try:
        lines = slips.read(params["lines"])
    except ValueError as error:
        return f"a line cannot be read: {error}"
    if not LEAST < len(lines) <= len(proved.statements) or lines[0] != proved.start:
        return f"these are not the first line of {name} and {LEAST} to {len(proved.steps)} lines below it"
    verdicts = slips.verdicts(name, lines)
    undecided = [k for k, row in enumerate(verdicts, start=1) if row.holds is None]
    if undecided:
        return f"line {undecided[0]} is neither proved nor refuted: {verdicts[undecided[0] - 1].how}"
    return _not_of_this_slip(
        name, slip, lines, [k for k, row in enumerate(verdicts, 1) if row.holds is False]
    )


def _not_of_this_slip(name: str, slip: str, lines: tuple[Any, ...], wrong: list[int]) -> str | None:
    """Why the wrong lines are not those that the slip makes; None if they are."""
    statements = derived.derivation(name).statements
    if len(wrong) != (slip != slips.NO_SLIP):
        return f"{len(wrong)} lines are wrong with the slip {slip!r}: expected {int(slip != slips.NO_SLIP)}"
    right = wrong[0] if wrong else len(lines)
    if lines[:right] != statements[:right]:
        return f"the right lines are not those of {name}"
    if wrong and lines[right] not in slips.made(name, right).get(slip, ()):
        return f"line {right} is not what the slip {slip!r} makes of it"
    return None


def case_of(params: Params) -> str:
    return next(case for case, names in CASES.items() if params["derivation"] in names)


def shown(params: Params) -> Mapping[str, Any]:
    from derive.derivation import aligned

    proved = derived.derivation(params["derivation"])
    lines = slips.read(params["lines"])
    rules = [step.rule for step in proved.steps[: len(lines) - 1]]
    return {
        "title": proved.title,
        "lines": aligned(lines, rules, proved.definitions, numbered=True),
        "where": slips.where(proved, lines),
        "promises": worked_entries.promises(proved.terms(), proved.definitions),
    }


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    name, slip = params["derivation"], params["slip"]
    proved, lines = derived.derivation(name), slips.read(params["lines"])
    verdicts = slips.verdicts(name, lines)
    options = [
        (
            Statement(f"line ({k})", _said(row.holds is True, proved.steps[k - 1].rule, slip)),
            row.holds is False,
        )
        for k, row in enumerate(verdicts, start=1)
    ]
    at = next((k for k, row in enumerate(verdicts, start=1) if row.holds is False), 0)
    none = Statement("none of them", f"Line ({at}) is not equal to the line above it." if at else "")
    facts = _facts(params, lines, at) if at else {"why": ""}
    return {
        "a": pick_one([*options, (none, not at)], facts),
        "b": Solved(Exact("proof", proved), {"wrong": bool(at)}),
    }


def _said(right: bool, rule: str, slip: str) -> str:
    return f"This line is equal to the line above it: {rule}." if right else slips.feedback(slip)


def _facts(params: Params, lines: tuple[Any, ...], at: int) -> dict[str, JSON]:
    from derive.terms.latex import latex

    proved = derived.derivation(params["derivation"])
    return {
        "at": at,
        "above": "the first line" if at == 1 else f"line ({at - 1})",
        "why": slips.feedback(params["slip"]),
        "right": latex(proved.statements[at], proved.definitions),
        "rule": proved.steps[at - 1].rule,
        "carried": at < len(lines) - 1,
        "example": worked_entries.example(lines[at - 1], lines[at], proved.definitions),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def as_shown(params: Params) -> Any:
    """The last line of the sheet, where the slip has been carried on; None if it has letters of its own."""
    from derive.terms.terms import dimensions_of, tensors_of, unfold

    if params["slip"] == slips.NO_SLIP:
        return None
    definitions = derived.derivation(params["derivation"]).definitions
    last = slips.read(params["lines"])[-1]
    wrong, right = (unfold(line, definitions) for line in (last, slips.published(params["derivation"])[-1]))
    fits = {*tensors_of(wrong), *dimensions_of(wrong)} <= {*tensors_of(right), *dimensions_of(right)}
    return last if fits else None


family = Family(
    cases=tuple(CASES),
    draw=draw,
    solve=solve,
    mistakes=(Mistake("b", "the slip carried on", as_shown, "This is what follows from the wrong line."),),
    schema={
        "derivation": {
            "type": "string",
            "enum": list(DERIVATIONS),
            "description": "the derivation by name, as `backproof derive` lists it, e.g. softmax_jacobian",
        },
        "slip": {
            "type": "string",
            "enum": [*slips.NAMES, slips.NO_SLIP],
            "description": "what is wrong in it by name, or no slip",
        },
        "lines": {
            "type": "array",
            "items": {"type": "object"},
            "description": "the lines from the top as terms, in the form in which a sheet stores them",
        },
        "definitions": {
            "type": "array",
            "items": {"type": "object"},
            "description": "what the names in the lines stand for, in the form in which a sheet stores it",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption("difficulty", "the work is to read the lines, and a derivation of a matrix has few digits"),
        Exemption(
            "float32", "the lines are executed as they are printed, with 1 - sigmoid(x) under a logarithm"
        ),
    ),
    shown=shown,
)
