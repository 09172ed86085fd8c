"""NumPy code of terms: executed, and compared with the value that the kernel gives to the same term."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from derive import library
from derive.derivation import Derivation, as_term
from derive.kernel.evaluation import Model, evaluate
from derive.kernel.refuter import draw_model, draw_sizes
from derive.library import Proved
from derive.terms.functions import FUNCTIONS, function, symbolic
from derive.terms.index import Index, indices
from derive.terms.numpy_code import numpy_function
from derive.terms.numpy_words import identifier
from derive.terms.tensors import POSITIVE_REAL, Tensor
from derive.terms.terms import (
    Apply,
    Cases,
    Component,
    Constant,
    Definition,
    Delta,
    Dim,
    Maximum,
    Partial,
    Sum,
    Term,
    Winner,
    component,
    exp,
    lift,
    log,
    total,
    unfold,
)

i, j, k, n, m, d = indices("i:C j:C k:C n:N m:N d:D")
x, alpha = Component(Tensor("x")), Component(Tensor("alpha", (), POSITIVE_REAL))
z, v = component(Tensor("z", ("C",))), component(Tensor("v", ("C",)))
X, W, A = (
    component(Tensor("X", ("N", "D"))),
    component(Tensor("W", ("D", "C"))),
    component(Tensor("A", ("C", "C"))),
)
T = component(Tensor("T", ("N", "D", "C")))


def executed(source: str, name: str) -> Callable[..., Any]:
    names: dict[str, Any] = {}
    exec(compile(source, "<generated>", "exec"), names)
    found: Callable[..., Any] = names[name]
    return found


def arrays(model: Model, tensors: Sequence[Tensor]) -> dict[str, Any]:
    """The entries of a model as arrays."""
    result = {}
    for tensor in tensors:
        array = np.empty([model.size(dim) for dim in tensor.dims])
        for place, value in model.values[tensor.name].items():
            array[place] = float(value)
        result[identifier(tensor.name)] = array
    return {**model.sizes, **result}


def generic(name: str) -> Callable[[Any], Any]:
    """The example of a generic function in NumPy."""
    import sympy

    symbols, pieces = symbolic(name)
    return sympy.lambdify(symbols, pieces[0], modules="numpy")


def same(
    term: Term,
    axes: Sequence[Index],
    definitions: Sequence[Definition] = (),
    source: str | None = None,
    name: str = "value",
) -> None:
    """The code of a term gives in every entry what the kernel's evaluation gives."""
    from derive.terms.terms import tensors_of

    source = source or numpy_function(term, tuple(axes), name, definitions)
    plain = unfold(term, definitions)
    tensors = tensors_of(plain)
    sizes = draw_sizes(plain, *(Delta(axis, axis) for axis in axes))
    for trial in range(2):
        model = draw_model(tensors, sizes, trial, Fraction(1))
        call = executed(source, name)
        words = call.__code__.co_varnames[: call.__code__.co_argcount]
        given = arrays(model, tensors)
        functions = {
            ("d" * f.count("'") + f[0]): f for f in FUNCTIONS if f[0] in "fg" and not f[1:].strip("'")
        }
        found = np.asarray(call(*(given[w] if w in given else generic(functions[w]) for w in words)))
        assert found.shape == tuple(model.size(axis.dim) for axis in axes)
        for place in np.ndindex(found.shape):
            expected = evaluate(plain, model, dict(zip(axes, place, strict=True)))
            assert float(found[place]) == pytest.approx(float(expected), rel=1e-9, abs=1e-9), source


TERMS = (
    (lift(Fraction(-3, 4)), ()),
    (Dim("C") * x / 3 - Constant("pi"), ()),
    (z(i) - v(i) / 2, (i,)),
    (A(i, i), (i,)),
    (A(j, i) - A(i, j), (i, j)),
    (z(i) * v(j), (j, i)),
    (Delta(i, j) * z(i) - z(i) * z(j), (i, j)),
    (Sum(d, X(n, d) * W(d, i)), (n, i)),
    (Sum(d, X(n, d) * W(d, i)), (i, n)),
    (2 * Sum(d, X(n, d) * X(m, d)), (n, m)),
    (total([n, d], X(n, d) ** 2), ()),
    (total([n, d], X(n, d) * W(d, i) * T(n, d, i)), (i,)),
    (Sum(n, T(n, d, i)), (i, d)),
    (Sum(k, z(i) * v(i)), (i,)),
    (Sum(k, A(i, k) * Sum(j, A(k, j) * v(j))), (i,)),
    (Sum(k, A(i, k) / z(k)), (i,)),
    (Maximum(k, A(i, k)), (i,)),
    (exp(z(i)) / Sum(k, exp(z(k))), (i,)),
    (log(Sum(k, exp(A(i, k)))), (i,)),
    (1 / alpha ** Fraction(3, 2) - alpha ** Fraction(1, 2), ()),
    (-((z(i) + v(i)) ** 3), (i,)),
    (Cases(z(i) - v(i), (Fraction(0), Fraction(1)), (v(i), lift(0), z(i) * x)), (i,)),
    (Apply("f", (Sum(d, X(n, d) * W(d, i)),)) * Apply("f'", (z(i),)), (n, i)),
    (x - (z(i) - (v(i) - 1)), (i,)),
    (1 / (z(i) ** 2 + 1) / (v(j) ** 2 + 1), (i, j)),
)


