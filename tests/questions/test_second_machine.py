"""An independent second machine: PyTorch differentiates, in float64, what the prompts ask to be differentiated.

Every function here is written from the words of its prompt, not from a formula of ours, and only its value is written:
the gradient comes from autograd. Needs the extra `torch` (pip install "backproof[torch]"); without it these tests are
skipped, and with BACKPROOF_REQUIRE_TORCH=1 they fail.
"""

from __future__ import annotations

import importlib
import math
import os
import re
import runpy
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from questions import assemble, catalogue, checks, points, proofs, rounding, seeds
from questions.model import Params

REASON = "PyTorch is not installed: pip install 'backproof[torch]' (BACKPROOF_REQUIRE_TORCH=1 makes this a failure)"
REQUIRED = os.environ.get("BACKPROOF_REQUIRE_TORCH") == "1"
torch: Any = importlib.import_module("torch") if REQUIRED else pytest.importorskip("torch", reason=REASON)

NEAR = 1e-11  # of |value| + 1; both sides compute in float64 or better
Part = Mapping[str, Any]  # label of a part -> what PyTorch finds


def real(values: Any) -> Any:
    """Numbers or texts as a tensor in float64 that is differentiated."""
    if isinstance(values, list | tuple):
        return torch.tensor(floats(values), dtype=torch.float64, requires_grad=True)
    return torch.tensor(float(values), dtype=torch.float64, requires_grad=True)


def floats(values: Any) -> Any:
    return [floats(value) for value in values] if isinstance(values, list | tuple) else float(values)


def gradients(output: Any, *inputs: Any) -> list[Any]:
    return list(torch.autograd.grad(output, inputs, retain_graph=True))


# -- the definitions of the prompt of activation_derivative ------------------------------------------------


def leaky(x: Any, slope: Any) -> Any:
    return torch.where(x > 0, x, slope * x)


def elu(x: Any, alpha: Any) -> Any:
    return torch.where(x > 0, x, alpha * (torch.exp(x) - 1))


def gelu_tanh(x: Any, _k: Any) -> Any:
    u = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
    return x / 2 * (1 + torch.tanh(u))


def hard_sigmoid(x: Any, _k: Any) -> Any:
    return torch.where(x <= -3, 0 * x, torch.where(x <= 3, (x + 3) / 6, 0 * x + 1))


ACTIVATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "sigmoid": lambda x, k: 1 / (1 + torch.exp(-x)),
    "tanh": lambda x, k: (torch.exp(x) - torch.exp(-x)) / (torch.exp(x) + torch.exp(-x)),
    "relu": lambda x, k: torch.maximum(torch.zeros_like(x), x),
    "leaky_relu": lambda x, k: leaky(x, k["alpha"]),
    "prelu": lambda x, k: leaky(x, k["a"]),
    "elu": lambda x, k: elu(x, k["alpha"]),
    "selu": lambda x, k: k["lamda"] * elu(x, k["alpha"]),
    "silu": lambda x, k: x / (1 + torch.exp(-x)),
    "softplus": lambda x, k: torch.log(1 + torch.exp(x)),
    "softsign": lambda x, k: x / (1 + torch.abs(x)),
    "gelu": lambda x, k: x * torch.special.ndtr(x),
    "gelu_tanh": gelu_tanh,
    "mish": lambda x, k: x * torch.tanh(torch.log(1 + torch.exp(x))),
    "hard_sigmoid": hard_sigmoid,
    "hard_tanh": lambda x, k: torch.minimum(torch.maximum(x, 0 * x - 1), 0 * x + 1),
}


def activation(params: Params, at: Mapping[str, Any]) -> Part:
    f, x = ACTIVATIONS[params["activation"]], real(params["x"])
    selu = params["activation"] == "selu"
    alpha = 1.6733 if selu else float(params["alpha"])
    value = f(x, {"alpha": alpha, "a": alpha, "lamda": 1.0507})
    many = torch.tensor(at["x"], dtype=torch.float64, requires_grad=True)
    drawn = {name: torch.tensor(at[name]) for name in ("alpha", "a", "lamda") if name in at}
    return {
        "a": gradients(f(many, drawn).sum(), many)[0],
        "b": torch.stack([value, *gradients(value, x)]),
    }


# -- the others --------------------------------------------------------------------------------------------


def cross_entropy(params: Params, _at: Mapping[str, Any]) -> Part:
    z, y = real(params["logits"]), torch.tensor(floats(params["target"]), dtype=torch.float64)
    s = torch.softmax(z, dim=0)
    return {"a": s, "b": gradients(-(y * torch.log(s)).sum(), z)[0]}


def negative_log_likelihood(params: Params, _at: Mapping[str, Any]) -> Part:
    z = real(params["logits"])
    label = torch.tensor("ABCDEFGH".index(params["label"]))
    return {"a": torch.softmax(z, dim=0), "c": torch.nn.functional.cross_entropy(z, label)}


