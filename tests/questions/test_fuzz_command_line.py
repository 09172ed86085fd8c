"""The command line and its parsers, fed with what nobody would type: never a traceback, never long.

Every call ends with exit code 0, 1 or 2, says at most one line on stderr, and takes at most two seconds. The examples
are the same in every run; BACKPROOF_FUZZ=2000 tries so many of each kind.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questions import catalogue, limits, markup, record
from questions.cli import main
from questions.errors import CheckFailed

# A record that fails is printed by hypothesis, whatever its length.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

SECONDS = 2.0  # of the processor, for one call
EXAMPLES = int(os.environ.get("BACKPROOF_FUZZ", "6"))
FIELDS = [
    (entry.slug, field) for entry in catalogue.entries() for field in catalogue.load_family(entry).schema
]
COUNTS = "mlp_parameters"


def fuzz(examples: int = EXAMPLES) -> Callable[[Any], Any]:
    """The settings of every property here; fixtures are shared by the examples, which is meant."""
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    chosen: Callable[[Any], Any] = settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=quiet
    )
    return chosen


@pytest.fixture(scope="module", autouse=True)
def _warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Imports are paid once: the two seconds are for what a call does, beyond the start of the interpreter."""
    for entry in catalogue.entries():
        call("show", entry.slug, seconds=60)


def call(*words: str, seconds: float = SECONDS) -> Result:
    """A call that must end well: as a result, a failed check or a refusal."""
    begun = time.process_time()
    run = CliRunner().invoke(main, list(words))
    taken = time.process_time() - begun
    said = f"{words!r:.2000} -> {run.exit_code}\n{run.output[:2000]}"
    assert run.exception is None or isinstance(run.exception, SystemExit), f"{said}\n{run.exception!r}"
    assert run.exit_code in (0, 1, 2), said
    assert "Traceback" not in run.output, said
    assert run.stderr.count("\n") == (1 if run.exit_code == 2 else run.stderr.count("backproof: ")), said
    assert len(run.stderr) < 2000, said
    assert taken < seconds, f"{taken:.1f} s: {said}"
    return run


# -- what is fed in ----------------------------------------------------------------------------------------

INTEGERS = st.one_of(
    st.integers(-3, 40),
    st.sampled_from([10**5, 10**6, 2**31, 2**63, 10**9, 10**18, 10**400, -(10**9), 10**4299]),
    st.integers(),
)
NUMBERS = st.one_of(
    INTEGERS.map(str),
    st.sampled_from(
        [
            "NaN",
            "Infinity",
            "-Infinity",
            "1e308",
            "1e-308",
            "1e400",
            "1e999999999",
            "-0",
            "-0.0",
            "0.1",
            "1e5",
            "1E+20",
            "0." + "1" * 5000,
            "9" * 5000,
            "1e-9",
            "0.000000001",
            "3.5",
            "-2.25",
        ]
    ),
    st.floats().map(repr),
)
TEXTS = st.one_of(
    st.text(max_size=12), st.sampled_from(["sigmoid", "A", "rows", "mean", "0.5", "1/2", "\x00", "\ud800"])
)


def nested(leaf: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """JSON texts, some of them deep."""
    lists = lambda inner: st.lists(inner, max_size=5).map(lambda parts: f"[{', '.join(parts)}]")  # noqa: E731
    objects = lambda inner: st.dictionaries(TEXTS.map(json.dumps), inner, max_size=3).map(  # noqa: E731
        lambda rows: "{" + ", ".join(f"{name}: {value}" for name, value in rows.items()) + "}"
    )
    tree = st.recursive(leaf, lambda inner: st.one_of(lists(inner), objects(inner)), max_leaves=12)
    deep = st.tuples(st.integers(1, 5000), leaf).map(lambda pair: "[" * pair[0] + pair[1] + "]" * pair[0])
    return st.one_of(tree, lists(leaf), lists(lists(leaf)), lists(lists(lists(leaf))), deep)


JSONS = nested(st.one_of(NUMBERS, TEXTS.map(json.dumps), st.sampled_from(["null", "true", "false"])))
PRINTABLE = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60
)  # no shell passes a 0


