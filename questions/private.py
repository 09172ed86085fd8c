"""Modules of a private bank: imported from their files, and the wall behind their witnesses.

A private bank is code that is run. Its witnesses are held to what ours are: a witness imports nothing and has no other
way to reach a module, so it shares nothing with the derivation; `backproof check` also runs it alone.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from questions.errors import CheckFailed

REACHING = frozenset(
    (
        "eval",
        "exec",
        "compile",
        "open",
        "globals",
        "locals",
        "vars",
        "getattr",
        "setattr",
        "breakpoint",
        "input",
    )
)


class BadPrivate(CheckFailed):
    """A file of a private bank is not as it must be: the message names it and its line."""


def module(path: Path, kind: str) -> ModuleType:
    """The module of a file of a private bank, imported once; raises BadPrivate, of a witness that reaches out too."""
    name = f"backproof_private_{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
    if name in sys.modules:
        return sys.modules[name]
    try:
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source, str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise BadPrivate(f"{path} cannot be read as UTF-8 text: {error}") from error
    except SyntaxError as error:
        raise BadPrivate(f"{path}, line {error.lineno}: not Python: {error.msg}") from error
    if kind == "witness":
        _refuse_reaching(tree, path)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise BadPrivate(f"{path} is no Python file")
    found = importlib.util.module_from_spec(spec)
    sys.modules[name] = found
    try:
        spec.loader.exec_module(found)
    except Exception as error:
        del sys.modules[name]
        raise BadPrivate(f"{path} cannot be imported: {type(error).__name__}: {error}") from error
    return found


def _refuse_reaching(tree: ast.AST, path: Path) -> None:
    """Raise BadPrivate where a witness imports something, or uses a name by which it could."""
    for node in ast.walk(tree):
        said = ""
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module != "__future__"):
            said = f"imports something: {ast.unparse(node)}"
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if name in REACHING or name.startswith("__"):
            said = f"uses {name}"
        if said:
            raise BadPrivate(
                f"{path}, line {getattr(node, 'lineno', 1)}: a witness {said}; "
                "expected NumPy alone, which it is given: witness(params, at, np)"
            )