def dead_relu(params: Params, _at: Mapping[str, Any]) -> Part:
    x, y = (torch.tensor(floats(params[name]), dtype=torch.float64) for name in ("inputs", "targets"))

    def loss(w1: Any, w2: Any) -> Any:
        return ((torch.relu(w2 * torch.relu(w1 * x)) - y) ** 2).mean()

    w1, w2, new = real(params["w1"]), real(params["w2"]), real(params["new_w1"])
    before, after = loss(w1, w2), loss(new, w2)
    return {
        "a": before,
        "b": torch.stack(gradients(before, w1, w2)),
        "c": after,
        "d": gradients(after, new)[0],
    }


def maxout(params: Params, at: Mapping[str, Any]) -> Part:
    def unit(x: Any, w: Any, b: Any) -> Any:
        return (w @ x + b).max()

    drawn, x = real(at["x"].tolist()), real(params["x"])
    value = unit(x, real(params["weights"]), real(params["biases"]))
    return {
        "a": gradients(unit(drawn, real(at["w"].tolist()), real(at["b"].tolist())), drawn)[0],
        "b": value,
        "c": gradients(value, x)[0],
    }


def squared_error(params: Params, _at: Mapping[str, Any]) -> Part:
    target = torch.zeros(params["shape"], dtype=torch.float64)
    prediction = (target + float(params["difference"])).requires_grad_()
    loss = torch.nn.functional.mse_loss(prediction, target)
    return {"a": target.numel(), "b": loss, "c": gradients(loss, prediction)[0].flatten()[0]}


def first_loss(params: Params, _at: Mapping[str, Any]) -> Part:
    logits = torch.zeros((params["batch"], params["classes"]), dtype=torch.float64)
    labels = torch.arange(params["batch"]) % params["classes"]
    return {"b": torch.nn.functional.cross_entropy(logits, labels, reduction=params["reduction"])}


def collapse(params: Params, _at: Mapping[str, Any]) -> Part:
    """The collapsed matrix is the Jacobian of the network, the collapsed bias its value at 0."""
    rows = params["convention"] == "rows"
    layers = [
        (torch.tensor(floats(w), dtype=torch.float64), torch.tensor(floats(b), dtype=torch.float64))
        for w, b in zip(params["weights"], params["biases"], strict=True)
    ]

    def network(x: Any) -> Any:
        for w, b in layers:
            x = x @ w + b if rows else w @ x + b
        return x

    first = layers[0][0]
    origin = torch.zeros(first.shape[0 if rows else 1], dtype=torch.float64)
    jacobian = torch.autograd.functional.jacobian(network, origin)
    return {"b": jacobian.T if rows else jacobian, "c": network(origin)}


def residual(params: Params, at: Mapping[str, Any]) -> Part:
    """Two blocks of one unit or one of several, differentiated; the linear blocks of the numbers, run."""
    blocks = [torch.tensor(floats(block), dtype=torch.float64) for block in params["jacobians"]]

    def network(h: Any, skip: bool = True) -> Any:
        for block in blocks:
            h = h * skip + block @ h
        return h

    start = torch.zeros(len(blocks[0]), dtype=torch.float64)
    full = torch.autograd.functional.jacobian(network, start)
    if len(blocks) > 1:
        x, w, v = (real(at[name].tolist()) for name in ("x", "w", "v"))
        first = x + torch.tanh(w * x)
        plain = torch.autograd.functional.jacobian(lambda h: network(h, skip=False), start)
        proved = gradients((first + torch.tanh(v * first)).sum(), x)[0]
        return {"a": proved, "b": full[0, 0], "c": plain[0, 0]}
    w, h, g = torch.tensor(at["W"]), torch.tensor(at["h"]), torch.tensor(floats(params["upstream"]))
    proved = torch.autograd.functional.jacobian(lambda h: h + torch.tanh(w @ h), h)
    here = start.clone().requires_grad_()
    return {"a": proved, "b": full, "c": gradients((network(here) * g).sum(), here)[0]}


def wide_layer(params: Params, _at: Mapping[str, Any]) -> Part:
    """How many entries of the gradient are not 0, of the hidden layer and of the output layer."""
    x = torch.linspace(0.3, 1.1, params["inputs"], dtype=torch.float64)
    layers = [
        torch.nn.Linear(params["inputs"], params["hidden"]),
        torch.nn.Linear(params["hidden"], params["outputs"]),
    ]
    first, second = (layer.double() for layer in layers)
    loss = (second(torch.tanh(first(x))) ** 2).sum() / 2
    found = [gradients(loss, *layer.parameters()) for layer in (first, second)]
    return {"c": [sum(int(torch.count_nonzero(g)) for g in grads) for grads in found]}


def softmax_layer(params: Params, _at: Mapping[str, Any]) -> Part:
    w = torch.ones((params["classes"], params["hidden"]), dtype=torch.float64, requires_grad=True)
    h = torch.ones(params["hidden"], dtype=torch.float64)
    loss = torch.nn.functional.cross_entropy(w @ h, torch.tensor(0))
    return {"c": list(gradients(loss, w)[0].shape)}