# -- given values ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("slug", "field"), FIELDS, ids=[".".join(pair) for pair in FIELDS])
@fuzz()
@given(value=JSONS)
def test_any_json_may_be_given(slug: str, field: str, value: str) -> None:
    call("show", slug, "--given", f"{field}={value}")


@fuzz(4 * EXAMPLES)
@given(
    pair=st.one_of(
        PRINTABLE, PRINTABLE.map(lambda text: f"layers={text}"), PRINTABLE.map(lambda text: f"@{text}")
    )
)
def test_any_text_may_be_given(pair: str) -> None:
    call("show", COUNTS, f"--given={pair}")


@fuzz()
@given(
    content=st.one_of(st.binary(max_size=200), JSONS.map(lambda text: text.encode(errors="surrogatepass")))
)
def test_any_file_may_be_given(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "given.json").write_bytes(content)
    call("show", COUNTS, "--given", f"layers=@{tmp_path / 'given.json'}")


# The largest values that a schema lets through, at once, and numbers that are nearly those.
LARGE = [
    (COUNTS, ["layers=" + json.dumps([2048] * 8)]),
    (COUNTS, ["layers=[1000000000, 1000000000, 1000000000]"]),
    (COUNTS, ["layers=" + json.dumps([2] * 100_000)]),
    ("initial_loss", ["classes=100000", "batch=4096"]),
    ("initial_loss", ["classes=100000", "batch=4096", "reduction=\"sum\""]),
    ("mse_elements", ["shape=[4096, 4096, 4096, 4096]", "difference=0.5"]),
    ("mse_elements", ["shape=[10, 1000, 1000]", "difference=0.5"]),
    ("mse_elements", ["difference=" + "9" * 4000]),
    ("mse_elements", ["difference=0." + "1" * 6000]),
    ("softmax_nll", ["logits=[1e300, 1, 2]"]),
    ("softmax_nll", ["logits=[1e-300, 1, 2]"]),
    ("softmax_nll", ["logits=[0." + "3" * 5000 + ", 1, 2]"]),
    ("cross_entropy_gradient", ["logits=[0." + "3" * 5000 + ", 1]", "target=[1, 0]"]),
    ("activation_derivative", ["x=0." + "3" * 5000]),
    ("activation_derivative", ["activation=\"elu\"", "alpha=0." + "3" * 5000]),
    ("dead_relu", ["w1=-0." + "1" * 5000]),
    ("dead_relu", ["w1=-" + "1" * 5000]),
    ("maxout_gradient", ["weights=" + json.dumps([[99] * 5] * 5)]),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "pairs"), LARGE, ids=[f"{slug}-{k}" for k, (slug, _) in enumerate(LARGE)])
def test_large_values_are_refused_or_asked_within_two_seconds(slug: str, pairs: list[str]) -> None:
    call("show", slug, *(f"--given={pair}" for pair in pairs))


# -- seeds, counts, titles, names --------------------------------------------------------------------------


@fuzz(4 * EXAMPLES)
@given(
    seed=st.one_of(
        INTEGERS.map(str),
        PRINTABLE,
        st.sampled_from(["\u0667", "1_000", "0x10", "1e3", "+5", "--", "\uff15"]),
    )
)
def test_any_seed_may_be_asked_for(seed: str) -> None:
    call("show", COUNTS, f"--seed={seed}")
    call("show", COUNTS, f"--copy={seed}")


