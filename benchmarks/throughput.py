"""Variants per second of one core: drawn, solved, verified, and printed to LaTeX with their solutions.

    .venv/bin/python benchmarks/throughput.py [--variants 400] [--bank 5] [SLUG]...

CPU time of this process (nothing runs beside it). Before the clock starts each case is made and printed many times, so
that what is done once per family and case is done. `made` is drawing, solving, words and verdict; `print` is the LaTeX
of problems and solutions, as one sheet. `limit` is the rate of words and print alone, at params and facts that are at
hand: nothing drawn, solved or checked. `--bank N` takes N variants of each family of the bank; 0 leaves it out.
"""

from __future__ import annotations

import argparse
from functools import partial
from statistics import mean
from time import process_time

from questions import assemble, batch, catalogue, record, render
from questions.batch import Wanted
from questions.model import Sheet, Variant

SLUGS = ("mlp_parameters", "activation_derivative", "mlp_gradients")
WARM = 40  # variants of each case before the clock starts


def sheet(variants: list[Variant]) -> Sheet:
    return Sheet("Throughput", 1, record.version(), tuple(variants))


def measured(slug: str, count: int, warm: int = WARM) -> tuple[float, float, float]:
    """Seconds a variant: made, printed, and at the limit."""
    entry = catalogue.find(slug)
    family = catalogue.load_family(entry)
    before = [Wanted(2, copy, case) for case in family.cases for copy in range(warm)]
    render.render_sheet(sheet(list(batch.variants(entry, before))), "latex")
    start = process_time()
    found = list(batch.variants(entry, [Wanted(1, copy) for copy in range(count)]))
    middle = process_time()
    render.render_sheet(sheet(found), "latex")
    end = process_time()
    return (middle - start) / count, (end - middle) / count, _limit(slug, found)


def _limit(slug: str, found: list[Variant]) -> float:
    """Seconds a variant for its words and its print, where everything is at hand."""
    entry = catalogue.find(slug)
    family = catalogue.load_family(entry)
    words = partial(render.words, slug, entry.topic)
    ready = []
    for one in found:
        solved, _ = assemble.solve(entry, family, one.params)
        shown = family.shown(one.params)
        ready.append(({"params": one.params, "case": one.question.case, "shown": shown}, solved, one.keys))
    start = process_time()
    for context, solved, keys in ready:
        words("prompt", context)
        for key in keys:
            words(f"part_{key.label}", context)
            facts = solved[key.label].facts
            words(f"solution_{key.label}", {**context, "facts": facts, "answer": key.answer})
    render.render_sheet(sheet(found), "latex")
    return (process_time() - start) / len(found)


def line(name: str, made: float, printed: float, limit: float) -> str:
    return (
        f"{name:28} {1 / (made + printed):8.0f} {1e3 * made:9.3f} {1e3 * printed:9.3f} {1 / limit:8.0f} "
        f"{limit / (made + printed):7.0%}"
    )


def main() -> None:
    """Print a line for each family named, and the mean over the bank."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("slugs", nargs="*", metavar="SLUG", default=SLUGS)
    parser.add_argument("--variants", type=int, default=400)
    parser.add_argument("--bank", type=int, default=5)
    taken = parser.parse_args()
    print(f"{'family':28} {'1/s':>8} {'made, ms':>9} {'print, ms':>9} {'limit':>8} {'of it':>7}")
    for slug in taken.slugs:
        print(line(slug, *measured(slug, taken.variants)), flush=True)
    if taken.bank:
        rows = [measured(entry.slug, taken.bank, taken.bank) for entry in catalogue.entries()]
        print(line(f"mean of {len(rows)} families", *(mean(column) for column in zip(*rows, strict=True))))


if __name__ == "__main__":
    main()
