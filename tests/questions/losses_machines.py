"""What PyTorch finds for questions on losses, from the words of their prompts; see test_second_machine."""

from __future__ import annotations

import importlib
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


def gradients(output: Any, *inputs: Any) -> list[Any]:
    return list(torch.autograd.grad(output, inputs, retain_graph=True))


def second(f: Callable[[Any], Any], x: Any) -> Any:
    """The second derivative of f, point by point."""
    (slope,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    return torch.autograd.grad(slope.sum(), x)[0]


def root(f: Callable[[Any], Any], low: float, high: float) -> Any:
    """Where f, of two signs at the ends, changes its sign: by bisection."""
    positive = f(tensor(low)) > 0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if (f(tensor(middle)) > 0) == positive else (low, middle)
    return torch.tensor((low + high) / 2, dtype=torch.float64)


# -- the losses, as the prompts write them -----------------------------------------------------------------


def binary(t: Any, p: Any) -> Any:
    return -(t * torch.log(p) + (1 - t) * torch.log(1 - p))


def categorical(y: Any, q: Any) -> Any:
    """Of one example; a 0 in the target takes its class out."""
    return -(y * torch.log(q)).sum()


def softmax(z: Any) -> Any:
    return torch.exp(z) / torch.exp(z).sum()


def one_hot(label: int, classes: int) -> Any:
    return functional.one_hot(torch.tensor(label - 1), classes).double()


# -- regression --------------------------------------------------------------------------------------------


def absolute_kink(params: Params, _at: Mapping[str, Any]) -> Part:
    """The slopes from the left and from the right are those a little beside the kink."""

    def loss(y: Any) -> Any:
        return functional.l1_loss(y, torch.zeros_like(y))

    r = tensor(params["residuals"])
    place = floats(params["residuals"]).index(0)
    beside = []
    for step in (-0.01, 0.01):
        moved = tensor(r.detach())
        with torch.no_grad():
            moved[place] += step
        beside.append(gradients(loss(moved), moved)[0][place])
    return {"a": torch.stack(beside), "c": gradients(loss(r), r)[0]}


def regression_losses(params: Params, _at: Mapping[str, Any]) -> Part:
    t, y = tensor(params["targets"]), tensor(params["predictions"])
    squared, absolute = functional.mse_loss(y, t), functional.l1_loss(y, t)
    return {"a": squared, "b": absolute, "c": gradients(squared, y)[0], "d": gradients(absolute, y)[0]}


def outlier_share(params: Params, _at: Mapping[str, Any]) -> Part:
    """The outlier comes last; what it contributes is what the loss loses without it."""

    def losses(r: Any) -> Any:
        return torch.stack([f(r, torch.zeros_like(r)) for f in (functional.mse_loss, functional.l1_loss)])

    def contributed(large: Any) -> Any:
        return losses(torch.cat([small, large])) - losses(torch.cat([small, 0 * large]))

    small, large = tensor([params["small"]] * params["count"]), tensor([params["large"]])
    whole = losses(torch.cat([small, large]))
    shares = contributed(large) / whole
    slopes = [gradients(loss, large)[0][0] for loss in whole]
    growth = contributed(float(params["factor"]) * large) / contributed(large)
    return {"a": shares[0], "b": shares[1], "c": growth, "d": torch.stack(slopes)}


def empirical_risk(params: Params, at: Mapping[str, Any]) -> Part:
    """A parabola in w: Newton's method is at its lowest point after one step."""

    def risk(w: Any, x: Any, y: Any) -> Any:
        return ((w * x - y) ** 2).sum()

    x, y, w = (tensor(params[name]) for name in ("inputs", "targets", "weight"))
    here = risk(w, x, y)
    slope = gradients(here, w)[0]
    return {
        "a": risk(*(tensor(at[name]) for name in "wxy")),
        "b": here,
        "c": w - slope / second(lambda w: risk(w, x, y), w),
        "d": slope,
    }


def gaussian(params: Params, at: Mapping[str, Any]) -> Part:
    """The normal distribution of the framework: the density itself is too small for float64 at some drawn points."""

    def minus_log(t: Any, y: Any, v: Any) -> Any:
        return -torch.distributions.Normal(y, torch.sqrt(v)).log_prob(t).sum()

    def slope(v: Any) -> Any:
        return gradients(minus_log(t, y, v), v)[0]

    t, y = tensor(params["targets"]), tensor(params["outputs"])
    best = root(slope, 0.05, 50.0)
    return {
        "a": minus_log(*(tensor(at[name]) for name in "tyv")),
        "b": minus_log(t, y, tensor(params["variance"])),
        "c": best,
        "d": minus_log(t, y, best),
    }


def prediction_direction(params: Params, _at: Mapping[str, Any]) -> Part:
    def loss(prediction: Any) -> Any:
        if params["loss"] == "squared_error":
            return (prediction - y) ** 2
        return -y * torch.log(prediction)

    y, prediction = float(params["target"]), tensor(params["prediction"])
    slope = gradients(loss(prediction), prediction)[0]
    after = prediction - float(params["rate"]) * slope
    return {"a": slope, "c": after, "d": loss(after)}


# -- likelihoods -------------------------------------------------------------------------------------------


def bernoulli(params: Params, at: Mapping[str, Any]) -> Part:
    def likelihood(t: Any, p: Any) -> Any:
        return (p**t * (1 - p) ** (1 - t)).prod()

    t, p = tensor(params["labels"]), tensor(params["probabilities"])
    found = likelihood(t, p)
    return {
        "a": -torch.log(likelihood(tensor(at["t"]), tensor(at["p"]))),
        "b": found,
        "c": -torch.log(found),
        "d": functional.binary_cross_entropy(p, t.detach()),
    }


def categorical_likelihood(params: Params, at: Mapping[str, Any]) -> Part:
    p = tensor(params["probabilities"])
    labels = torch.tensor(params["labels"]) - 1
    found = (p ** functional.one_hot(labels, p.shape[1])).prod()
    return {
        "a": -torch.log((tensor(at["P"]) ** tensor(at["Y"])).prod()),
        "b": found,
        "c": -torch.log(found),
        "d": functional.nll_loss(torch.log(p), labels),
    }


# -- cross-entropies ---------------------------------------------------------------------------------------


def any_target(params: Params, at: Mapping[str, Any]) -> Part:
    y, z = tensor(at["y"]), tensor(at["z"])
    free = categorical(y, softmax(z))
    logits = tensor(params["logits"])
    loss = categorical(tensor(params["target"]), softmax(logits))
    return {"a": free, "b": gradients(free, z)[0], "c": loss, "d": gradients(loss, logits)[0]}


def bce_gradient(params: Params, at: Mapping[str, Any]) -> Part:
    """For part (a) and part (b) at all drawn points; the logits of part (d) are those of its probabilities."""
    proved_p, proved_x = tensor(at["p"]), tensor(at["x"])
    t, p = tensor(params["targets"]), tensor(params["probabilities"])
    x = tensor(torch.logit(p).detach())
    return {
        "a": gradients(binary(tensor(at["t"]), proved_p).sum(), proved_p)[0],
        "b": gradients(binary(tensor(at["t"]), torch.sigmoid(proved_x)).sum(), proved_x)[0],
        "c": gradients(binary(t, p).mean(), p)[0],
        "d": gradients(binary(t, torch.sigmoid(x)).mean(), x)[0],
    }


def canonical_link(params: Params, at: Mapping[str, Any]) -> Part:
    losses: Mapping[str, Callable[[Any, Any], Any]] = {
        "identity": lambda z, t: ((z - t) ** 2).sum() / 2,
        "sigmoid": lambda z, t: binary(t, torch.sigmoid(z)).sum(),
        "softmax": lambda z, t: categorical(t, softmax(z)),
    }
    pair = params["pair"]
    free = tensor(at["x" if pair == "sigmoid" else "z"])
    z, target = tensor(params["preactivations"]), tensor(at["y" if pair == "softmax" else "t"])
    return {
        "a": gradients(losses[pair](free, target), free)[0],
        "b": gradients(losses[pair](z, tensor(params["targets"])), z)[0],
    }


def class_probabilities(params: Params, at: Mapping[str, Any]) -> Part:
    free, first, other = tensor(at["q"]), tensor(params["first"]), tensor(params["second"])
    y = one_hot(params["label"], len(first))
    loss = categorical(y, first)
    return {
        "a": gradients(categorical(tensor(at["y"]), free), free)[0],
        "b": torch.stack([loss, categorical(y, other)]),
        "c": gradients(loss, first)[0],
        "d": gradients(binary(y, first).sum(), first)[0],
    }


def confidently_wrong(params: Params, _at: Mapping[str, Any]) -> Part:
    """The loss function of the framework expects logits too."""
    z, y = tensor(params["logit"]), torch.tensor(float(params["label"]), dtype=torch.float64)
    p = torch.sigmoid(z)
    loss = functional.binary_cross_entropy_with_logits(z, y)
    return {
        "a": loss,
        "b": functional.binary_cross_entropy_with_logits(p, y),
        "c": gradients(loss, z)[0],
        "d": gradients((p - y) ** 2, z)[0],
    }


def hessian(params: Params, at: Mapping[str, Any]) -> Part:
    """Of the loss itself, differentiated twice; any target that sums to 1 will do."""

    def of(z: Any) -> Any:
        y = torch.arange(1, len(z) + 1, dtype=torch.float64)
        return torch.autograd.functional.hessian(lambda z: categorical(y / y.sum(), softmax(z)), z)

    drawn, along = of(tensor(at["z"]).detach()), tensor(at["v"])
    here, v = of(tensor(params["logits"]).detach()), tensor(params["direction"])
    return {"a": drawn, "b": along @ drawn @ along, "c": here, "d": v @ here @ v}


def log_penalty(params: Params, _at: Mapping[str, Any]) -> Part:
    p = tensor(params["probability"])
    penalties = [-torch.log(p), (1 - p) ** 2]
    slopes = torch.stack([gradients(penalty, p)[0] for penalty in penalties])
    return {"a": penalties[0], "b": penalties[1], "c": slopes}


def margin(params: Params, _at: Mapping[str, Any]) -> Part:
    w, y = tensor(params["weights"]), params["label"]
    f = tensor((w @ tensor(params["inputs"])).detach())
    hinge = torch.maximum(torch.zeros_like(f), 1 - y * f)
    label = torch.tensor(float(y == 1), dtype=torch.float64)
    return {
        "a": f,
        "b": hinge,
        "c": gradients(hinge, f)[0],
        "d": (f - y) ** 2 + float(params["strength"]) * torch.linalg.vector_norm(w) ** 2,
        "e": functional.binary_cross_entropy_with_logits(f, label),
    }


def curvature(params: Params, at: Mapping[str, Any]) -> Part:
    def bend(z: Any) -> Any:
        return second(lambda z: (torch.sigmoid(z) - label) ** 2, z)

    label, z = params["label"], tensor(params["logit"])
    return {
        "a": second(lambda x: torch.sigmoid(x) ** 2, tensor(at["x"])),
        "b": bend(z),
        "c": second(lambda z: binary(label, torch.sigmoid(z)), z),
        "d": root(bend, -3.0, 3.0),
    }


MACHINES: Mapping[str, Callable[[Params, Mapping[str, Any]], Part]] = {
    "absolute_kink": absolute_kink,
    "any_target_loss": any_target,
    "bce_gradient": bce_gradient,
    "bernoulli_likelihood": bernoulli,
    "canonical_link": canonical_link,
    "categorical_likelihood": categorical_likelihood,
    "class_probabilities": class_probabilities,
    "confidently_wrong": confidently_wrong,
    "cross_entropy_hessian": hessian,
    "empirical_risk": empirical_risk,
    "gaussian_likelihood": gaussian,
    "log_penalty": log_penalty,
    "margin_losses": margin,
    "outlier_share": outlier_share,
    "prediction_direction": prediction_direction,
    "regression_losses": regression_losses,
    "squared_sigmoid_curvature": curvature,
}
