"""What several tests of the derivations share."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def random_terms() -> ModuleType:
    """Strategies for terms and matrices, from the module beside this file."""
    spec = importlib.util.spec_from_file_location("random_terms", Path(__file__).parent / "random_terms.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
