"""What PyTorch finds for questions on optimisation and regression; see test_second_machine.

Everything is written from the words of the prompts.
"""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable, Mapping
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


def fixed(values: Any) -> Any:
    """The same numbers, not to be differentiated."""
    return tensor(values).detach()


def slope(loss: Callable[[Any], Any], w: Any) -> Any:
    """The gradient of a loss at a place."""
    here = tensor(w)
    return torch.autograd.grad(loss(here), here)[0]


def curvature(loss: Callable[[Any], Any], w: Any) -> Any:
    return torch.autograd.functional.hessian(loss, tensor(w))


def lowest(loss: Callable[[Any], Any], start: Any) -> Any:
    """The minimum of a parabola on which the start lies, by a step of Newton's method."""
    w = tensor(start)
    size = w.numel()
    step = torch.linalg.solve(curvature(loss, w).reshape(size, size), slope(loss, w).reshape(size))
    return (w - step.reshape(w.shape)).detach()


def trained(optimiser: Callable[..., Any], loss: Callable[[Any], Any], w: Any, steps: int = 1) -> Any:
    """The weights after some steps of an optimiser of the framework."""
    w = tensor(w)
    run = optimiser([w])
    for _ in range(steps):
        run.zero_grad()
        loss(w).backward()
        run.step()
    return w.detach()


def sgd(params: Params, name: str = "rate", **more: float) -> Callable[..., Any]:
    """The optimiser of the framework with the learning rate of the prompt."""
    return lambda weights: torch.optim.SGD(weights, lr=float(params[name]), **more)


# -- steps -------------------------------------------------------------------------------------------------


def adam(params: Params, _at: Mapping[str, Any]) -> Part:
    """The weights begin at 0, so where they are after the step is the change; the loss is linear."""
    g, rate, scale = fixed(params["gradient"]), float(params["rate"]), float(params["scale"])

    def optimiser(weights: Any) -> Any:
        return torch.optim.Adam(weights, lr=rate, betas=(0.9, 0.999), eps=1e-8)

    def loss(w: Any) -> Any:
        return g @ w

    found = slope(loss, 0 * g)[0]
    m, v = (1 - 0.9) * found, (1 - 0.999) * found**2
    return {
        "a": trained(sgd(params), loss, 0 * g),
        "b": trained(optimiser, loss, 0 * g),
        "c": trained(optimiser, lambda w: scale * loss(w), 0 * g),
        "d": -rate * m / (torch.sqrt(v) + 1e-8),
    }


def decay(params: Params, _at: Mapping[str, Any]) -> Part:
    """The factor is how the new weight changes with the old one while the gradient of the data loss stays."""
    w, data, rate, strength = (tensor(params[name]) for name in ("weights", "gradient", "rate", "strength"))

    def penalty(w: Any) -> Any:
        return (strength / 2 if params["half"] else strength) * torch.linalg.vector_norm(w) ** 2

    (by_w,) = torch.autograd.grad(penalty(w), w, create_graph=True)
    moved = w - rate * (data + by_w)
    return {"a": by_w, "b": torch.autograd.grad(moved[0], w)[0][0], "c": moved}


def clipping(params: Params, _at: Mapping[str, Any]) -> Part:
    """The clipping by value is that of the framework; that by norm adds 1e-6 there, which the prompt does not."""
    g, value = fixed(params["gradient"]), tensor(params["gradient"])
    value.grad = g.clone()
    torch.nn.utils.clip_grad_value_([value], float(params["value"]))
    norm = torch.linalg.vector_norm(g)
    return {
        "a": norm,
        "b": functional.normalize(g, dim=0) * torch.clamp(norm, max=float(params["norm"])),
        "c": value.grad,
        "d": functional.cosine_similarity(g, value.grad, dim=0),
    }


def step(params: Params, _at: Mapping[str, Any]) -> Part:
    x, y, w = fixed(params["inputs"]), fixed(params["targets"]), params["weight"]
    chosen = torch.tensor(params["batch"]) - 1

    def losses(w: Any) -> Any:
        return (w * x - y) ** 2

    def loss(w: Any) -> Any:
        return losses(w)[chosen].sum()

    return {
        "b": torch.autograd.functional.jacobian(losses, tensor(w)),
        "c": slope(loss, w),
        "d": trained(sgd(params), loss, w),
    }


def loop(params: Params, _at: Mapping[str, Any]) -> Part:
    """The lines of the prompt, run in the framework, with and without zeroing."""
    data = list(zip(fixed(params["inputs"]), fixed(params["targets"]), strict=True))

    def run(zeroing: bool) -> tuple[list[float], float]:
        w = tensor(params["weight"])
        optimiser, seen = sgd(params)([w]), []
        for x, y in data:
            loss = (w * x - y) ** 2
            loss.backward()
            optimiser.step()
            seen.append(w.item())
            last = w.grad.item()
            if zeroing:
                optimiser.zero_grad()
        return seen, last

    forgotten, stored = run(zeroing=False)
    return {"b": run(zeroing=True)[0], "c": stored, "d": forgotten[-1]}


