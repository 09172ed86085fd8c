"""What PyTorch finds for questions on backpropagation, from the words of their prompts; see test_second_machine."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from questions.model import Params

torch: Any = importlib.import_module("torch")
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


def any_function(u: Any) -> Any:
    """The stand-in for a function of which nothing is known."""
    return torch.sin(u) + 3 * u**2 / 10


ACTIVATIONS: Mapping[str, Callable[[Any], Any]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda u: torch.nn.functional.leaky_relu(u, 0.1),
}
INVERSES: Mapping[str, Callable[[Any], Any]] = {
    "sigmoid": torch.logit,
    "tanh": torch.atanh,
    "relu": lambda h: torch.where(h > 0, h, -1.0),
    "leaky_relu": lambda h: torch.where(h > 0, h, 10 * h),
}


# -- graphs ------------------------------------------------------------------------------------------------


def gate(params: Params, at: Mapping[str, Any]) -> Part:
    gates: Mapping[str, Callable[..., Any]] = {
        "add": lambda x, y: x + y,
        "multiply": lambda x, y: x * y,
        "max": torch.maximum,
        "square": lambda x, y: x**2 * y,
        "sigmoid": lambda x, _y: torch.sigmoid(x),
    }
    name, g = params["gate"], tensor(at["g"])
    x, y = tensor(at.get("x", 0 * at["g"] + 0.7)), tensor(at.get("y", 0 * at["g"] - 1.3))
    proved = g * x.max() if name == "max" else (g * gates[name](x, y)).sum()
    inputs = [tensor(value) for value in params["inputs"]]
    output = float(params["upstream"]) * gates[name](*inputs, *[None] * (2 - len(inputs)))
    found = gradients(output, *inputs)
    return {"a": gradients(proved, x)[0], "b": found[0] if name == "sigmoid" else torch.stack(found)}


def operation(kind: str, u: Any, v: Any) -> Any:
    if kind == "+":
        return u + v
    if kind == "*":
        return u * v
    return torch.maximum(u, v) if kind == "max" else torch.sigmoid(u)


def graph(params: Params, _at: Mapping[str, Any]) -> Part:
    inputs = {name: tensor(v) for name, v in zip(params["names"], params["inputs"], strict=True)}
    nodes, last = dict(inputs), ""
    for last, kind, left, right in params["nodes"]:
        nodes[last] = operation(kind, nodes[left], nodes.get(right))
    return {"a": nodes[last], "b": torch.stack(gradients(nodes[last], *inputs.values()))}


def norm(params: Params, _at: Mapping[str, Any]) -> Part:
    w, x = tensor(params["matrix"]), tensor(params["x"])
    q = w @ x
    by_q, by_x, by_w = gradients((q**2).sum(), q, x, w)
    return {"c": by_q, "d": by_x, "e": by_w}


def calls(params: Params, _at: Mapping[str, Any]) -> Part:
    """Modules with hooks: the numbers that are noted on the way back are those of the framework."""
    noted: list[int] = []
    modules = [torch.nn.Linear(1, 1, bias=False).double() for _ in params["weights"]]
    for k, (module, weight) in enumerate(zip(modules, params["weights"], strict=True)):
        module.weight.data.fill_(float(weight))
        module.register_full_backward_hook(lambda *_, k=k: noted.append(k))
    h = tensor([[params["x"]]])
    for k in params["order"]:
        h = modules[k](h)
    ((h - float(params["y"])) ** 2 / 2).sum().backward()
    return {"b": noted, "c": [module.weight.grad.item() for module in modules]}


def products(params: Params, _at: Mapping[str, Any]) -> Part:
    """The calls themselves, on the code of the prompt."""
    source = f"lambda x: torch.stack([{', '.join(params['components'])}])"
    function = eval(source, {"torch": torch})  # the code is what the prompt prints
    x, v, u = (tensor(params[name]).detach() for name in ("x", "v", "u"))
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # of what torch.func imports, not of what is called here
        return {"a": torch.func.jvp(function, (x,), (v,))[1], "b": torch.func.vjp(function, x)[1](u)[0]}


# -- small networks ----------------------------------------------------------------------------------------


def neuron(params: Params, at: Mapping[str, Any]) -> Part:
    w, x, b, g = (tensor(at[name]) for name in ("w", "x", "b", "g"))
    proved = gradients(g * torch.sigmoid(b + w @ x), w)[0]
    weights, inputs = tensor(params["weights"]), tensor(params["inputs"])
    f = torch.sigmoid(weights[0] + weights[1:] @ inputs)
    by_weights, by_inputs = gradients(float(params["upstream"]) * f, weights, inputs)
    return {"a": proved, "b": f, "c": by_weights, "d": by_inputs}


def two_weights(params: Params, at: Mapping[str, Any]) -> Part:
    v, w, x, y = (tensor(at[name]) for name in ("v", "w", "x", "y"))
    proved = gradients(((v * any_function(w * x) - y) ** 2 / 2).sum(), w)[0]
    inner, outer = tensor(params["w"]), tensor(params["v"])
    output = outer * ACTIVATIONS[params["activation"]](inner * float(params["x"]))
    loss = (output - float(params["y"])) ** 2 / 2
    return {"a": proved, "b": loss, "c": torch.stack(gradients(loss, inner, outer))}


def layer(params: Params, at: Mapping[str, Any]) -> Part:
    v, w, x, y = (tensor(at[name]) for name in ("v", "w", "x", "y"))
    proved = gradients((v @ any_function(w * x) - y) ** 2 / 2, w)[0]
    f, h = ACTIVATIONS[params["activation"]], tensor(params["hidden"])
    a = INVERSES[params["activation"]](h).detach().requires_grad_()
    x0, outer = float(params["x"]), tensor(params["weights"])
    inner = (a / x0).detach().requires_grad_()
    loss = (outer @ f(inner * x0) - float(params["y"])) ** 2 / 2
    by_outer, by_inner = gradients(loss, outer, inner)
    return {"a": proved, "b": gradients(f(a).sum(), a)[0], "c": by_outer, "d": by_inner}


def cached(params: Params, at: Mapping[str, Any]) -> Part:
    f, x, a = ACTIVATIONS[params["activation"]], tensor(at["x"]), tensor(params["a"])
    return {"a": gradients(f(x).sum(), x)[0], "b": torch.stack([f(a), gradients(f(a), a)[0]])}


def chain(params: Params, at: Mapping[str, Any]) -> Part:
    w, x, g = tensor(at["w_1"]), tensor(at["x"]), tensor(at["g"])
    h = any_function(w * x + tensor(at["b_1"]))
    for name in "23":
        h = any_function(tensor(at[f"w_{name}"]) * h + tensor(at[f"b_{name}"]))
    weights, hidden = tensor(params["weights"]), tensor([params["x"], *params["hidden"]])
    inverse = INVERSES[params["activation"]]
    biases = (inverse(hidden[1:]) - weights * hidden[:-1]).detach().requires_grad_()
    value = hidden[0].detach()
    for k in range(len(weights)):
        value = ACTIVATIONS[params["activation"]](weights[k] * value + biases[k])
    by_biases, by_weights = gradients(float(params["upstream"]) * value, biases, weights)
    return {"a": gradients((g * h).sum(), w)[0], "b": by_biases, "c": by_weights}


def depth(params: Params, _at: Mapping[str, Any]) -> Part:
    """The derivative of the output of the chain by its input, with biases that keep every pre-activation at 0."""
    w, start = float(params["w"]), tensor(0.5)
    h = start
    for _ in range(params["layers"]):
        h = torch.sigmoid(w * h - w * h.detach()) if params["kind"] == "vanishing" else w * h
    return {"b": gradients(h, start)[0]}


def perceptron(params: Params, _at: Mapping[str, Any]) -> Part:
    """The cross-entropy of the framework, at logits and pre-activations that give the cached values."""
    f, inverse = ACTIVATIONS[params["activation"]], INVERSES[params["activation"]]
    hidden, x, v = (tensor(params[name]) for name in ("hidden", "inputs", "output_weights"))
    w = torch.zeros((hidden.shape[1], x.shape[1]), dtype=torch.float64, requires_grad=True)
    b, c = (torch.zeros(n, dtype=torch.float64, requires_grad=True) for n in (len(w), len(v)))
    a = inverse(hidden).detach() + x @ w.T + b
    a.retain_grad()
    shift = (torch.log(tensor(params["probabilities"])) - hidden @ v.T).detach()
    logits = f(a) @ v.T + c + shift
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(params["labels"]) - 1)
    by_v, by_c, by_a, by_w, by_b = gradients(loss, v, c, a, w, b)
    return {"a": by_v, "b": by_c, "c": by_a[0] if len(by_a) == 1 else by_a, "d": by_w, "e": by_b}


def saturated(params: Params, _at: Mapping[str, Any]) -> Part:
    w, u, v = (tensor(params[name]) for name in ("w", "inner", "outer"))
    output = v @ ACTIVATIONS[params["activation"]](u * (w * float(params["x"])))
    by_w, by_u, by_v = gradients(output, w, u, v)
    return {"a": by_w, "b": by_v, "c": by_u}


def zero(params: Params, _at: Mapping[str, Any]) -> Part:
    x, v, w = tensor(params["x"]), tensor(params["outer"]), torch.zeros(len(params["x"]), dtype=torch.float64)
    w.requires_grad_()
    b = INVERSES[params["activation"]](tensor(params["hidden"])).detach().requires_grad_()
    output = v * ACTIVATIONS[params["activation"]](w @ x + b)
    by_v, by_w, by_b = gradients(float(params["upstream"]) * output, v, w, b)
    return {"a": by_v, "b": torch.cat([by_w, by_b.reshape(1)])}


def output_layer(params: Params, _at: Mapping[str, Any]) -> Part:
    """The losses of the framework that take pre-activations."""
    functional = torch.nn.functional
    o, y = tensor(params["outputs"]), tensor(params["targets"]).detach()
    if params["task"] == "regression":
        a = o
        return {"c": gradients(functional.mse_loss(a, y, reduction="sum") / 2, a)[0][0]}
    if params["task"] == "binary":
        a = torch.logit(o).detach().requires_grad_()
        loss = functional.binary_cross_entropy_with_logits(a, y, reduction="sum")
        return {"b": gradients(torch.sigmoid(a)[0], a)[0][0], "c": gradients(loss, a)[0][0]}
    a = torch.log(o).detach().requires_grad_()
    return {
        "b": gradients(torch.softmax(a, 0)[0], a)[0][0],
        "c": gradients(functional.cross_entropy(a, y, reduction="sum"), a)[0],
    }


def recurrent(params: Params, _at: Mapping[str, Any]) -> Part:
    states, w = tensor(params["states"]).detach(), tensor(params["weight"])
    outside = (torch.atanh(states[1:]) - float(params["weight"]) * states[:-1]).requires_grad_()
    h = states[0]
    for value in outside:
        h = torch.tanh(w * h + value)
    by_steps, by_w = gradients(float(params["upstream"]) * h, outside, w)
    return {"a": by_steps, "b": by_w}


def without_parameters(params: Params, _at: Mapping[str, Any]) -> Part:
    functions = {
        "relu": torch.relu, "abs": torch.abs, "hard_tanh": torch.nn.functional.hardtanh, "sign": torch.sign,
        "round": torch.round,
    }  # fmt: skip
    x, g = tensor(params["inputs"]), tensor(params["upstream"]).detach()
    return {"a": gradients((g * functions[params["function"]](x)).sum(), x)[0]}


# -- counts ------------------------------------------------------------------------------------------------


def passes(params: Params, _at: Mapping[str, Any]) -> Part:
    sizes = params["sizes"]
    layers = [torch.nn.Linear(a, b) for a, b in pairwise(sizes)]
    return {"a": sum(p.numel() for each in layers for p in each.parameters())}


def paths(params: Params, _at: Mapping[str, Any]) -> Part:
    """With weights of 1 and linear units, each path contributes 1 to the derivative by a unit of the first layer."""
    first = torch.zeros(params["width"], dtype=torch.float64, requires_grad=True)
    h = first
    for _ in range(params["layers"] - 1):
        h = torch.ones((params["width"],) * 2, dtype=torch.float64) @ h
    return {"c": gradients(h.sum(), first)[0][0]}


MACHINES: Mapping[str, Callable[[Params, Mapping[str, Any]], Part]] = {
    "autodiff_passes": passes,
    "backprop_cost": paths,
    "backward_order": calls,
    "cached_values": cached,
    "expression_graph": graph,
    "gate_gradients": gate,
    "gradient_through_depth": depth,
    "hidden_layer": layer,
    "jvp_and_vjp": products,
    "layer_chain": chain,
    "mlp_gradients": perceptron,
    "output_activation": output_layer,
    "saturated_units": saturated,
    "scalar_network": two_weights,
    "sigmoid_neuron": neuron,
    "squared_norm_graph": norm,
    "trainable_layers": without_parameters,
    "unit_that_stays_dead": zero,
    "unrolled_network": recurrent,
}
