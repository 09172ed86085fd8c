"""Every result of the library: it builds, prints, proves itself again from storage, and no slip in it passes.

The tests walk the registry, so that a result is tested by being there.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise

import pytest

from derive import library
from derive.claims import Claim, Recurrence
from derive.derivation import Derivation, as_term, recheck_step
from derive.kernel.gate import StepRejected, check
from derive.library import Proved, Result
from derive.rules import rule
from derive.terms.index import Index
from derive.terms.latex import latex
from derive.terms.terms import (
    Add,
    Mul,
    Number,
    Term,
    children,
    free_indices,
    lift,
    rename_apart,
    with_children,
)
from derive.terms.text import text

NAMES = library.names()

# Slips that are no mistakes: the result, the slip, and why.
HARMLESS = {
    ("hessian_log_sum_exp", "indices swapped"): "a Hessian is symmetric",
    ("hessian_cross_entropy", "indices swapped"): "a Hessian is symmetric",
    ("hessian_logistic_regression", "indices swapped"): "a Hessian is symmetric",
    ("hessian_linear_regression", "indices swapped"): "a Hessian is symmetric",
    ("hessian_canonical_link", "indices swapped"): "a Hessian is symmetric",
    ("softmax_jacobian_bound_attained", "indices swapped"): "a delta is symmetric",
    ("quadratic_form_coefficients", "indices swapped"): "x x^T is symmetric",
    ("quadratic_form_coefficients_matrix", "indices swapped"): "x x^T is symmetric",
    ("relu_jacobian", "indices swapped"): "a diagonal matrix is symmetric",
    ("softmax_jacobian", "indices swapped"): "the Jacobian is symmetric",
    ("softmax_jacobian_matrix", "indices swapped"): "the Jacobian is symmetric",
    ("softmax_jacobian_symmetric", "indices swapped"): "the Jacobian is symmetric",
    ("softmax_temperature", "indices swapped"): "the Jacobian is symmetric",
    ("batch_norm_jacobian", "indices swapped"): "the Jacobian is symmetric",
    ("quadratic_form_hessian", "indices swapped"): "a Hessian is symmetric",
    ("logistic_hessian", "indices swapped"): "a Hessian is symmetric",
    ("embedding_token_gradient", "indices swapped"): "the Kronecker delta is symmetric",
}


def chains(proved: Proved) -> tuple[Derivation, ...]:
    return (proved,) if isinstance(proved, Derivation) else proved.derivations


def all_chains() -> Iterator[tuple[str, Derivation]]:
    for name in NAMES:
        for chain in chains(library.find(name).build()):
            yield name, chain


# ---------------------------------------------------------------------------------------------------- the results


@pytest.mark.parametrize("name", NAMES)
def test_a_result_builds_and_says_what_it_is(name: str) -> None:
    row = library.find(name)
    proved = row.build()
    assert re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name)
    assert row.title
    assert row.topic
    assert proved.title
    assert isinstance(proved, Derivation | Claim)
    for chain in chains(proved):
        assert len(chain.steps) <= 7
        assert chain.steps or (isinstance(proved, Recurrence) and chain is proved.base)  # true as it stands


@pytest.mark.parametrize("name", NAMES)
def test_every_line_differs_from_its_neighbour_in_print(name: str) -> None:
    for chain in chains(library.find(name).build()):
        for above, below in pairwise(chain.statements):
            assert above != below
            assert latex(above) != latex(below), f"{name}: {latex(above)}"


@pytest.mark.parametrize("name", NAMES)
def test_a_result_prints(name: str) -> None:
    proved = library.find(name).build()
    for printed in (proved.latex(), proved.claim_latex()):
        assert printed.isascii()
        assert printed.count("{") == printed.count("}")
        assert printed.count(r"\left") - printed.count(r"\leftarrow") == printed.count(r"\right")
    assert proved.latex().startswith(r"\begin{aligned}")
    assert proved.latex().endswith(r"\end{aligned}")
    assert proved.text().isascii()
    for chain in chains(proved):
        assert all(text(line) in proved.text() for line in chain.statements)


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_result_proves_itself_again(name: str) -> None:
    proved = library.find(name).build()
    stored = json.loads(json.dumps(proved.steps_json()))
    assert len(stored) == sum(len(chain.steps) for chain in chains(proved))
    assert all(recheck_step(step) for step in stored)


@pytest.mark.parametrize("name", NAMES)
def test_every_step_names_a_law(name: str) -> None:
    for chain in chains(library.find(name).build()):
        for step in chain.steps:
            assert rule(step.rule).name


def test_a_lemma_is_a_result_and_none_rests_on_itself() -> None:
    uses: dict[str, set[str]] = {name: set() for name in NAMES}
    for name, chain in all_chains():
        uses[name] |= {step.lemma for step in chain.steps if step.lemma}
    assert not {lemma for lemmas in uses.values() for lemma in lemmas} - set(NAMES)
    settled: set[str] = set()
    while ready := {name for name, lemmas in uses.items() if lemmas <= settled} - settled:
        settled |= ready
    assert settled == set(NAMES)


# ------------------------------------------------------------------------------------------------ slips are refused


def slips(term: Term) -> Iterator[tuple[str, Term]]:
    """Sign, factor, a term or factor left out, another constant, free indices swapped; 1 for 0."""
    if is_zero(term):
        yield from (("constant", lift(1)), ("constant", lift(-1)))
        return
    yield "sign", -term
    yield "factor 2", 2 * term
    yield from ((how, other) for how, other in inside(term))
    for i, j in pairwise(sorted(free_indices(term))):
        if i.dim == j.dim:
            yield "indices swapped", swapped(term, i, j)


def swapped(term: Term, i: Index, j: Index) -> Term:
    return rename_apart(term, {i: j, j: i})


def inside(term: Term) -> Iterator[tuple[str, Term]]:
    if is_zero(term):
        return
    match term:
        case Add(args) if len(args) > 1 and not is_zero(args[-1]):
            yield "term dropped", Add(args[:-1])
            yield "sign of a term", Add((*args[:-1], -args[-1]))
        case Mul(args) if len(args) > 1:
            yield "factor dropped", Mul(args[:-1])
        case Number(value) if value != -1:
            yield "constant", Number(value + 1)
    parts = children(term)
    for place, part in enumerate(parts):
        for how, other in inside(part):
            yield how, with_children(term, [*parts[:place], other, *parts[place + 1 :]])


def is_zero(term: Term) -> bool:
    return term == lift(0) or (isinstance(term, Mul) and lift(0) in term.args)


def is_refused(start: Term, wrong: Term, chain: Derivation) -> bool:
    try:
        check(start, wrong, chain.definitions)
    except StepRejected:
        return True
    return False


# One of the slips of its kind: with relu(w x_n) > 0 the step of w x_n is 1, so dropping the factor relu(w x_n) > 0
# of the step of v relu(w x_n) leaves v > 0.
SAME = {
    ("two_relus", "2*(1/N)*sum_n (relu(v*relu(w*x_n)) - y_n)*v*1[v > 0]*1[w*x_n > 0]*x_n"),
}


@pytest.mark.parametrize("name", NAMES)
def test_no_slip_in_the_last_line_passes(name: str) -> None:
    for chain in chains(library.find(name).build()):
        start, last = as_term(chain.start), as_term(chain.result)
        tried = 0
        for how, wrong in slips(last):
            if latex(wrong) == latex(last) or (name, how) in HARMLESS or (name, text(wrong)) in SAME:
                continue
            assert is_refused(start, wrong, chain), f"{how} passes: {text(wrong)}"
            tried += 1
        assert tried >= 2


@pytest.mark.parametrize(("name", "printed"), sorted(SAME))
def test_what_is_called_the_same_is_proved(name: str, printed: str) -> None:
    (chain,) = chains(library.find(name).build())
    (wrong,) = {other for _, other in slips(as_term(chain.result)) if text(other) == printed}
    assert check(as_term(chain.start), wrong, chain.definitions)


@pytest.mark.parametrize(("name", "how"), HARMLESS)
def test_what_is_called_harmless_is_true(name: str, how: str) -> None:
    (chain,) = chains(library.find(name).build())
    (wrong,) = (other for kind, other in slips(as_term(chain.result)) if kind == how)
    assert check(as_term(chain.start), wrong, chain.definitions)


# ----------------------------------------------------------------------------------------------------- the registry


def test_an_unknown_name_is_refused_with_the_nearest_ones() -> None:
    with pytest.raises(library.UnknownResult, match=r"'softmax_jacobi'.*did you mean softmax_jacobian"):
        library.find("softmax_jacobi")


def test_a_result_is_proved_once() -> None:
    row = library.find("softmax_sum")
    assert row.build() is row.build()


def test_two_results_of_one_name_are_refused() -> None:
    row = Result("same", "Same", "topic", library.find("softmax_sum").build)
    with pytest.raises(ValueError, match="a and b both have 'same'"):
        library.collect(iter([("a", (row,)), ("b", (row,))]))


def test_the_three_groups_are_there() -> None:
    assert {"activations", "softmax", "losses", "affine layers"} <= set(library.topics())
    assert library.names() == tuple(library.results())


def test_nothing_is_proved_at_import() -> None:
    source = (
        "from derive import derivation, library\n"
        "assert len(library.names()) > 40\n"
        "assert derivation._check.cache_info().misses == 0\n"
        "library.find('softmax_sum').build()\n"
        "assert derivation._check.cache_info().misses > 0\n"
    )
    subprocess.run([sys.executable, "-c", source], check=True)