def perceptron(params: Params, _at: Mapping[str, Any]) -> Part:
    w, x, label = fixed(params["w"]), fixed(params["x"]), params["label"]
    target = fixed(1 if label == 1 else 0)

    def likelihood(w: Any) -> Any:
        return functional.binary_cross_entropy_with_logits(w @ x, target)

    wrong = torch.sign(w @ x) != label
    return {"a": w + label * x * wrong, "b": trained(sgd(params, "eta"), likelihood, w)}


# -- where the gradient is 0 -------------------------------------------------------------------------------


def closed(params: Params, _at: Mapping[str, Any]) -> Part:
    x, t, strength = (fixed(params[name]) for name in ("inputs", "targets", "strength"))

    def squares(w: Any) -> Any:
        return ((w * x - t) ** 2).sum()

    def cross_entropy(w: Any) -> Any:
        return functional.binary_cross_entropy_with_logits(w * x, t, reduction="sum")

    return {
        "a": lowest(squares, 0),
        "b": lowest(lambda w: squares(w) + strength * w**2, 0),
        "c": trained(sgd(params), cross_entropy, 0),
    }


def dead(params: Params, _at: Mapping[str, Any]) -> Part:
    x, y, w2 = (fixed(params[name]) for name in ("inputs", "targets", "w2"))

    def loss(w1: Any) -> Any:
        return functional.mse_loss(torch.relu(w2 * torch.relu(w1 * x)), y)

    best = lowest(loss, -float(params["w1"]))
    run = sgd(params, weight_decay=float(params["decay"]))
    return {"b": best, "c": loss(best), "e": trained(run, loss, params["w1"], params["steps"])}


def double_well(params: Params, _at: Mapping[str, Any]) -> Part:
    tilt, start, rates = float(params["tilt"]), params["start"], sorted(params["rates"], key=float)

    def loss(w: Any) -> Any:
        return (w**2 - 1) ** 2 + tilt * w

    ends = [trained(sgd({"rate": rate}), loss, start) for rate in (rates[0], rates[-1])]
    return {"a": slope(loss, start), "b": torch.stack(ends)}


def quartic(params: Params, _at: Mapping[str, Any]) -> Part:
    """The zeros of the derivative are closed in between places of a grid; no zero lies beyond it."""
    width, tilt = float(params["width"]), float(params["tilt"])

    def loss(w: Any) -> Any:
        return (w**2 - width) ** 2 + tilt * w

    def slopes(w: Any) -> Any:
        return slope(lambda w: loss(w).sum(), w)

    grid = torch.linspace(-5, 5, 20002, dtype=torch.float64)
    signs = torch.sign(slopes(grid))
    turns = torch.nonzero(signs[1:] != signs[:-1]).flatten()
    low, high, rising = grid[turns], grid[turns + 1], signs[turns + 1]
    for _ in range(60):
        middle = (low + high) / 2
        beyond = torch.sign(slopes(middle)) == rising
        low, high = torch.where(beyond, low, middle), torch.where(beyond, middle, high)
    minima = low[rising > 0]
    best = minima[torch.argmin(loss(minima))]
    deepest = int((loss(minima) < loss(best) + 1e-9).sum())
    return {"a": [len(turns), len(minima), deepest], "b": best, "c": loss(best)}


def threshold(params: Params, _at: Mapping[str, Any]) -> Part:
    """A step multiplies the distance by its Jacobian: at worst, in the long run, by the largest eigenvalue."""
    hessian, start = fixed(params["hessian"]), fixed([0.3, -0.7])

    def loss(w: Any) -> Any:
        return w @ hessian @ w / 2

    found = curvature(loss, start)

    def factor(rate: float) -> float:
        each = torch.eye(2, dtype=torch.float64) - rate * found
        return float(torch.linalg.eigvalsh(each).abs().max())

    low, high = 0.0, 1.0
    for _ in range(200):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, right) if factor(left) < factor(right) else (left, high)
    best, limit = (low + high) / 2, 1.0
    below = best
    for _ in range(100):
        middle = (below + limit) / 2
        below, limit = (middle, limit) if factor(middle) < 1 else (below, middle)
    return {"a": torch.linalg.eigvalsh(found), "b": below, "c": best, "d": factor(best)}


