"""What several tests of the derivations share."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def random_terms() -> ModuleType:
    """Strategies for terms and matrices."""
    return _beside("random_terms")


@pytest.fixture(scope="session")
def mutation() -> ModuleType:
    """Slips of the pen in published steps, and the verdict of both guards on them."""
    return _beside("mutation")


@pytest.fixture(scope="session")
def fuzz() -> ModuleType:
    """Random terms with a value, and whether their normal form keeps it."""
    return _beside("fuzz")


@pytest.fixture(scope="session")
def torch_terms() -> ModuleType:
    """Terms in PyTorch, with their derivatives by autograd."""
    return _beside("torch_terms")


def _beside(name: str) -> ModuleType:
    """A module from the file of that name beside this one: the tests are no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their own module up
    spec.loader.exec_module(module)
    return module
