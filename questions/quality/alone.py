"""The wall behind the witnesses of a private bank: each runs in an interpreter of its own, without `derive` and SymPy.

There it must find what it found beside them. What is handed over is JSON: params, and entries for symbolic answers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from questions import assemble, catalogue, places, points, seeds
from questions.checks import claim, in_play
from questions.errors import CheckFailed

SEED = 5
MINUTES = 5

ALONE = """
import json, sys
for name in ("derive", "sympy", "mpmath", "questions.bank", "questions.typeset", "questions.verify"):
    sys.modules[name] = None
import numpy
from questions.catalogue import load_witness

def plain(value):
    if isinstance(value, dict):
        return {label: plain(one) for label, one in value.items()}
    return value.tolist() if hasattr(value, "tolist") else value

def run(task):
    at = {name: numpy.array(entries, dtype=float) for name, entries in task["at"].items()}
    return plain(load_witness(task["topic"], task["slug"])(task["params"], {**at, "sizes": task["sizes"]}, numpy))

json.dump([run(task) for task in json.load(sys.stdin)], sys.stdout)
"""


def check(slugs: Sequence[str]) -> None:
    """Run the witness of each private family alone, for each of its cases; raises CheckFailed where it cannot."""
    for slug in slugs:
        entry = catalogue.find(slug)
        if entry.home:
            _alone(slug, [_task(slug, case) for case in catalogue.load_family(entry).cases])


def _task(slug: str, case: str) -> dict[str, Any]:
    """What the witness is given for a variant of a case."""
    import numpy as np

    variant = assemble.variant(slug, seed=SEED, case=case)
    claims = [claim(key.label, key.answer, key.steps) for key in variant.keys]
    terms = [term for one in claims if one.term is not None for term in in_play(one)]
    arrays = points.draw(terms, seeds.stream(SEED, slug, 0, "check")).arrays(np) if terms else {}
    sizes = arrays.pop("sizes", {})
    at = {name: array.tolist() for name, array in arrays.items()}
    return {
        "topic": variant.question.topic,
        "slug": slug,
        "params": variant.params,
        "at": at,
        "sizes": sizes,
    }


def _alone(slug: str, tasks: Sequence[dict[str, Any]]) -> None:
    environment = {
        "PYTHONPATH": str(catalogue.PACKAGE.parent),
        places.BANK: os.pathsep.join(map(str, places.banks())),
    }
    try:
        ran = subprocess.run(  # noqa: S603  the call is fixed; what it reads is JSON
            [sys.executable, "-c", ALONE],
            input=json.dumps(tasks),
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60 * MINUTES,
        )
    except subprocess.TimeoutExpired as error:
        raise CheckFailed(f"{slug}: its witness, run alone, is not done after {MINUTES} minutes") from error
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise CheckFailed(f"{slug}: its witness does not run alone, without derive and SymPy: {last}")
    for task, found in zip(tasks, json.loads(ran.stdout), strict=True):
        missing = [label for label in catalogue.find(slug).points if label not in found]
        beside = _beside(task)
        if missing or found != beside:
            raise CheckFailed(f"{slug}: its witness, run alone, finds {found} where it found {beside}")


def _beside(task: dict[str, Any]) -> Any:
    """What the witness finds in this process."""
    import numpy as np

    at = {name: np.array(entries, dtype=float) for name, entries in task["at"].items()}
    witness = catalogue.load_witness(task["topic"], task["slug"])
    found = witness(task["params"], {**at, "sizes": task["sizes"]}, np)
    return json.loads(
        json.dumps({label: getattr(value, "tolist", lambda v=value: v)() for label, value in found.items()})
    )