@pytest.mark.parametrize(("term", "axes"), TERMS, ids=[str(k) for k in range(len(TERMS))])
def test_the_code_of_a_term_has_the_value_of_the_term(term: Term, axes: tuple[Index, ...]) -> None:
    same(term, axes)


@pytest.mark.parametrize("name", [row for row in FUNCTIONS if "''''" not in row])
def test_every_row_of_the_functions_has_code(name: str) -> None:
    parameters = tuple(Component(Tensor(f"p{k}")) for k, _ in enumerate(function(name).parameters))
    argument = exp(z(i)) if name == "log" else z(i) - v(j)
    axes = (i,) if name == "log" else (i, j)
    same(1 - 2 * Apply(name, (argument, *parameters)) ** 2, axes)


def chains(proved: Proved) -> tuple[Derivation, ...]:
    return (proved,) if isinstance(proved, Derivation) else proved.derivations


def has_code(term: Term) -> bool:
    from derive.terms.terms import subterms

    return not any(isinstance(part, Partial | Winner) for part in subterms(term))


@pytest.mark.parametrize("name", library.names())
def test_the_last_line_of_a_derivation_is_what_its_function_computes(name: str) -> None:
    for chain in chains(library.find(name).build()):
        last = as_term(chain.result)
        if not has_code(unfold(last, chain.definitions)):
            with pytest.raises(ValueError, match="no NumPy code"):
                chain.to_numpy()
            continue
        same(last, chain.axes(), chain.definitions, chain.to_numpy("value"))


def test_a_derivation_is_handed_to_sympy() -> None:
    (chain,) = chains(library.find("softmax_jacobian").build())
    first, last = chain.axes()
    entry = chain.to_sympy({"C": 2}, {first: 0, last: 1})
    import sympy

    z1, z2 = sympy.symbols("z_1 z_2", real=True)
    whole = sympy.exp(z1) + sympy.exp(z2)
    assert sympy.simplify(entry + sympy.exp(z1 + z2) / whole**2) == 0


def test_a_wrong_function_would_be_seen() -> None:
    wrong = numpy_function(z(i) + v(i), (i,), "value").replace("z + v", "z - v")
    with pytest.raises(AssertionError):
        same(z(i) + v(i), (i,), source=wrong)


def test_code_is_read_by_people() -> None:
    assert numpy_function(2 / Dim("N") * Sum(n, X(n, d) * (X(n, d) - x)), (d,), "slope") == (
        "import numpy as np\n\n\n"
        "def slope(X, x):\n"
        '    """X (N, D), x () -> (D,)"""\n'
        "    N = X.shape[0]\n"
        '    return 2 / N * np.einsum("nd,nd->d", X, X - x)\n'
    )


def test_names_that_are_no_python_names_are_written_as_such() -> None:
    steep, layer = Component(Tensor("lambda")), component(Tensor("h_[l+1]", ("C",)))
    assert "def value(h__l_1, lambda_):" in numpy_function(steep * layer(i), (i,), "value")
    with pytest.raises(ValueError, match="two things would be called lambda_"):
        numpy_function(steep * Component(Tensor("lambda_")))


def test_what_has_no_code_is_refused() -> None:
    with pytest.raises(ValueError, match="a derivative that is not taken"):
        numpy_function(Partial(x, x))


def test_a_size_that_no_array_has_is_an_argument() -> None:
    assert "def value(x, N):" in numpy_function(Dim("N") * x, name="value")


def test_large_logits_do_not_overflow() -> None:
    s = Tensor("s", ("C",))
    softmax = Definition(s, (i,), exp(z(i)) / Sum(k, exp(z(k))))
    call = executed(numpy_function(Component(s, (i,)), (i,), "value", [softmax]), "value")
    np.testing.assert_allclose(call(np.array([1000.0, 1000.0, -1000.0])), [0.5, 0.5, 0])