@fuzz()
@given(
    title=st.one_of(
        PRINTABLE,
        st.text(st.sampled_from("\\{}$%#&_^~<>|*`\"'-/.: \u202e\u0301\u00df\u4e2d\U0001f600\n\t\x00")),
    )
)
def test_any_title_may_be_printed(title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    call("generate", COUNTS, f"--title={title}", "--force", "--seed", "1")


@fuzz(4 * EXAMPLES)
@given(word=PRINTABLE, option=st.sampled_from(["--case", "--format", "--topic"]))
def test_any_word_may_be_a_name(word: str, option: str) -> None:
    call("show", f"--case={word}", COUNTS)
    call("list", f"--topic={word}")
    call("derive", "--", word)
    call("show", "--", word)
    call("verify", "--", word)


# -- stored sheets -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An honest record of three questions."""
    folder = tmp_path_factory.mktemp("fuzz") / "sheet"
    slugs = (COUNTS, "activation_derivative", "softmax_nll")
    call("generate", *slugs, "--seed", "3", "--out", str(folder), seconds=60)
    return (folder / record.NAME).read_bytes()


def verified(content: bytes, folder: Path) -> Result:
    (folder / record.NAME).write_bytes(content)
    return call("verify", str(folder / record.NAME))


@fuzz()
@given(
    content=st.one_of(st.binary(max_size=300), JSONS.map(lambda text: text.encode(errors="surrogatepass")))
)
def test_any_bytes_may_be_a_record(content: bytes, tmp_path: Path) -> None:
    assert verified(content, tmp_path).exit_code == 1


@fuzz(2 * EXAMPLES)
@given(
    at=st.integers(0, 10**9),
    kind=st.sampled_from(["head", "tail", "hole", "byte"]),
    byte=st.binary(min_size=1, max_size=3),
)
def test_a_record_may_be_cut_or_gnawed(
    at: int, kind: str, byte: bytes, stored: bytes, tmp_path: Path
) -> None:
    at %= len(stored)
    before, after = stored[:at], stored[at + 1 :]
    rows = {"head": before, "tail": after, "hole": before + after, "byte": before + byte + after}
    verified(rows[kind], tmp_path)


def paths(data: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield here
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in inner:
        yield from paths(value, (*here, name))


ODD: list[Any] = [
    None, True, 0, -1, 7, 10**9, 10**30, 10**4000, "", "x", "0", "9" * 5000, "1/0", "nan", "1e999999", "\x00", "\ud800",
    [], [[]], {}, {"is": "number", "value": 10**9}, "../../etc/passwd", [0] * 1000,
]  # fmt: skip


@fuzz(12 * EXAMPLES)
@given(where=st.integers(0, 10**9), odd=st.integers(0, len(ODD) + 1))
def test_any_field_may_hold_anything(where: int, odd: int, stored: bytes, tmp_path: Path) -> None:
    sheet = json.loads(stored)
    every = list(paths(sheet))[1:]
    *way, last = every[where % len(every)]
    inner = sheet
    for name in way:
        inner = inner[name]
    if odd == len(ODD):
        del inner[last]
    else:
        inner[last] = ODD[odd] if odd < len(ODD) else "DEEP"
    text = json.dumps(sheet).replace('"DEEP"', "[" * 3000 + "]" * 3000)
    verified(text.encode(), tmp_path)


HUGE = [[10**9] * 3, [4096] * 4, [30_000, 30_000], [2] * 26]


@pytest.mark.parametrize("layers", HUGE, ids=lambda layers: str(layers)[:20])
def test_huge_params_of_a_record_are_stopped(layers: list[int], stored: bytes, tmp_path: Path) -> None:
    sheet = json.loads(stored)
    sheet["questions"][0]["params"]["layers"] = layers
    assert verified(json.dumps(sheet).encode(), tmp_path).exit_code == 1


def test_a_witness_is_stopped_after_its_seconds_and_its_memory() -> None:
    def endless() -> None:
        while True:
            pass

    with pytest.raises(limits.TooMuch, match="stopped after"), limits.within_seconds(0.05):
        endless()
    with pytest.raises(MemoryError), limits.within_memory(64):
        bytearray(2**28)
    assert limits.patient(lambda a, b: a + b)(1, 2) == 3


# -- expressions of a user -------------------------------------------------------------------------------------

WORDS = [*"xyWNtabs.()[]{}+-*/@<>=,:'\"\\ 0129_\n", "sum", "log", "**", ".T", "exp"]
SIGNS = st.lists(st.sampled_from(WORDS), max_size=30).map("".join)
GROWING = [
    "(" * 300,
    "-" * 399,
    "x**8**8**8",
    "(x+1)**8" * 40,
    "sum(" * 80 + "x" + ")" * 80,
    "9" * 400,
    "x" * 400,
    "x" * 10**5,
]


def derived(expr: str, shapes: str) -> None:
    """A refusal may show the place under the expression: at most three lines, the last one of ours."""
    begun = time.process_time()
    run = CliRunner().invoke(main, ["derive", f"--expr={expr}", "--wrt=x", f"--shapes={shapes}"])
    assert run.exception is None or isinstance(run.exception, SystemExit), (expr, shapes, run.exception)
    assert run.exit_code in (0, 1, 2)
    assert "Traceback" not in run.output
    assert run.exit_code == 0 or run.stderr.splitlines()[-1].startswith("backproof: ")
    assert run.stderr.count("\n") <= 3
    assert time.process_time() - begun < SECONDS, (expr, shapes)


@fuzz(4 * EXAMPLES)
@given(expr=st.one_of(SIGNS, PRINTABLE), shapes=st.one_of(st.just("x: y:N W:N,N"), SIGNS))
def test_any_text_may_be_an_expression(expr: str, shapes: str) -> None:
    derived(expr, shapes)


@pytest.mark.parametrize("expr", GROWING, ids=lambda expr: expr[:12])
def test_an_expression_that_grows_is_refused_in_time(expr: str) -> None:
    derived(expr, "x:")


# -- parsers -----------------------------------------------------------------------------------------------

MARKS = st.text(st.sampled_from("\\$*`|-{}[]()&%#_^~<> \n\tabx1=+"), max_size=80)


@fuzz(20 * EXAMPLES)
@given(source=st.one_of(MARKS, PRINTABLE))
def test_any_text_is_markup_or_is_refused(source: str) -> None:
    begun = time.process_time()
    for parser in (markup.parse, markup.inlines, markup.formula):
        with contextlib.suppress(markup.MarkupError):
            parser(source)
    assert time.process_time() - begun < SECONDS


LONG = [sign * 20_001 for sign in ("$", "*", "`", "\\", "{", "| ", "- ", "$a", "**a", "\n")]
LONG += ["|" + "`" * 20_000 + "|\n|-|", "$$" + "{" * 20_000 + "$$", "$" + "\\frac{" * 5_000 + "$"]


@pytest.mark.parametrize("source", LONG, ids=[f"{source[:6]!r}" for source in LONG])
def test_long_markup_takes_no_long_time(source: str) -> None:
    begun = time.process_time()
    for parser in (markup.parse, markup.inlines, markup.formula):
        with contextlib.suppress(markup.MarkupError):
            parser(source)
    assert time.process_time() - begun < SECONDS


@fuzz(8 * EXAMPLES)
@given(
    source=st.one_of(
        PRINTABLE,
        st.builds(lambda front, rest: f"+++\n{front}\n+++\n{rest}", MARKS, MARKS),
        st.builds(
            lambda name, value: f"+++\n{name} = {value}\n+++\n",
            st.sampled_from(sorted(catalogue.FIELDS)),
            JSONS,
        ),
    )
)
def test_any_text_is_front_matter_or_is_refused(source: str, tmp_path: Path) -> None:
    path = tmp_path / "topic" / "slug.j2"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(source.encode(errors="surrogatepass"))
    said = "topic/slug.j2: "
    try:
        catalogue.read_entry(path)
    except CheckFailed as error:
        said = str(error)
    assert said.startswith("topic/slug.j2: ")
