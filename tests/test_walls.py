"""Who may import whom, read from the source with `ast`: the two walls, the cold start, the order of the rooms.

Each rule is a function from a tree of modules to the list of its breaches, so that every rule is also shown a
made-up offender, which it must see.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DERIVE_FLOORS = (  # each imports from those before it, and from its own
    ("terms",),
    ("mutations",),  # slips of the pen
    ("kernel",),
    ("conditions",),  # what a derivation takes for granted
    ("derivation",),
    ("pieces", "enclosures", "minima", "facts"),  # what is known of a function of one variable
    ("claims",),
    ("rules",),
    ("library",),
    ("expressions",),  # what a user types, read and differentiated
    ("audit",),
)
HEAVY = ("numpy", "sympy", "mpmath", "derive", "jinja2", "click", "jsonschema")
REACHING = {
    "__import__",
    "import_module",
    "importlib",
    "exec",
    "eval",
    "compile",
    "open",
    "globals",
    "__builtins__",
}

Modules = Mapping[str, str]  # dotted name -> source; the name of a package ends in ".__init__"


@dataclass(frozen=True, slots=True)
class Import:
    """One name that a module imports, and when: `now` at import, `later` inside a function, or for `types` only."""

    name: str
    when: str


def house() -> dict[str, str]:
    """The sources of both packages."""
    files = [path for package in ("derive", "questions") for path in sorted((ROOT / package).rglob("*.py"))]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts): path.read_text("utf-8") for path in files}


def imports(name: str, source: str) -> list[Import]:
    """Everything the module imports, absolute; `from a import b` counts as both `a` and `a.b`."""
    return list(_imports(name, ast.parse(source, name), "now"))


def _imports(module: str, node: ast.AST, when: str) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        inner = when
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and when == "now":
            inner = "later"
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for statement in child.body:
                yield from _imports(module, ast.Module([statement], []), "types")
            for statement in child.orelse:
                yield from _imports(module, ast.Module([statement], []), when)
            continue
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, when) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = _absolute(module, child)
            yield Import(base, when)
            yield from (Import(f"{base}.{alias.name}", when) for alias in child.names)
        elif isinstance(child, ast.Call) and ast.unparse(child.func).split(".")[-1] in {
            "import_module",
            "__import__",
        }:
            named = child.args[0] if child.args else None
            if isinstance(named, ast.Constant) and isinstance(named.value, str):
                yield Import(named.value, when)
        yield from _imports(module, child, inner)


def _absolute(module: str, node: ast.ImportFrom) -> str:
    """`from ..terms import x` in derive.kernel.gate is `derive.terms`."""
    if not node.level:
        return node.module or ""
    package = module.split(".")[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


def within(name: str, packages: tuple[str, ...]) -> bool:
    """Whether `name` is one of `packages` or lies inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def forbidden(modules: Modules, where: str, what: tuple[str, ...], when: tuple[str, ...]) -> list[str]:
    """The imports of `what` in modules under `where`, at the times `when`."""
    return [
        f"{module} imports {found.name} ({found.when})"
        for module, source in modules.items()
        if within(module, (where,))
        for found in imports(module, source)
        if found.when in when and within(found.name, what)
    ]


def derive_knows_of_questions(modules: Modules) -> list[str]:
    """Wall 1: derive/ does not know that it is asked, checked or printed."""
    return forbidden(
        modules, "derive", ("questions", "jinja2", "click", "jsonschema"), ("now", "later", "types")
    )


def witness_reaches_out(modules: Modules) -> list[str]:
    """Wall 2: a witness imports nothing, and has no other way to reach a module."""
    witnesses = {name: source for name, source in modules.items() if within(name, ("questions.witness",))}
    found = [
        f"{module} imports {found.name}"
        for module, source in witnesses.items()
        for found in imports(module, source)
        if not within(found.name, ("__future__",))
    ]
    for module, source in witnesses.items():
        names = {node.id for node in ast.walk(ast.parse(source, module)) if isinstance(node, ast.Name)}
        names |= {
            node.attr for node in ast.walk(ast.parse(source, module)) if isinstance(node, ast.Attribute)
        }
        dunders = {name for name in names if name.startswith("__")}
        found += [f"{module} uses {name}" for name in sorted(names & REACHING | dunders)]
    return found


def bank_starts_hot(modules: Modules) -> list[str]:
    """A family is listed and read without NumPy, SymPy, derive or Jinja: they come in inside `solve`."""
    return forbidden(modules, "questions.bank", HEAVY, ("now",))


def bank_knows_its_witness(modules: Modules) -> list[str]:
    """Solver and witness share the parameters of the variant and nothing else."""
    upstairs = tuple(
        f"questions.{room}" for room in ("witness", "assemble", "verify", "render", "cli", "commands")
    )
    return forbidden(modules, "questions.bank", upstairs, ("now", "later", "types"))


def rooms_out_of_order(modules: Modules) -> list[str]:
    """Imports inside derive go down in `DERIVE_FLOORS`, or stay on their floor."""
    floors = {room: floor for floor, rooms in enumerate(DERIVE_FLOORS) for room in rooms}
    found = []
    for module, source in modules.items():
        room = module.split(".")[1] if within(module, ("derive",)) else "__init__"
        if room == "__init__":
            continue
        if room not in floors:
            found.append(f"{module} is on no floor: {', '.join(floors)}")
            continue
        for reached in imports(module, source):
            other = reached.name.split(".")[1] if reached.name.startswith("derive.") else room
            if floors.get(other, 0) > floors[room]:
                found.append(f"{module} imports {reached.name}, and {other} stands above {room}")
    return found


