"""Honest students, in plain Python: no NumPy, nothing of the solvers and witnesses.

A student who goes on from printed values reads them off the solution sheet: the answers of earlier parts and the
values on the way, as they stand there. Each function returns, per part, where such a student may arrive.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Seen = Mapping[str, Any]  # label or name -> the printed number or numbers, as floats
Found = Iterator[tuple[str, Any]]  # (part, what the student finds)

LETTERS = "ABCDEFGH"
SELU_ALPHA, SELU_LAMBDA = 1.6733, 1.0507


def softmax_nll(params: Any, seen: Seen) -> Found:
    logits = [float(z) for z in params["logits"]]
    true = LETTERS.index(params["label"])
    yield "c", -math.log(seen["a"][true])
    if "sum of the exponentials" in seen:
        total = seen["sum of the exponentials"]
        yield "a", [math.exp(z) / total for z in logits]
        yield "c", math.log(total) - logits[true]
        yield "c", -math.log(math.exp(logits[true]) / total)


def cross_entropy_gradient(params: Any, seen: Seen) -> Found:
    total = seen["sum of the exponentials"]
    shares = [math.exp(float(z)) / total for z in params["logits"]]
    targets = [float(y) for y in params["target"]]
    yield "a", shares
    yield "b", [s - y for s, y in zip(seen["a"], targets, strict=True)]
    yield "b", [s - y for s, y in zip(shares, targets, strict=True)]


def initial_loss(params: Any, seen: Seen) -> Found:
    examples = params["batch"] if params["reduction"] == "sum" else 1
    yield "b", -math.log(seen["a"]) * examples
    yield "b", math.log(1 / seen["a"]) * examples
    if "cross-entropy of one example" in seen:
        yield "b", seen["cross-entropy of one example"] * examples


def mse_elements(params: Any, seen: Seen) -> Found:
    difference = float(params["difference"])
    yield "b", seen["a"] * difference**2 / seen["a"]
    yield "c", 2 * difference / seen["a"]


def mlp_parameters(_params: Any, seen: Seen) -> Found:
    yield "b", sum(seen["a"])
    yield "b", sum(value for name, value in seen.items() if name.startswith("layer "))


def activation_derivative(params: Any, seen: Seen) -> Found:
    x, alpha = float(params["x"]), float(params["alpha"])
    for value, slope in _slopes(params["activation"], x, alpha, seen["b"][0], seen):
        yield "b", [value, slope]


def _slopes(name: str, x: float, alpha: float, f: float, seen: Seen) -> Iterator[tuple[float, float]]:
    """Value and slope, from the printed value f and from the other numbers that are printed."""
    if name == "sigmoid":
        yield f, f * (1 - f)
    elif name == "tanh":
        yield f, (1 + f) * (1 - f)
    elif name == "softplus":
        yield f, 1 - 1 / math.exp(f)
    elif name == "softsign":
        yield f, (1 - abs(f)) ** 2
        yield f, 1 / (1 + abs(x)) ** 2
    elif name == "elu":
        yield f, (f + alpha if x < 0 else 1.0)
    elif name == "selu":
        yield f, (f + SELU_LAMBDA * SELU_ALPHA if x < 0 else SELU_LAMBDA)
    elif name == "silu":
        s = seen["sigmoid of x"]
        yield x * s, s + x * s * (1 - s)
        yield f, f + s * (1 - f)
    elif name == "gelu":
        area, density = seen["Phi of x"], seen["phi of x"]
        yield x * area, area + x * density
        yield f, f / x + x * density
    elif name == "gelu_tanh":
        t = seen["tanh of u"]
        inner = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x * x)
        yield 0.5 * x * (1 + t), 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inner
    elif name == "mish":
        t, s = seen["tanh of u"], seen["sigmoid of x"]
        yield x * t, t + x * (1 - t * t) * s
        yield f, t + x * (1 - t * t) * s


def slope_comparison(_params: Any, seen: Seen) -> Found:
    half, whole = seen["cosh of z/2"], seen["cosh of z"]
    yield "a", [1 / (4 * half * half), 1 / (whole * whole)]
    yield "a", [1 / (2 * (whole + 1)), 1 / (whole * whole)]  # cosh z = 2 cosh(z/2)^2 - 1


def slope_product(params: Any, seen: Seen) -> Found:
    slopes = [seen[f"slope of layer {k}"] for k in range(1, len(params["z"]) + 1)]
    w = float(params["w"])
    yield "c", math.prod(slopes) * w ** len(slopes)
    yield "c", math.prod(w * slope for slope in slopes)


def neuron_output(params: Any, seen: Seen) -> Found:
    a, f = seen["a"]
    yield "b", f if params["label"] == 1 else 1 - f
    yield "b", 1 / (1 + math.exp(-a if params["label"] == 1 else a))


def gelu_value(params: Any, seen: Seen) -> Found:
    x, area = float(params["x"]), seen["Phi of x"]
    yield "a", x * area
    yield "b", seen["a"] - x
    yield "b", -x * (1 - area)


def smooth_relu(params: Any, seen: Seen) -> Found:
    yield "b", abs(seen["a"][1])
    yield "c", seen["b"] * float(params["beta"]) / float(params["tolerance"])


def gate_gradients(params: Any, seen: Seen) -> Found:
    if params["gate"] == "sigmoid":
        q = seen["output of the gate"]
        yield "b", float(params["upstream"]) * q * (1 - q)
        yield "b", float(params["upstream"]) * (q - q * q)


def expression_graph(params: Any, seen: Seen) -> Found:
    """Back through the graph by hand, with the printed output of the sigmoid at its end."""
    if params["nodes"][-1][1] == "sigmoid":
        f = seen["output"]
        yield "a", f
        values = dict(zip(params["names"], map(float, params["inputs"]), strict=True))
        for name, kind, left, right in params["nodes"][:-1]:
            u, v = values[left], values[right]
            values[name] = u + v if kind == "+" else u * v if kind == "*" else max(u, v)
        slopes = dict.fromkeys(values, 0.0)
        slopes[params["nodes"][-1][2]] = f * (1 - f)
        for name, kind, left, right in reversed(params["nodes"][:-1]):
            u, v = values[left], values[right]
            factors = {"+": (1, 1), "*": (v, u), "max": (u > v, v > u)}[kind]
            slopes[left] += slopes[name] * factors[0]
            slopes[right] += slopes[name] * factors[1]
        yield "b", [slopes[name] for name in params["names"]]


def sigmoid_neuron(params: Any, seen: Seen) -> Found:
    for f in (seen["output"], seen["b"]):
        common = float(params["upstream"]) * f * (1 - f)
        yield "c", [common, *(common * float(x) for x in params["inputs"])]
        yield "d", [common * float(w) for w in params["weights"][1:]]


def scalar_network(params: Any, seen: Seen) -> Found:
    if "hidden value" in seen:
        h, x, y, v = seen["hidden value"], *(float(params[name]) for name in "xyv")
        error = v * h - y
        slope = h * (1 - h) if params["activation"] == "sigmoid" else 1 - h * h
        yield "b", error * error / 2
        yield "c", [error * v * slope * x, error * h]


def cached_values(params: Any, seen: Seen) -> Found:
    h = seen["b"][0]
    if params["activation"] != "relu":
        yield "b", [h, h * (1 - h) if params["activation"] == "sigmoid" else (1 - h) * (1 + h)]


def layer_chain(params: Any, seen: Seen) -> Found:
    h = [float(value) for value in params["hidden"]]
    w, inputs, printed = [float(value) for value in params["weights"]], [float(params["x"]), *h], seen["b"]
    slope = {
        "sigmoid": lambda h: h * (1 - h),
        "tanh": lambda h: 1 - h * h,
        "leaky_relu": lambda h: 1 if h > 0 else 0.1,
    }
    s = [slope[params["activation"]](value) for value in h]
    last = float(params["upstream"]) * s[-1]
    yield "b", [*(printed[k + 1] * w[k + 1] * s[k] for k in range(len(w) - 1)), last]
    yield "c", [delta * value for delta, value in zip(printed, inputs, strict=False)]


def mlp_gradients(params: Any, seen: Seen) -> Found:
    rows = seen["c"] if isinstance(seen["c"][0], list) else [seen["c"]]
    pairs = list(zip(rows, params["inputs"], strict=True))
    units, width = range(len(rows[0])), range(len(params["inputs"][0]))
    yield "d", [[sum(row[u] * x[k] for row, x in pairs) for k in width] for u in units]
    yield "e", [sum(row[u] for row in rows) for u in units]


def saturated_units(params: Any, seen: Seen) -> Found:
    if params["activation"] == "sigmoid":
        w, x = float(params["w"]), float(params["x"])
        u, v = ([float(value) for value in params[name]] for name in ("inner", "outer"))
        h = [seen.get(f"value {k}", float(a * w * x > 0)) for k, a in enumerate(u, start=1)]
        yield "a", sum(b * value * (1 - value) * a * x for a, b, value in zip(u, v, h, strict=True))
        yield "b", h
        yield "c", [b * value * (1 - value) * w * x for b, value in zip(v, h, strict=True)]


def unrolled_network(params: Any, seen: Seen) -> Found:
    h, w, printed = [float(value) for value in params["states"]], float(params["weight"]), seen["a"]
    slopes = [1 - value * value for value in h[1:]]
    last = float(params["upstream"]) * slopes[-1]
    yield "a", [*(printed[t + 1] * w * slopes[t] for t in range(len(slopes) - 1)), last]
    yield "b", sum(delta * before for delta, before in zip(printed, h, strict=False))


STUDENTS: Mapping[str, Callable[[Any, Seen], Found]] = {
    "activation_derivative": activation_derivative,
    "gelu_value": gelu_value,
    "neuron_output": neuron_output,
    "slope_comparison": slope_comparison,
    "slope_product": slope_product,
    "smooth_relu": smooth_relu,
    "cross_entropy_gradient": cross_entropy_gradient,
    "initial_loss": initial_loss,
    "mlp_parameters": mlp_parameters,
    "mse_elements": mse_elements,
    "softmax_nll": softmax_nll,
    "cached_values": cached_values,
    "expression_graph": expression_graph,
    "gate_gradients": gate_gradients,
    "layer_chain": layer_chain,
    "mlp_gradients": mlp_gradients,
    "saturated_units": saturated_units,
    "scalar_network": scalar_network,
    "sigmoid_neuron": sigmoid_neuron,
    "unrolled_network": unrolled_network,
}
