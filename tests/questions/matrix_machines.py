"""What PyTorch finds for questions on matrix calculus and softmax, from their prompts; see test_second_machine."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
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


def fixed(values: Any) -> Any:
    """The same numbers, not to be differentiated."""
    return tensor(values).detach()


def gradients(output: Any, *inputs: Any) -> list[Any]:
    return list(torch.autograd.grad(output, inputs, retain_graph=True))


def jacobian(f: Callable[[Any], Any], x: Any) -> Any:
    """A row for each output, a column for each input."""
    return torch.autograd.functional.jacobian(f, tensor(x))


# -- layers ------------------------------------------------------------------------------------------------


def affine(params: Params, _at: Mapping[str, Any]) -> Part:
    """The layer of the framework, whose weights have a row for each unit and a column for each input."""
    x, w, b, g = (tensor(params[name]) for name in "XWbG")
    y = torch.nn.functional.linear(x, w.T, b)
    by_x, by_w, by_b = torch.autograd.grad(y, (x, w, b), grad_outputs=g)
    return {"a": by_x, "b": by_w, "c": by_b}


def two_inputs(params: Params, _at: Mapping[str, Any]) -> Part:
    nodes = {name: tensor(params[name]) for name in "XWZR"}
    shape = (len(params["X"]), len(params["W"][0]))
    row = params["added"] == "row"
    nodes["T"] = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
    added = torch.zeros(shape[1] if row else shape, dtype=torch.float64, requires_grad=True)
    y = nodes["X"] @ nodes["W"] + nodes["Z"] @ nodes["R"] + nodes["T"] + added
    by_z, by_added, other = gradients(
        (tensor(params["G"]) * y).sum(), nodes["Z"], added, nodes[params["which"]]
    )
    return {"a": by_z, "b": by_added, "c": other}


def relu_layer(params: Params, _at: Mapping[str, Any]) -> Part:
    """The Jacobians of the counts are laid out, without memory, on the device `meta`."""
    x = tensor(params["x"])
    (product,) = torch.autograd.grad(torch.relu(x), x, grad_outputs=tensor(params["g"]))
    dense = torch.empty(
        (params["batch"], params["units"], params["units"]),
        dtype=getattr(torch, params["dtype"]),
        device="meta",
    )
    return {
        "a": jacobian(torch.relu, params["x"]),
        "b": product,
        "c": dense.numel(),
        "d": dense.numel() * dense.element_size(),
    }


# -- scalars of vectors ------------------------------------------------------------------------------------


def value_of(terms: Any, inputs: Any) -> Any:
    """A polynomial from its terms, each a factor and the powers of the inputs."""
    return sum(
        factor * torch.stack([x**n for x, n in zip(inputs, powers, strict=True)]).prod()
        for factor, powers in terms
    )


def polynomials(params: Params, _at: Mapping[str, Any]) -> Part:
    def inner(x: Any) -> Any:
        return torch.stack([value_of(terms, x) for terms in params["f"]])

    x = tensor(params["x"])
    f = inner(x)
    loss = value_of(params["L"], f)
    by_f, by_x = gradients(loss, f, x)
    return {"a": jacobian(inner, params["x"]), "b": by_f, "c": by_x}


def quadratic(params: Params, _at: Mapping[str, Any]) -> Part:
    """A + A^T is how the gradient of x^T A x changes with x: the second derivative."""
    matrix, x = tensor(params["matrix"]), tensor(params["x"])

    def form(x: Any) -> Any:
        if params["stands_for"] == "W":
            return torch.linalg.vector_norm(matrix @ x) ** 2
        return x @ matrix @ x

    curvature = torch.autograd.functional.hessian(form, x)
    by_x, by_matrix = gradients(form(x), x, matrix)
    first = curvature if params["stands_for"] == "A" else curvature / 2
    return {"a": first, "b": form(x), "c": by_x, "d": by_matrix}


def squared_norm(params: Params, _at: Mapping[str, Any]) -> Part:
    w, x = tensor(params["W"]), tensor(params["x"])
    q = w @ x
    loss = torch.linalg.vector_norm(q) ** 2
    by_q, by_x, by_w = gradients(loss, q, x, w)
    return {"a": q, "b": loss, "c": by_q, "d": by_x, "e": by_w}


# -- softmax -----------------------------------------------------------------------------------------------


def softmax(z: Any) -> Any:
    return torch.softmax(z, dim=0)


def softmax_backward(params: Params, at: Mapping[str, Any]) -> Part:
    z, logits = tensor(at["z"]), tensor(params["logits"])
    s = softmax(logits)
    (proved,) = torch.autograd.grad(softmax(z), z, grad_outputs=tensor(at["g"]))
    (found,) = torch.autograd.grad(s, logits, grad_outputs=tensor(params["upstream"]))
    return {"a": proved, "b": s, "c": found}


def softmax_jacobian(params: Params, at: Mapping[str, Any]) -> Part:
    """The proofs say of every z what holds at the one drawn here; a drawn s is the softmax of its logarithms."""
    j = jacobian(softmax, at["z"])
    bounded = jacobian(softmax, torch.log(fixed(at["s"]))) if "s" in at else j
    v = tensor(at.get("v", 0 * at["z"]))
    proved: Mapping[str, Callable[[], Any]] = {
        "symmetric": lambda: j.T,
        "zero_row_sums": lambda: j @ torch.ones(len(j), dtype=torch.float64),
        "semidefinite": lambda: v @ j @ v,
        "largest_eigenvalue": lambda: v @ v / 2 - v @ bounded @ v,
    }
    logits = torch.log(fixed(params["powers"]))
    many = jacobian(softmax, torch.linspace(-1, 1, params["classes"], dtype=torch.float64))
    return {
        "a": j,
        "b": jacobian(softmax, logits),
        "c": proved[params["property"]](),
        "d": int(torch.linalg.matrix_rank(many)),
    }


MACHINES: Mapping[str, Callable[[Params, Mapping[str, Any]], Part]] = {
    "affine_gradients": affine,
    "jacobian_chain_rule": polynomials,
    "layer_with_two_inputs": two_inputs,
    "quadratic_form_gradients": quadratic,
    "relu_jacobian": relu_layer,
    "softmax_backward": softmax_backward,
    "softmax_jacobian": softmax_jacobian,
    "squared_norm_gradients": squared_norm,
}
NO_MACHINE: Mapping[str, str] = {
    "derivative_shapes": "It asks which shapes and which product a convention of writing makes, and no value.",
}