def circles(modules: Modules) -> list[str]:
    """The circles of run-time imports, those inside functions included, one line for each that the walk meets.

    Before: a imports b, b imports a. After: ["a -> b -> a"].
    """
    names = {name.removesuffix(".__init__"): name for name in modules}
    edges = {
        short: sorted(
            target
            for target in {found.name for found in imports(full, modules[full]) if found.when != "types"}
            if target in names
            and target != short
            and not _only_on_the_way(target, full, modules[full], names)
        )
        for short, full in names.items()
    }
    found: list[str] = []
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            found.append(" -> ".join([*path[path.index(name) :], name]))
        elif name not in done:
            for target in edges[name]:
                walk(target, (*path, name))
            done.add(name)

    for name in sorted(edges):
        walk(name, ())
    return found


def _only_on_the_way(target: str, module: str, source: str, names: Mapping[str, str]) -> bool:
    """Whether the package `target` is named only to reach modules in it: `from derive.terms import index`."""
    for node in ast.walk(ast.parse(source, module)):
        if isinstance(node, ast.Import) and any(alias.name == target for alias in node.names):
            return False
        if (
            isinstance(node, ast.ImportFrom)
            and _absolute(module, node) == target
            and any(f"{target}.{alias.name}" not in names for alias in node.names)
        ):
            return False
    return names[target].endswith(".__init__")


RULES: dict[Callable[[Modules], list[str]], list[dict[str, str]]] = {
    derive_knows_of_questions: [
        {"derive.library.softmax": "from questions.model import Part"},
        {"derive.library.softmax": "def build():\n    import questions"},
        {"derive.terms.latex": "if TYPE_CHECKING:\n    from jinja2 import Template"},
        {"derive.audit": "from importlib import import_module\nimport_module('click')"},
        {"derive.rules.sums": "def f():\n    __import__('questions.model')"},
    ],
    witness_reaches_out: [
        {"questions.witness.losses.nll": "import numpy as np"},
        {"questions.witness.losses.nll": "def witness(params, at, np):\n    from derive import library"},
        {"questions.witness.losses.nll": "def witness(params, at, np):\n    return __import__('sympy')"},
        {"questions.witness.losses.nll": "def witness(params, at, np):\n    return eval(params['f'])"},
        {"questions.witness.losses.nll": "from ..shared import forward"},
        {"questions.witness.losses.nll": "def witness(params, at, np):\n    return np.__loader__"},
    ],
    bank_starts_hot: [
        {"questions.bank.losses.nll": "import numpy as np"},
        {"questions.bank.losses.nll": "from derive.library import find"},
        {"questions.bank.losses.nll": "class Row:\n    import sympy"},
        {"questions.bank.losses.nll": "try:\n    import jinja2\nexcept ImportError:\n    pass"},
    ],
    bank_knows_its_witness: [
        {"questions.bank.losses.nll": "def solve(params):\n    from questions.witness.losses import nll"},
        {"questions.bank.losses.nll": "from questions.verify import recheck"},
    ],
    rooms_out_of_order: [
        {"derive.terms.latex": "from derive.kernel import gate"},
        {"derive.claims": "from .library import find"},
        {"derive.kernel.gate": "def late():\n    from ..derivation import Step"},
        {"derive.helpers": ""},
    ],
    circles: [
        {"derive.terms.a": "from derive.terms.b import x", "derive.terms.b": "from derive.terms.a import y"},
        {
            "questions.a": "def f():\n    from . import b",
            "questions.b": "import questions.a",
            "questions.__init__": "",
        },
        {"questions.a": "import questions", "questions.__init__": "from questions.a import x"},
    ],
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_walls(rule: Callable[[Modules], list[str]]) -> None:
    assert rule(house()) == []


@pytest.mark.parametrize(
    ("rule", "offender"),
    [(rule, offender) for rule, offenders in RULES.items() for offender in offenders],
    ids=lambda value: value.__name__ if callable(value) else next(iter(value)),
)
def test_each_rule_sees_its_offender(rule: Callable[[Modules], list[str]], offender: dict[str, str]) -> None:
    assert rule(offender)


@pytest.mark.parametrize(
    "room", ["derive.terms", "derive.kernel", "derive.library", "questions.bank", "questions.witness"]
)
def test_the_rules_read_every_room(room: str) -> None:
    assert any(within(module, (room,)) and source.strip() for module, source in house().items())


def test_types_and_functions_may_name_what_a_cold_start_may_not_import() -> None:
    source = "if TYPE_CHECKING:\n    from derive.terms import Term\ndef solve(params):\n    import sympy\n"
    assert bank_starts_hot({"questions.bank.losses.nll": source}) == []


def test_reaching_a_module_through_its_package_is_no_circle() -> None:
    tree = {
        "derive.terms.__init__": "from derive.terms.a import x",
        "derive.terms.a": "from . import b",
        "derive.terms.b": "",
    }
    assert circles(tree) == []