MACHINES: dict[str, Callable[[Params, Mapping[str, Any]], Part]] = {
    "activation_derivative": activation,
    "affine_collapse": collapse,
    "cross_entropy_gradient": cross_entropy,
    "dead_relu": dead_relu,
    "initial_loss": first_loss,
    "maxout_gradient": maxout,
    "mse_elements": squared_error,
    "hidden_layer_width": wide_layer,
    "output_layer_shapes": softmax_layer,
    "residual_block": residual,
    "softmax_nll": negative_log_likelihood,
}
NO_MACHINE: dict[str, str] = {}  # families that ask for nothing that is differentiated, and why
for _path in sorted(Path(__file__).parent.glob("*_machines.py")):
    _found = runpy.run_path(str(_path))
    MACHINES |= _found["MACHINES"]
    NO_MACHINE |= _found.get("NO_MACHINE", {})
CASES = [(slug, case) for slug in MACHINES for case in catalogue.load_family(catalogue.find(slug)).cases]
SEEDS = range(int(os.environ.get("BACKPROOF_SECOND_MACHINE_SEEDS", "5")))


def drawn(slug: str, case: str, seed: int) -> assemble.Drawn:
    entry = catalogue.find(slug)
    return assemble.draw(entry, catalogue.load_family(entry), seed, 0, case, {})


def claims_of(found: assemble.Drawn) -> dict[str, checks.Claim]:
    """The parts, with the terms of symbolic answers spelled out."""
    return {
        label: checks.claim(label, found.answers[label], proofs.steps_of(_derivation(solved)))
        for label, solved in found.solved.items()
    }


def points_of(slug: str, seed: int, claims: Iterable[checks.Claim]) -> Any:
    """Random entries for the free tensors of symbolic answers, others than those of the witness; None without any."""
    terms = [term for one in claims if one.term is not None for term in checks.in_play(one)]
    return points.draw(terms, seeds.stream(seed, slug, 1, "check")) if terms else None


def _derivation(solved: Any) -> Any:
    return solved.answer.value if solved.answer.kind == "proof" else solved.derivation


def differ(found: Any, exact: Any) -> bool:
    """Whether two nested numbers differ by more than rounding in float64."""
    seen = found.detach().tolist() if hasattr(found, "detach") else found
    pairs = zip(rounding.flat(seen), rounding.flat(exact), strict=True)
    return any(abs(a - b) > Fraction(NEAR) * (1 + abs(b)) for a, b in pairs)


@pytest.mark.parametrize(("slug", "case"), CASES, ids=["-".join(pair) for pair in CASES])
def test_autograd_finds_every_answer(slug: str, case: str) -> None:
    for seed in SEEDS:
        found = drawn(slug, case, seed)
        claims = claims_of(found)
        here = points_of(slug, seed, claims.values())
        at = {} if here is None else here.arrays(np)
        for label, value in MACHINES[slug](found.params, at).items():
            if claims[label].term is None:
                exact = found.solved[label].answer.value
                assert not differ(value, exact), (label, seed, value, exact)
            else:
                ours = points.value(claims[label].term, here, np)
                assert np.allclose(value.detach().numpy(), ours, rtol=NEAR, atol=NEAR), (label, seed)


# -- the machine is a check that can fail ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "label"), [("cross_entropy_gradient", "b"), ("dead_relu", "d"), ("mse_elements", "c")]
)
def test_a_wrong_gradient_is_told_from_that_of_autograd(slug: str, label: str) -> None:
    entry = catalogue.find(slug)
    family = catalogue.load_family(entry)
    found = drawn(slug, family.cases[0], 1)
    right = MACHINES[slug](found.params, {})[label]
    assert not differ(right, found.solved[label].answer.value)
    wrong = [m.wrong(found.params) for m in family.mistakes if m.label == label]
    assert wrong
    assert all(differ(right, value) for value in wrong if value is not None)


def test_a_wrong_activation_is_told_from_that_of_autograd() -> None:
    x = torch.linspace(-2.5, 2.5, 7, dtype=torch.float64, requires_grad=True)
    sigmoid = 1 / (1 + torch.exp(-x))
    assert differ(gradients(sigmoid.sum(), x)[0], (sigmoid * (1 + sigmoid)).tolist())
    assert not differ(gradients(sigmoid.sum(), x)[0], (sigmoid * (1 - sigmoid)).tolist())


def test_every_family_that_asks_for_a_derivative_has_its_machine() -> None:
    """A family that asks for a derivative or gradient needs a function here, written from the words of its prompt."""
    asks = re.compile(r"gradient|derivative|derive|\\partial|slope", re.IGNORECASE)
    for entry in catalogue.entries():
        words = catalogue.prompt_file(entry).read_text(encoding="utf-8")
        asked = "\n".join(re.findall(r"<% block part_. %>(.*?)<% endblock %>", words, re.DOTALL))
        excused = NO_MACHINE.get(entry.slug, "").strip()
        assert entry.slug in MACHINES or excused or not asks.search(asked), entry.slug


def test_what_has_no_machine_is_there_and_says_why() -> None:
    slugs = {entry.slug for entry in catalogue.entries()}
    assert set(NO_MACHINE) <= slugs - set(MACHINES)
    assert all(len(reason.split()) > 3 for reason in NO_MACHINE.values())
