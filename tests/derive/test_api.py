"""What people import from `derive`: the names, the examples of its docstring, and what it costs."""

import doctest
import subprocess
import sys

import pytest

import derive


def test_the_examples_of_the_docstring_run():
    found = doctest.testmod(derive, optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL)
    assert found.attempted > 10
    assert found.failed == 0


@pytest.mark.parametrize("name", derive.__all__)
def test_every_name_is_there_and_documented(name):
    assert getattr(derive, name).__doc__


def test_an_unknown_name_is_an_error_that_lists_the_names():
    with pytest.raises(AttributeError, match=r"it offers .*begin"):
        derive.differentiate  # noqa: B018


def test_the_import_alone_is_light():
    code = "import sys, derive; sys.exit(bool({'sympy', 'numpy', 'mpmath'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
