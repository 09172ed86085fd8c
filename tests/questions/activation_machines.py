"""What PyTorch finds for questions on activations, from the words of their prompts; see test_second_machine."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

from questions.model import Params

torch: Any = importlib.import_module("torch")
functional: Any = importlib.import_module("torch.nn.functional")
Part = Mapping[str, Any]


def tensor(values: Any) -> Any:
    """Numbers or texts, nested or not, in float64, to be differentiated."""
    return torch.tensor(floats(values), dtype=torch.float64, requires_grad=True)


def floats(values: Any) -> Any:
    if hasattr(values, "tolist"):
        values = values.tolist()
    return [floats(value) for value in values] if isinstance(values, list | tuple) else float(values)


def gradients(output: Any, *inputs: Any) -> list[Any]:
    return list(torch.autograd.grad(output, inputs, retain_graph=True))


def slopes(f: Callable[[Any], Any], x: Any) -> Any:
    """The derivative of f, point by point."""
    x = tensor(x)
    return gradients(f(x).sum(), x)[0]


def root(falls: Callable[[float], bool], low: float, high: float) -> Any:
    """Where a condition that holds on the left and fails on the right changes: by bisection."""
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if falls(middle) else (low, middle)
    return torch.tensor(low, dtype=torch.float64)


SQUASHING: Mapping[str, Callable[[Any], Any]] = {"sigmoid": torch.sigmoid, "tanh": torch.tanh}


# -- slopes ------------------------------------------------------------------------------------------------


def max_form(params: Params, _at: Mapping[str, Any]) -> Part:
    def f(x: Any) -> Any:
        return torch.maximum(float(params["alpha"]) * x, x)

    return {"a": f(tensor(params["x"])), "b": slopes(f, [-2.0, 2.0])}


def prelu(params: Params, at: Mapping[str, Any]) -> Part:
    """The unit of the framework, with its slope as a parameter; for part (a), one at every drawn point."""
    drawn, each = tensor(at["x"]), tensor([0.3] * len(at["x"]))
    proved = torch.where(drawn > 0, drawn, each * drawn)
    x, a = tensor(params["x"]), tensor([params["a"]])
    output = functional.prelu(x.reshape(-1, 1), a).flatten()
    by_a, by_x = gradients((tensor(params["g"]) * output).sum(), a, x)
    return {"a": gradients(proved.sum(), each)[0], "b": output, "c": by_a[0], "d": by_x}


def saturation(params: Params, _at: Mapping[str, Any]) -> Part:
    def f(z: Any) -> Any:
        if params["activation"] == "elu":
            return functional.elu(z, float(params["alpha"]))
        return SQUASHING[params["activation"]](z)

    side, n = 1 if params["z"] > 0 else -1, 1
    while slopes(f, side * n) >= 10.0 ** -params["m"]:
        n += 1
    return {"a": slopes(f, params["z"]), "b": n}


def comparison(params: Params, _at: Mapping[str, Any]) -> Part:
    def ahead(z: float) -> bool:
        return bool(slopes(torch.tanh, z) > float(params["m"]) * slopes(torch.sigmoid, z))

    both = [slopes(f, params["z"]) for f in (torch.sigmoid, torch.tanh)]
    return {"a": torch.stack(both), "b": root(ahead, 0.0, 10.0)}


def kink(params: Params, _at: Mapping[str, Any]) -> Part:
    """Straight on either side: the one-sided derivatives are those a little beside the kink."""
    left, right, at, level = (float(params[name]) for name in ("left", "right", "kink", "level"))

    def f(x: Any) -> Any:
        return torch.maximum(right * (x - at), left * (x - at)) + level

    program = torch.where(tensor(params["points"]) > at, tensor(right), tensor(left))
    return {"a": slopes(f, [at - 0.01, at + 0.01]), "c": program}


def perceptron(params: Params, _at: Mapping[str, Any]) -> Part:
    w, x, b = tensor(params["w"]), tensor(params["inputs"]), tensor(params["b"])
    a = x @ w + b
    by_w = [gradients(f(a[0]), w)[0][0] for f in (torch.sign, torch.tanh)]
    return {"a": torch.sign(a), "b": torch.stack(by_w)}


# -- units and chains --------------------------------------------------------------------------------------


def dying(params: Params, _at: Mapping[str, Any]) -> Part:
    def unit(w: Any, b: Any) -> Any:
        return torch.relu(w * x + b)

    x, w, b = (tensor(params[name]) for name in ("x", "w", "b"))
    silent = root(lambda bias: bool((unit(w, bias) == 0).all()), -100.0, 100.0)
    return {"a": torch.stack(gradients(unit(w, b).sum(), w, b)), "b": silent}


def signs(params: Params, at: Mapping[str, Any]) -> Part:
    """A loss with the derivative delta by the pre-activation, for some deltas of either sign."""

    def gradient(delta: float) -> Any:
        return gradients(delta * (w @ x), w)[0]

    g, b, drawn_w, drawn_x = (tensor(at[name]) for name in "gbwx")
    proved = gradients(g * torch.sigmoid(drawn_w @ drawn_x + b), drawn_w)[0]
    w, x = tensor(params["w"]), tensor(params["h"])
    patterns = {tuple(torch.sign(gradient(delta)).tolist()) for delta in (-3.0, -0.2, 0.1, 2.0)}
    return {
        "a": proved,
        "b": w - float(params["eta"]) * gradient(float(params["delta"])),
        "c": len(set(product((-1.0, 1.0), repeat=len(x))) - patterns),
    }


def switched_off(params: Params, _at: Mapping[str, Any]) -> Part:
    def by_first(f: Callable[[Any], Any]) -> Any:
        prediction = float(params["w2"]) * f(w1 * float(params["x"]))
        return gradients((prediction - float(params["y"])) ** 2 / 2, w1)[0]

    w1 = tensor(params["w1"])
    leaky = by_first(lambda z: functional.leaky_relu(z, float(params["alpha"])))
    return {"a": torch.stack([by_first(torch.relu), leaky]), "b": w1 - float(params["eta"]) * leaky}


def relu_chain(params: Params, _at: Mapping[str, Any]) -> Part:
    """For part (c) two units with weights of either sign, all of them in turn, where now one, now the other is on."""
    x = tensor(params["x"])
    h = x
    for weight in floats(params["weights"]):
        h = torch.maximum(torch.zeros_like(h), weight * h)
    c, g = float(params["c"]), torch.tensor([1.0, 3.0], dtype=torch.float64)
    squares = []
    for pattern in product((-1.0, 1.0), repeat=4):
        for switch in ([50.0, -50.0], [-50.0, 50.0]):
            below = tensor([0.4, 0.9])
            weights = (c / 2) ** 0.5 * tensor(pattern).reshape(2, 2)
            back = gradients(g @ torch.relu(weights @ below + tensor(switch)), below)[0]
            squares.append((back**2).mean())
    layer = torch.sqrt(torch.stack(squares).mean() / (g**2).mean())
    return {"a": h, "b": gradients(h, x)[0], "c": layer ** params["layers"]}


def slope_product(params: Params, _at: Mapping[str, Any]) -> Part:
    """The steepest of many points gives the bound; the biases of part (c) are such that its numbers turn out."""
    f, w = SQUASHING[params["activation"]], float(params["w"])
    steepest = w * slopes(f, [k / 64 for k in range(-640, 641)]).max()
    layers, bound = 0, tensor(1.0)
    while bound >= 10.0 ** -params["m"]:
        layers, bound = layers + 1, bound * steepest
    x = tensor(0.5)
    h = x
    for z in floats(params["z"]):
        h = f(w * h + (z - w * h).detach())
    return {"a": steepest ** params["layers"], "b": layers, "c": gradients(h, x)[0]}


# -- networks ----------------------------------------------------------------------------------------------


def wider(params: Params, _at: Mapping[str, Any]) -> Part:
    x, first, b1, second, b2 = (
        tensor(params[name]) for name in ("x", "first", "first_biases", "second", "second_biases")
    )
    before = second @ torch.relu(first @ x + b1) + b2
    k = params["place"] - 1
    first = torch.cat([first[:k], tensor([params["incoming"]]), first[k:]])
    b1 = torch.cat([b1[:k], tensor([params["bias"]]), b1[k:]])
    second = torch.cat([second[:, :k], torch.zeros(len(second), 1), second[:, k:]], dim=1)
    after = second @ torch.relu(first @ x + b1) + b2
    return {"a": before, "b": after, "c": functional.cross_entropy(after, torch.tensor(params["label"] - 1))}


def pieces(params: Params, _at: Mapping[str, Any]) -> Part:
    """The network of part (c): one unit that is on everywhere, and one for each kink, fitted at the ends."""
    units = params["units"]
    layers = [torch.nn.Linear(1, units), torch.nn.Linear(units, 1)]
    ends = torch.linspace(-1, 1, units + 1, dtype=torch.float64)

    def hidden(x: Any) -> Any:
        ramps = torch.relu(x.reshape(-1, 1) - ends[:-1])  # the one at the left end makes the slope there
        return torch.cat([ramps, torch.ones(len(x), 1)], dim=1)

    output = torch.linalg.solve(hidden(ends), ends**2)
    x = torch.linspace(-1, 1, 64 * units + 1, dtype=torch.float64)
    return {
        "a": sum(p.numel() for layer in layers for p in layer.parameters()),
        "c": (hidden(x) @ output - x**2).abs().max(),
    }


def clipped(params: Params, _at: Mapping[str, Any]) -> Part:
    z, y, eps = tensor(params["logit"]), float(params["label"]), 10.0 ** -params["exponent"]
    p = torch.sigmoid(z)
    bounded = -y * torch.log(p.clamp(min=eps)) - (1 - y) * torch.log((1 - p).clamp(min=eps))
    direct = functional.binary_cross_entropy_with_logits(z, torch.tensor(y, dtype=torch.float64))
    by_z = torch.stack([gradients(loss, z)[0] for loss in (bounded, direct)])
    return {"a": bounded, "b": direct, "c": by_z}


MACHINES: Mapping[str, Callable[[Params, Mapping[str, Any]], Part]] = {
    "clipped_loss": clipped,
    "dying_relu": dying,
    "extra_hidden_unit": wider,
    "gradient_signs": signs,
    "leaky_relu_slope": max_form,
    "leaky_unit": switched_off,
    "perceptron_sign": perceptron,
    "prelu_gradient": prelu,
    "relu_depth": relu_chain,
    "relu_units": pieces,
    "saturation": saturation,
    "slope_comparison": comparison,
    "slope_product": slope_product,
    "subdifferential": kink,
}
NO_MACHINE: Mapping[str, str] = {
    "activation_properties": "Its answers are ticks: statements on slopes are judged, and none is computed.",
    "match_activation_derivatives": "Its answer is a pairing; the formulas are given, and its witness differentiates.",
    "match_loss_gradients": "Its answer is a pairing; the formulas are given, and its witness differentiates.",
    "why_it_diverges": "It asks for a learning rate and for judgements, and for no gradient.",
    "number_of_examples": "It asks how many gradients are computed, and for none of them.",
}
