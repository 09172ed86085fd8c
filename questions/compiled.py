"""Templates compiled once and kept: the bytecode of Jinja, as Python keeps that of modules.

A template is taken from there while its own text is the same, and so is the program: Jinja works constants out when it
compiles, by the filters of this package.
"""

from __future__ import annotations

import zlib
from functools import cache
from io import BytesIO
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from questions import kept
from questions.front_matter import modules

PACKAGE = Path(__file__).resolve().parent


class Kept(jinja2.BytecodeCache):
    """Bytecode in the folder of `kept`."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket if there is something for it; Jinja compares the text of the template and its own version."""
        content = kept.read(_name(bucket))
        program = _program(bucket.environment)
        if content is not None and content.startswith(program):
            bucket.load_bytecode(BytesIO(content[len(program) :]))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        content = BytesIO()
        bucket.write_bytecode(content)
        kept.write(_name(bucket), _program(bucket.environment) + content.getvalue())


def _name(bucket: Bucket) -> str:
    return f"templates/{bucket.key}"


@cache
def _program(environment: jinja2.Environment) -> bytes:
    """What else the bytecode depends on, as one number: Jinja's version, this package, the filters by name."""
    filters = sorted(f"{name} {_where(row)}" for name, row in environment.filters.items())
    told = (jinja2.__version__, modules(PACKAGE), filters, _where(environment.finalize))
    return b"%08x" % zlib.crc32(repr(told).encode())


def _where(function: object) -> str:
    code = getattr(function, "__code__", None)
    name = f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '')}"
    return f"{name}:{code.co_firstlineno}" if code else name
