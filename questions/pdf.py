"""A sheet as PDF: set by Typst, which is a wheel and needs no TeX, or by LaTeX where that is installed.

Both print the same content. The bytes are the same each time with the same engine: no dates, fonts that the engine
brings along, and no identifier that depends on a path.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from questions import render
from questions.errors import BadCall, CheckFailed, quoted
from questions.model import Sheet

NAME = "pdf"  # of the format
ENGINES = ("typst", "latex")  # in the order in which they are taken
SECONDS = 600  # for one sheet


def engine(wanted: str | None = None) -> str:
    """The engine that is asked for, or the first that is there; raises BadCall where it is missing."""
    found = [name for name in ENGINES if there(name)]
    if wanted in found or (wanted is None and found):
        return wanted or found[0]
    if wanted is not None and wanted not in ENGINES:
        raise BadCall(f"--pdf-with is {quoted(wanted)}: expected one of {', '.join(ENGINES)}")
    missing = {"typst": 'install it with pip install "backproof[pdf]"', "latex": "install TeX with latexmk"}
    advice = missing.get(wanted or "", "; or ".join(missing.values()))
    raise BadCall(f"the format pdf needs {wanted or 'Typst or LaTeX'}, which is not there: {advice}")


def there(name: str) -> bool:
    """Whether an engine is installed."""
    if name == "typst":
        return find_spec("typst") is not None and find_spec("tylax") is not None
    return shutil.which("latexmk") is not None


def files(sheet: Sheet, wanted: str | None = None) -> dict[str, bytes]:
    """problems.pdf and solutions.pdf; raises BadCall without an engine, CheckFailed where one stops."""
    if engine(wanted) == "typst":
        return _by_typst(render.render_from(sheet, NAME))
    return _by_latex(render.render_sheet(sheet, "latex"))


def key(sheet: Sheet, rows: Sequence[Any], wanted: str | None = None) -> dict[str, bytes]:
    """key.pdf, the page with all answers of an exam."""
    if engine(wanted) == "typst":
        return _by_typst(render.render_key(sheet, rows, NAME))
    return _by_latex(render.render_key(sheet, rows, "latex"))


def _by_typst(texts: Mapping[str, str]) -> dict[str, bytes]:
    import typst

    found = {}
    for name, text in texts.items():
        try:
            content = typst.compile(text.encode(), ignore_system_fonts=True)
        except (RuntimeError, ValueError) as error:
            raise CheckFailed(f"Typst cannot set {name}: {' '.join(str(error).split())[:300]}") from error
        assert isinstance(content, bytes)
        found[name.replace(".typ", ".pdf")] = content
    return found


def _by_latex(texts: Mapping[str, str]) -> dict[str, bytes]:
    names = sorted(name for name in texts if name.endswith(".tex"))
    settings = {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
    with tempfile.TemporaryDirectory(prefix="backproof-") as folder:
        for name in names:
            (Path(folder) / name).write_text(texts[name], "utf-8")
        call = [
            "latexmk",
            "-pdf",
            "-interaction=nonstopmode",
            "-halt-on-error",
            "-usepretex=\\pdftrailerid{}",
            *names,
        ]
        try:
            ran = subprocess.run(  # noqa: S603  the call is fixed but for names that we chose
                call, cwd=folder, env={**os.environ, **settings}, capture_output=True, timeout=SECONDS, check=False,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CheckFailed(f"latexmk did not end: {error}") from error
        if ran.returncode:
            raise CheckFailed(f"LaTeX cannot set the sheet: {quoted(_fault(ran.stdout), 200)}")
        return {
            name.replace(".tex", ".pdf"): (Path(folder) / name).with_suffix(".pdf").read_bytes()
            for name in names
        }


def _fault(output: bytes) -> str:
    """The first error in what latexmk prints."""
    found = re.search(r"^! (.*)$", output.decode("utf-8", "replace"), re.MULTILINE)
    return found[1] if found else "no message"