def least_squares(params: Params, at: Mapping[str, Any]) -> Part:
    """Half the sum of the squares has the matrix of the equations as its curvature."""
    x, t = fixed(at["X"]), fixed(at["t"])
    inputs, y = fixed(params["x"]), fixed(params["y"])

    def squares(line: Any) -> Any:
        return ((line[0] + line[1] * inputs - y) ** 2).sum()

    left, right = curvature(squares, [0, 0]) / 2, -slope(squares, [0, 0]) / 2
    best = lowest(squares, [0, 0])
    return {
        "a": slope(lambda w: functional.mse_loss(x @ w, t), at["w"]),
        "b": torch.column_stack([left, right]),
        "c": best,
        "d": squares(best),
    }


def ridge(params: Params, at: Mapping[str, Any]) -> Part:
    """The gradient at 0 tells by what the equations are multiplied until X^T y is on the right."""
    x, t, strength = fixed(at["X"]), fixed(at["t"]), fixed(at["lambda"])
    rows, y, lam = fixed(params["X"]), fixed(params["y"]), float(params["lam"])

    def proved(w: Any) -> Any:
        return functional.mse_loss(x @ w, t) + strength * (w**2).sum()

    def loss(w: Any) -> Any:
        return functional.mse_loss(rows @ w, y, reduction=params["reduction"]) + lam * (w**2).sum()

    zero = torch.zeros(rows.shape[1], dtype=torch.float64)
    times = torch.linalg.vector_norm(rows.T @ y) / torch.linalg.vector_norm(slope(loss, zero))
    return {"a": slope(proved, at["w"]), "b": times * curvature(loss, zero), "c": lowest(loss, zero)}


# -- mini-batches ------------------------------------------------------------------------------------------


def mean(values: Any) -> Any:
    return torch.stack(list(values)).mean()


def estimate(params: Params, at: Mapping[str, Any]) -> Part:
    """Losses that are linear in the weight, with the given derivatives; every draw is made."""
    g, size, free = fixed(params["gradients"]), params["batch"], fixed(at["g"])
    everything, ones = range(len(g)), torch.ones(size, dtype=torch.float64)

    def of(batch: Any) -> Any:
        return slope(lambda w: (w * g[list(batch)]).sum(), 0)

    def scaled(k: int) -> Any:
        return slope(lambda w: len(free) * (w * free[k]), 0)

    moved = float(params["rate"]) * slope(lambda w: (w * ones).mean(), 0)
    return {
        "a": of(everything),
        "b": mean(of([k]) for k in everything),
        "c": mean(scaled(k) for k in range(len(free))),
        "d": mean(of(batch) for batch in itertools.combinations(everything, size)),
        "e": moved / slope(lambda w: (w * ones).sum(), 0),
    }


def variance(params: Params, at: Mapping[str, Any]) -> Part:
    def spread(values: Any, batches: Any) -> Any:
        return torch.var(torch.stack([values[list(batch)].mean() for batch in batches]), correction=0)

    g, size, free, sizes = fixed(params["gradients"]), params["batch"], fixed(at["g"]), at["sizes"]
    everything = range(len(g))
    return {
        "a": torch.var(g, correction=0),
        "b": spread(g, itertools.product(everything, repeat=size)),
        "c": spread(free, itertools.combinations(range(sizes["N"]), sizes["B"])),
        "d": spread(g, itertools.combinations(everything, size)),
    }


def updates(params: Params, _at: Mapping[str, Any]) -> Part:
    """The batches of the framework."""
    n, size, drop, epochs = (params[name] for name in ("examples", "batch", "drop_last", "epochs"))

    def batches(size: int, drop: bool) -> list[Any]:
        return list(torch.utils.data.BatchSampler(range(n), size, drop))

    epoch = batches(size, drop)
    left = n - sum(len(batch) for batch in batches(size, True))
    totals = [epochs * len(each) for each in (batches(n, drop), epoch, batches(1, drop))]
    return {"a": len(epoch), "b": left, "c": totals, "d": n / len(epoch[0])}


def outputs(params: Params, _at: Mapping[str, Any]) -> Part:
    predicted, target = tensor(params["outputs"]), fixed(params["targets"])
    loss = functional.mse_loss(predicted, target)
    return {"a": loss, "b": torch.autograd.grad(loss, predicted)[0]}


MACHINES: Mapping[str, Callable[[Params, Mapping[str, Any]], Part]] = {
    "adam_first_step": adam,
    "closed_form": closed,
    "dead_relu_training": dead,
    "double_well_descent": double_well,
    "gradient_clipping": clipping,
    "large_outputs_mse": outputs,
    "learning_rate_threshold": threshold,
    "least_squares_line": least_squares,
    "minibatch_gradient": estimate,
    "minibatch_variance": variance,
    "perceptron_step": perceptron,
    "quartic_minima": quartic,
    "ridge_regression": ridge,
    "sgd_step": step,
    "training_loop_order": loop,
    "updates_per_epoch": updates,
    "weight_decay_step": decay,
}
NO_MACHINE: Mapping[str, str] = {
    "batch_tradeoff": "It asks for counts of gradients and for standard deviations, and differentiates nothing.",
}
