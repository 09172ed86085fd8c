"""How names are lettered: `yhat` a y with a hat, `W1` a W with index 1, `lam` Greek; and which letters clash."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .functions import ROWS
from .index import Index
from .tensors import Tensor
from .terms import Term, dimensions_of, tensors_of

_PLAIN_GREEK = (
    "alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
GREEK: dict[str, str] = {name: "\\" + name for name in _PLAIN_GREEK.split()} | {
    "lamda": r"\lambda",
    "lam": r"\lambda",
    "epsilon": r"\varepsilon",
    "eps": r"\varepsilon",
    "phi": r"\varphi",
}
FUNCTION_LETTERS = frozenset(row.latex for row in ROWS)

# e^{x} is the exponential, \frac{d}{dx} a derivative, \pi the number: no tensor and no dimension is lettered so.
RESERVED = ("e", "d", r"\pi", r"\partial")

_NAME = re.compile(r"(?P<base>[^\W\d_]+?)_?(?P<accent>hat|bar|tilde)?(?P<below>\d+|_\w+)?(?P<primes>'*)")


def letter(name: str) -> str:
    r"""The LaTeX letter of a name: z, \alpha, \hat{y}, W_1, z_{\text{max}}, \mathit{loss}, k'."""
    found = _NAME.fullmatch(name)
    if not found:
        return r"\mathit{" + name.replace("_", r"\_") + "}"
    base, accent, below = found["base"], found["accent"], (found["below"] or "").lstrip("_")
    body = GREEK.get(base, base if len(base) == 1 else rf"\mathit{{{base}}}")
    if accent:
        body = rf"\{accent}{{{body}}}"
    return body + found["primes"] + (_script(below) if below else "")


def _script(below: str) -> str:
    word = (
        below
        if below.isdigit() or len(below) == 1
        else GREEK.get(below, rf"\text{{{below}}}".replace("_", r"\_"))
    )
    return "_" + braced(word)


def braced(tex: str) -> str:
    """What stands after _ or ^: a single sign as it is, anything longer in braces."""
    return tex if len(tex) == 1 else f"{{{tex}}}"


def tensor_letter(tensor: Tensor) -> str:
    return tensor.latex or letter(tensor.name)


def head(tensor: Tensor) -> str:
    """What the indices of a component are hung on: z, or (W_1) where the letter has a subscript of its own."""
    own = tensor_letter(tensor)
    return f"({own})" if tensor.dims and "_" in own else own


def dim_letter(name: str) -> str:
    return name if name.isdigit() else letter(name)


def index_letters(indices: Sequence[Index]) -> str:
    """ij, or i_1, j with a comma where a name is longer than one letter and its primes."""
    words = [letter(index.name) for index in indices]
    return "".join(words) if all(re.fullmatch(r"[A-Za-z]'*", word) for word in words) else ", ".join(words)


_BASE = re.compile(r"^((?:\\(?:hat|bar|tilde|dot|vec)\{)?)(\\[A-Za-z]+|[A-Za-z])")


def bold(tensor: Tensor) -> str:
    r"""The letter of a vector or matrix: \mathbf{W}_1, \hat{\mathbf{y}}, \boldsymbol{\delta}; of a scalar, as it is."""
    own = tensor_letter(tensor)
    if not tensor.dims or own.startswith((r"\mathbf", r"\boldsymbol", r"\mathcal")):
        return own
    found = _BASE.match(own)
    if not found or found[2] in {r"\mathit", r"\operatorname", r"\text"}:
        return rf"\boldsymbol{{{own}}}"
    heavy = rf"\boldsymbol{{{found[2]}}}" if found[2].startswith("\\") else rf"\mathbf{{{found[2]}}}"
    return found[1] + heavy + own[found.end() :]


@dataclass(frozen=True, slots=True)
class Letters:
    """The tensors and dimensions that may occur together in print; raises ValueError where two could be confused."""

    tensors: tuple[Tensor, ...]
    dims: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known: dict[str, str] = {}
        named = [(tensor_letter(t), f"the tensor {t.name}") for t in self.tensors]
        named += [(dim_letter(dim), f"the dimension {dim}") for dim in self.dims]
        for own, what in named:
            if own in RESERVED and not (own == "d" and what.startswith("the dim")):
                raise ValueError(
                    f"{what} is printed {own}, which has a fixed meaning: give it another letter"
                )
            if own in known:
                raise ValueError(f"{what} and {known[own]} are both printed {own}: give one another letter")
            known[own] = what
        self._check_subscripts()

    def _check_subscripts(self) -> None:
        letters = {tensor_letter(t): t for t in self.tensors}
        for own, tensor in letters.items():
            stem, _, below = own.partition("_")
            if re.fullmatch(r"[A-Za-z]", below) and stem in letters and letters[stem].dims:
                raise ValueError(f"{tensor.name} is printed {own}, like an entry of {letters[stem].name}")
            if own == r"\delta" and len(tensor.dims) == 2 and tensor.dims[0] == tensor.dims[1]:
                raise ValueError(
                    f"an entry of {tensor.name} is printed like a Kronecker delta: give it another letter"
                )

    @classmethod
    def of(cls, *terms: Term) -> Letters:
        """All that occurs in some terms."""
        return cls(tensors_of(*terms), dimensions_of(*terms))
