"""What a reply is worth: replies to items of every kind, written by hand and not by the printer of the key."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import pytest

from questions import assemble
from questions.dataset.items import items
from questions.scoring import Unscorable, is_scored, score

PERCENT = "What share of the units is dead? Answer in percent."


def item(
    kind: str, accepts: Mapping[str, Any], prompt: str = "What is $x$?", options: Any = ()
) -> dict[str, str]:
    return {
        "answer_kind": kind, "accepts": json.dumps(accepts), "prompt": prompt, "options": json.dumps(list(options)),
    }  # fmt: skip


QUARTERS = item("rational", {"low": "0.7499", "high": "0.7501"})
COUNT = item("integer", {"low": 1234, "high": 1234}, "How many parameters does the network have?")
SMALL = item("number", {"low": "-1.235e-7", "high": "-1.233e-7"})
SHARE = item("number", {"low": "12.4", "high": "12.6"}, PERCENT)
FOUR = item("integer", {"low": 4, "high": 4})
VECTOR = item("array", {"low": ["0.409", "-0.864"], "high": ["0.411", "-0.862"]})
MATRIX = item("array", {"low": [[1, -2, 3], [4, 5, "1/2"]], "high": [[1, -2, 3], [4, 5, "1/2"]]})
OPTIONS = [
    {"label": "A", "text": "at $x = 0$ only", "right": False, "feedback": ""},
    {"label": "B", "text": "nowhere: it is *differentiable* everywhere", "right": True, "feedback": ""},
]
CHOICE = item("choice", {"labels": ["B"]}, options=OPTIONS)
CHOICES = item("choices", {"labels": ["A, C"]})
TRUTHS = item("true_false", {"labels": ["T F F"]})
PAIRS = item("matching", {"labels": ["1-C 2-A"]})

RIGHT: tuple[tuple[Mapping[str, str], tuple[str, ...]], ...] = (
    (QUARTERS, (
        "3/4", "0.75", ".75", "7.5e-1", "7.5E-01", r"\frac{3}{4}", r"$\frac34$", r"\dfrac{3}{4}", "+0.7500",
        "0.74999",
        r"7.5 \cdot 10^{-1}", r"7.5 \times 10^{-1}", "7.5*10**-1", "7.5 × 10⁻¹", "75/100", "(3)/(4)", "3 / 4",
        "0.75.",
        r"\boxed{3/4}", r"Since 1 - 1/4 is left, the share is $\boxed{\frac{3}{4}}$.", "<answer>0.75</answer>",
        "<answer>\\boxed{0.75}</answer>", "**Answer:** 0.75", "### Final answer: 3/4", "Answer: $x = 0.75$",
        "x = 3/4 = 0.75",
        "<think>Is it 1/2? \\boxed{1/2}? No.</think>\nAnswer: 0.75", "x ≈ 0.75", r"x \approx 0.75", "3/4, about 0.75",
        "First \\boxed{0.75}, that is\n\\boxed{3/4}", "Answer:\n$$\n\\frac{3}{4}\n$$", "`0.75`", "**0.75**",
        "Final Answer: The final answer is $\\boxed{0.75}$. I hope it is correct.", "The 5 steps give\nanswer: 0.75",
        r"\(\tfrac{3}{4}\)", r"\frac{\partial L}{\partial z_1} = 0.75", "dL/dw = 0.75", "f'(2) = 0.75",
    )),
    (COUNT, (
        "1234", "1,234", "1 234", "1_234", r"1{,}234", r"1\,234", "1234.0", "1.234e3", r"1.234 \cdot 10^3", "+1234",
        "1,234 parameters", "1234 Parameters.", r"\boxed{1{,}234\text{ parameters}}", "2468/2", "N = 1234",
    )),
    (SMALL, (
        "-1.234e-7", "-0.0000001234", r"-1.234 \cdot 10^{-7}", "−1.234 × 10⁻⁷", r"-1.234\times10^{-7}",
        "-1.234*10^(-7)", "-12.34e-8", "- 1.234E-07",
    )),
    (SHARE, ("12.5", "12.5%", r"12.5\%", "12.5 %", "12.5 percent", r"$12.5\,\%$", "25/2")),
    (VECTOR, (
        "[0.410, -0.863]", "(0.41, -0.863)", "[0.410 -0.863]", "np.array([0.41, -0.863])", "tensor([0.41, -0.863])",
        r"\begin{pmatrix} 0.410 \\ -0.863 \end{pmatrix}", r"\begin{bmatrix} 0.41 & -0.863 \end{bmatrix}",
        r"\left(0.410,\ -0.863\right)", r"(0.410, -0.863)^\top", "[0.410, -0.863].T", "0.410, -0.863",
        r"\nabla_z L = (0.41, -0.863)", "Answer: [0.41,\n -0.863]", r"\boxed{\left[0.41, -0.863\right]}",
        r"\left(\begin{array}{c} 0.41 \\ -0.863 \end{array}\right)", "[41/100, -8.63e-1]",
    )),
    (MATRIX, (
        "[[1, -2, 3], [4, 5, 0.5]]", "((1, -2, 3), (4, 5, 1/2))", "[[1 -2 3]\n [4 5 0.5]]", "[1 -2 3; 4 5 0.5]",
        "[1, -2, 3; 4, 5, 1/2]", r"\begin{bmatrix} 1 & -2 & 3 \\ 4 & 5 & \frac{1}{2} \end{bmatrix}",
        r"$$\begin{pmatrix}1&-2&3\\4&5&0.5\end{pmatrix}$$", "numpy.array([[1, -2, 3], [4, 5, 0.5]])",
        r"W = \left[\begin{array}{ccc} 1 & -2 & 3 \\ 4 & 5 & 0.5 \\ \end{array}\right]",
        "Answer:\n\\[\n\\begin{pmatrix}\n1 & -2 & 3 \\\\\n4 & 5 & 1/2\n\\end{pmatrix}\n\\]",
        "[[1.0, -2.0, 3.0], [4.0, 5.0, 5e-1]]",
    )),
    (CHOICE, (
        "B", "b", "(B)", "B)", "B.", r"\boxed{B}", r"\boxed{\text{B}}", "Answer: B", "<answer>(B)</answer>",
        "option B",
        "B. nowhere: it is differentiable everywhere", "**B**", "The limit exists, so\n**Answer: B**",
    )),
    (CHOICES, ("A, C", "A and C", "C, A", "{A, C}", "[A, C]", "(A), (C)", r"\boxed{\text{A, C}}", "A C", "a, c",
    "A; C")),
)  # fmt: skip

WRONG: tuple[tuple[Mapping[str, str], tuple[str | None, ...]], ...] = (
    (QUARTERS, (
        None, "", " \n", "0.7", "0.76", "3/5", "1, 2, 3/4", "3/4 or 4/3", "0.75 or 0.8", "I think it is 0.75 or so",
        "the value is 0.75", r"\boxed{1/2} or \boxed{3/4}", r"\boxed{3/4} \boxed{4/3}",
        "<answer>0.5</answer><answer>0.75</answer>",
        "Answer: 0.5\nAnswer: 0.75", r"\boxed{0.75} Answer: 0.8", "Answer: 0.8 or \\boxed{0.75}", "any number",
        "[0.7, 0.8]",
        "0.7 to 0.8", "0.75 ± 0.1", r"0.7 \le x \le 0.8", "x != 0.75", r"x \neq 0.75", "75%", "0,75", "0.75 0.75",
        "(0.75, 1)",
        "0.75x", "1 - 1/4", "3/4/1", "sqrt(9/16)", "-0.75", "0.75e1", "not x = 0.75", "0.5 or x = 0.75", "2 = 0.75",
        "0.8 = 0.75", "0.75 = 0.8", "either 1/2, or y = 3/4", r"\boxed{}", r"\boxed{0.75", "<answer>0.75", "٠.٧٥",
        "0.７５",
        "0.75 m", "nan", "inf", "1/0", "What is $x$?", "What is $x$? 0.75", "<think>0.75</think>",
        "<think>Answer: 0.75",
        "eval('3/4')", "__import__('os').system('true')", "print(0.75)", "0.7499999999999999 or less", "{0.75, 0.5}",
    )),
    (COUNT, (
        "1,235", "12,34", "1.234", "1234 or 1235", "1234 biases", "1234 kB", "1.2e3", "9**9**9", "2**10 + 210",
        "12 34",
        "1234 parameters or 5", "1234 thousand", "1234, 1235", "between 1234 and 1234", "1234!", "1234.5", "0x4d2",
        "1e99999999",
        "1" * 100_000, "1,234,", "1234 not", "MCCXXXIV", "1234 neurons",
    )),
    (SMALL, ("1.234e-7", "-1.234e-6", "-1.234", "0", "-1.234 \\cdot 10", "-1.234e-7 or 0", "about -10^{-7}")),
    (SHARE, ("0.125", "0.125%", "12.5 permille", "1/8", "12.5 units", "12.5%%")),
    (FOUR, ("1, 2, 3, 4", "1 2 3 4", "[4]", "(4, 4)", "2 + 2", "2^2", "4 4", "{4}{4}", "1 or 2 or 3 or 4", "4?",
    "4, 5")),
    (VECTOR, (
        "[-0.863, 0.410]", "[0.410]", "[0.41, -0.863, 0]", "[[0.41, -0.863]]", "[[0.41], [-0.863]]", "0.410",
        "[0.41, 0.863]",
        "[0.41, -0.863] or [0, 0]", "[0.41, -0.863], [1, 2]", "{0.41, -0.863}", "0.41; -0.863; 1", "[0.41, [-0.863]]",
        "[0.41, x]", r"\begin{vmatrix} 0.41 \\ -0.863 \end{vmatrix}", "np.array([0.41, -0.863]).sum()",
        "[0.41, -0.863",
        r"\begin{pmatrix} 0.41 & 0 \\ -0.863 & 0 \end{pmatrix}", "the gradient of L", r"\nabla_z L",
        r"\frac{\partial L}{\partial z}",
        "[" * 5000 + "]" * 5000, "(0.41, ..., -0.863)", "s - y", "[0.41, -0.863] * 1",
    )),
    (MATRIX, (
        "[1, -2, 3, 4, 5, 0.5]", "[[1, 4], [-2, 5], [3, 0.5]]", "[[1, -2, 3], [4, 5]]", "[[1, -2, 3], [4, 5, 0.6]]",
        "[[[1, -2, 3], [4, 5, 0.5]]]", r"\begin{bmatrix} 1 & -2 & 3 \\ 4 & 5 \end{bmatrix}", "[1 -2 3 4 5 0.5]",
        "[[1, -2, 3], [4, 5, 0.5]].T", r"\begin{bmatrix} 1 & 4 \\ -2 & 5 \\ 3 & 0.5 \end{bmatrix}^\top",
        "[[1,-2,3],[4,5,0.5],[0,0,0]]",
    )),
    (CHOICE, (
        "A", "A, B", "A or B", "AB", "B or A", "B, since f is smooth", "A. nowhere: it is differentiable everywhere",
        "B. at x = 0 only", "not B", r"\boxed{A} \boxed{B}", "nowhere: it is differentiable everywhere", "all",
        "B?", "A B C D", "8",
    )),
    (TRUTHS, (
        "T", "T F", "T F T", "T F F F", "F F T", "2. T, 1. F, 3. F", "all", "T F F or T T T", "1 0 0", "TFF",
        "T F ?", "not T F F",
        "the first is true", "T/F F F", "1. T, 1. F, 1. F",
    )),
    (PAIRS, (
        "1-C", "2-A", "1-A 2-C", "1-C 2-A 3-B", "1-C 1-A 2-A", "C A", "1-C 2-A or 1-A 2-C", "C-1 A-2",
        "1-C, 2-A, 2-B", "1-C2-A?",
        "1-CA 2-A", "1 2 C A",
    )),
    (CHOICES, ("A", "C", "A, B, C", "A, C, C", "A, C or A", "none", "all", "AC or B", "A, B", "A, C?", "A,, B",
    "A not C")),
)  # fmt: skip


@pytest.mark.parametrize(("judged", "replies"), RIGHT)
def test_an_equivalent_answer_has_full_marks(judged: Mapping[str, str], replies: tuple[str, ...]) -> None:
    assert [reply for reply in replies if score(judged, reply) != 1.0] == []


@pytest.mark.parametrize(("judged", "replies"), WRONG)
def test_everything_else_has_none(judged: Mapping[str, str], replies: tuple[str | None, ...]) -> None:
    assert [reply for reply in replies if score(judged, reply) != 0.0] == []


# -- formulas ----------------------------------------------------------------------------------------------

FORMULAS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("softmax_jacobian", (
        "s_i*(delta_ij - s_j)", r"s_i (\delta_{ij} - s_j)", r"s_i\delta_{ij} - s_i s_j", "s_i*delta_{i,j} - s_j*s_i",
        r"\frac{\partial s_i}{\partial z_j} = s_i\left(\delta_{ij}-s_j\right)", "s_i 1[i = j] - s_i s_j",
        "sᵢ(δᵢⱼ - sⱼ)",
        r"-s_i (s_j - \mathbb{1}[i=j])", r"\boxed{s_j(\delta_{ij} - s_i)}", "Answer: $s_i(\\delta_{ij}-s_j)$",
        r"s_i \mathbf{1}\{i = j\} - s_i\cdot s_j",
    ), (
        "s_i*delta_ij", "s_i*(delta_ij + s_j)", r"\frac{\partial s_i}{\partial z_j}", "s_i(1 - s_i)", "-s_i*s_j",
        "0", "s_i",
        "s_i*(delta_ij - s_j) or 0", "s_i*(delta_ij - s_k)", r"\lim_{h \to 0} \frac{s_i(z_j + h) - s_i(z_j)}{h}",
        "the Jacobian of softmax", "diff(s_i, z_j)", r"\frac{\partial}{\partial z_j} \frac{e^{z_i}}{\sum_k e^{z_k}}",
    )),
    ("bce_gradient", (
        "(p - t)/(p*(1 - p))", r"\frac{p-t}{p(1-p)}", r"-\frac{t}{p} + \frac{1-t}{1-p}", "(1-t)/(1-p) - t/p",
        r"\frac{t - p}{p^2 - p}", "(p - t) / (p - p**2)",
        r"\frac{\partial \ell}{\partial p} = \frac{p - t}{p(1 - p)}",
    ), (
        "p - t", "(t - p)/(p*(1 - p))", "(p - t)/p*(1 - p)", "1/p", "(p - t)/(p*(1 - p)) + 0*q", "(p - t)/(p*(1 - p)",
        "(p - t)/(p*(1 - p)) + 1e-9", "p = t", r"\frac{d\ell}{dp}", "(p-t)/(p*(1-p)) if True else 0",
    )),
    ("prelu_gradient", (
        r"\begin{cases} x & x < 0 \\ 0 & \text{otherwise} \end{cases}",
        r"\begin{cases} 0 & \text{if } x \ge 0 \\ x & \text{if } x < 0 \end{cases}",
        "x if x < 0 else 0", "min(0, x)", "x*1[x < 0]", r"\min\{x, 0\}", "-relu(-x)", "x - max(0, x)", "(x - |x|)/2",
    ), ("x", "relu(x)", "0", "max(0, x)", "x if x > 0 else 0", "-x*1[x < 0]", "a*x", "x or 0", "1[x < 0]")),
    ("squared_sigmoid_curvature", (
        r"2\sigma(x)^2(1-\sigma(x))(2-3\sigma(x))", "2 σ(x)² (1 - σ(x)) (2 - 3σ(x))",
        "2*sigmoid(x)**2*(1-sigmoid(x))*(2-3*sigmoid(x))",
        r"4\sigma^2(x)(1-\sigma(x)) - 6\sigma^3(x)(1-\sigma(x))", r"\frac{2 e^{-x} (2 e^{-x} - 1)}{(1 + e^{-x})^4}",
        "(4*exp(-2*x) - 2*exp(-x))/(1 + exp(-x))^4",
        r"2 \operatorname{sigmoid}(x)^2 (1 - \sigma(x)) (2 - 3 \sigma(x))",
    ), (
        "2*sigmoid(x)^2*(1 - sigmoid(x))^2", "sigmoid(x)*(1 - sigmoid(x))", "2*sigmoid(x)*sigmoid'(x)",
        r"\frac{d^2}{dx^2} \sigma(x)^2",
        "2*sigmoid(x)^2*(1 - sigmoid(x))*(2 - 3*sigmoid(x)) + sin(x)*0", "d/dx (2*sigmoid(x)^2*(1 - sigmoid(x)))",
    )),
    ("any_target_loss", (
        r"-\sum_k y_k z_k + \Bigl(\sum_k y_k\Bigr) \log \sum_j e^{z_j}",
        r"\sum_k y_k \left(\log \sum_j e^{z_j} - z_k\right)",
        "log(sum_j exp(z_j)) * sum_k y_k - sum_i y_i*z_i",
        r"L = \left(\sum_{k=1}^{C} y_k\right) \ln\sum_{j=1}^{C} e^{z_j} - \sum_{k=1}^{C} y_k z_k",
    ), (
        r"-\sum_k y_k \log s_k", r"\log \sum_j e^{z_j} - \sum_k y_k z_k", "L", "-sum_k y_k*log(softmax(z)_k)",
        "sum_k y_k*z_k",
    )),
    ("layer_formulas", ("K*(D*M + M)", "KDM + KM", r"K M (D + 1)", "(D + 1)*M*K", r"K \cdot (D+1) \cdot M"),
     ("K*D*M", "K*(D*M + D)", "K*(D*M + 1)", "42", "K*(D+1)*M, if there is a bias", "number of parameters")),
    ("scalar_network", (
        "(v f(wx) - y) v f'(wx) x", r"v x\, f'(w x)\,(v f(w x) - y)",
        r"\frac{\partial L}{\partial w} = (v f(wx)-y) \cdot v \cdot f'(wx) \cdot x",
    ), (
        "(v*f(w*x) - y)*v*f(w*x)*x", "(f - y)*v*x", "(v*f(w*x) - y)*f'(w*x)*x",
        r"(v f(wx) - y) \frac{\partial}{\partial w} v f(wx)",
    )),
)  # fmt: skip


def asked(slug: str) -> dict[str, str | int]:
    return items(assemble.variant(slug, 1, 0))[0]


@pytest.mark.parametrize("row", FORMULAS, ids=lambda row: row[0])
def test_a_formula_is_judged_by_its_value(row: tuple[str, tuple[str, ...], tuple[str, ...]]) -> None:
    slug, right, wrong = row
    one = asked(slug)
    assert one["answer_kind"] == "expression"
    assert [reply for reply in right if score(one, reply) != 1.0] == []
    assert [reply for reply in wrong if score(one, reply) != 0.0] == []


# -- hostile replies ---------------------------------------------------------------------------------------

HOSTILE = (
    "9" * 900_000, "(" * 3_900, "[[" * 900_000, "\\boxed{" * 100_000, "<answer>" * 100_000, "Answer: (\n" * 90_000,
    "9**9**9",
    "\\boxed{" + "{" * 3000 + "}" * 3000 + "}", "<think>" * 100_000, "\\frac{" * 600 + "1" + "}{2}" * 600,
    "exp(" * 30 + "x" + ")" * 30,
    "exp(exp(exp(exp(9))))", "((((9^8)^8)^8)^8)^8", "x" + "^8" * 200,
    "exp(999999999*999999999*999999999*999999999)", "-" * 3000 + "1",
    "sum_a sum_b sum_c sum_d sum_e y_a*y_b*y_c*y_d*y_e", "\x00" * 3000, "\ud800", "e^(e^(e^(e^x)))",
    "1e308*10**999", "10^999/10^-999",
    " " * 900_000, "*" * 4000, "$" * 4000, "a=" * 2000, ", " * 2000, "1 " * 2000, "1," * 2000, "\\left" * 700,
    "\\begin{cases}" * 200,
    "__import__('os').system('sleep 9')", "[" + "1, " * 1200 + "1]", "sqrt(" * 60 + "2" + ")" * 60, "|" * 900,
    "1/(x-x)", "log(-1)",
    "x" * 3000, "\\text{" * 600, "_" * 4000, "x_" * 1500, "f'" * 400, "f" + "'" * 3000, "1[" * 300, "if " * 600,
    "\\begin{pmatrix}" * 250, "\\begin{pmatrix}" + "1&" * 1900 + "1\\end{pmatrix}", "1/" * 1900, "e+" * 1900,
    "10^" * 1200,
)  # fmt: skip
SECONDS = 2.0  # of the processor for any of them; most take a hundredth


@pytest.mark.parametrize(
    "one", [QUARTERS, MATRIX, VECTOR, CHOICES, "squared_sigmoid_curvature", "any_target_loss"], ids=str
)
def test_a_hostile_reply_costs_little_and_earns_nothing(one: Any) -> None:
    judged = asked(one) if isinstance(one, str) else one
    for reply in HOSTILE:
        start = time.process_time()
        assert score(judged, reply) == 0.0, reply[:40]
        assert time.process_time() - start < SECONDS, reply[:40]


# -- items -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["proof", "prose", "", None])
def test_what_has_no_final_answer_is_refused(kind: str | None) -> None:
    judged = {"answer_kind": kind, "accepts": '{"rubric": []}'}
    assert not is_scored(judged)
    with pytest.raises(Unscorable, match="no final answer"):
        score(judged, "1")


@pytest.mark.parametrize(
    "judged",
    [
        {"answer_kind": "number"},
        {"answer_kind": "number", "accepts": "[1]"},
        {"answer_kind": "number", "accepts": "{"},
        {"answer_kind": "number", "accepts": '{"low": 1}'},
        {"answer_kind": "array", "accepts": "{}"},
        {"answer_kind": "choice", "accepts": "{}"},
        {"answer_kind": "expression", "accepts": '{"equal_to": "value"}'},
    ],
)
def test_an_item_that_lacks_what_it_accepts_is_refused(judged: dict[str, str]) -> None:
    with pytest.raises(Unscorable):
        score(judged, "1")
