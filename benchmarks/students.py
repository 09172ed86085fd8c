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
}
