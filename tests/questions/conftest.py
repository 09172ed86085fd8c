"""What several tests of the questions share."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from questions.model import Sheet


def load(name: str) -> object:
    """A module beside this file that holds no tests."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def hard_sheet() -> Sheet:
    """A made-up sheet with whatever is hard to print."""
    sheet = load("hard_sheet").hard_sheet()  # type: ignore[attr-defined]
    assert isinstance(sheet, Sheet)
    return sheet
