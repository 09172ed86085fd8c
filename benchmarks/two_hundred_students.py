"""An exam for many students, timed, and then read back from its PDFs as a student and a marker would read it.

    .venv/bin/python benchmarks/two_hundred_students.py [STUDENTS] [JOBS]

Ten questions, LaTeX and PDF (Typst). From the text of each problem PDF come the name and the numbers of two questions,
from which their answers are computed anew; from the text of each solution PDF the printed answers. All of them must be
the row of key.csv. Needs pdftotext.
"""

from __future__ import annotations

import csv
import itertools
import json
import math
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

EXAM = """title = "Neural networks: final exam"
course = "Introduction to deep learning"
seed = 3
aids = "A pocket calculator."
shuffle = true
[[section]]
title = "Softmax and losses"
[[section.question]]
slug = "softmax_nll"
[[section.question]]
slug = "cross_entropy_gradient"
[[section.question]]
slug = "initial_loss"
given = { classes = 100, batch = 32, reduction = "mean" }
[[section]]
title = "Layers and gradients"
[[section.question]]
slug = "mlp_parameters"
[[section.question]]
slug = "forward_pass"
[[section.question]]
slug = "mlp_gradients"
[[section.question]]
topic = "backprop"
count = 2
[[section]]
title = "Training"
[[section.question]]
slug = "momentum_steps"
[[section.question]]
topic = "activations"
"""
FIRST = (
    "Ada",
    "Zoë",
    "José",
    "Siobhán",
    "Łukasz",
    "Anne-Marie",
    "Bjørn",
    "Chloé",
    "Dáithí",
    "Ewa",
    "Jürgen",
    "Nuño",
)
LAST = ("Lovelace", "O'Brien", "Müller", "García", "Nowak", "Sørensen", "van Dijk", "Çelik", "Smith", "Žižka")
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")


def names(count: int) -> list[str]:
    """So many names, no two alike."""
    every = [f"{first} {last}" for last, first in itertools.product(LAST, FIRST)]
    return [
        every[k % len(every)] + (f" {k // len(every) + 1}" if k >= len(every) else "") for k in range(count)
    ]


def make(folder: Path, count: int, jobs: int | None = None, exam: str = EXAM) -> float:
    """The exam in folder/exam; returns the seconds that it took."""
    (folder / "exam.toml").write_text(exam, encoding="utf-8")
    (folder / "roster.csv").write_text("name\n" + "\n".join(names(count)) + "\n", encoding="utf-8")
    words = [
        "exam",
        str(folder / "exam.toml"),
        "--students",
        str(folder / "roster.csv"),
        "--out",
        str(folder / "exam"),
    ]
    words += ["--format", "latex", "--format", "pdf", *(() if jobs is None else ("--jobs", str(jobs)))]
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", "from questions.cli import main; main()", *words], check=True)
    return time.monotonic() - started


def text_of(pdf: Path) -> str:
    """What pdftotext reads, minus signs as hyphens and without the zero-width spaces that Typst leaves."""
    call = ["pdftotext", "-layout", str(pdf), "-"]
    text = subprocess.run(call, capture_output=True, check=True, text=True).stdout
    return text.replace("\u2212", "-").replace("\u200b", "")


def softmax_answers(text: str) -> dict[str, list[float]]:
    """The answers to `softmax_nll`, from the logits and the true class as printed."""
    block = text[text.index("For one example a classifier puts out these logits") :]
    block, rest = block[: block.index("The true class is")], block[block.index("The true class is") :]
    logits = {
        row[1]: float(row[2]) for row in re.finditer(r"^\s*([A-H])\s+(-?[\d.]+)\s*$", block, re.MULTILINE)
    }
    label = rest.split("The true class is")[1].split()[0].rstrip(".")
    total = sum(math.exp(z - max(logits.values())) for z in logits.values())
    chances = {name: math.exp(z - max(logits.values())) / total for name, z in logits.items()}
    return {"a": list(chances.values()), "c": [-math.log(chances[label])]}


def parameter_answers(text: str) -> dict[str, list[float]]:
    """The answers to `mlp_parameters`, from the sizes of the layers as printed."""
    block = " ".join(text[text.index("A fully connected network has layers of") :][:700].split())
    sizes = [int(size) for size in re.findall(r"\d+", block.split("units")[0])]
    bias = "no biases" not in block
    counts = [m * (n + bias) for n, m in itertools.pairwise(sizes)]
    return {"a": [float(count) for count in counts], "b": [float(sum(counts))]}


AGAIN = {"softmax_nll": softmax_answers, "mlp_parameters": parameter_answers}


def printed_answers(text: str) -> list[tuple[str, str]]:
    """The answers of a solution sheet in order: the line that says "Answer", and the lines around it.

    What is set over several lines, a fraction or a matrix, begins above that line.
    """
    lines = text.split("\n")
    places = [k for k, line in enumerate(lines) if re.match(r"\s*Answer(\s|$)", line)]
    return [(lines[k].partition("Answer")[2], "\n".join(lines[max(0, k - 6) : k + 8])) for k in places]


def numbers(text: str) -> Counter[str]:
    """The numbers in a text, as they are written."""
    return Counter(NUMBER.findall(text))


def faults(exam: Path) -> tuple[list[str], Counter[str]]:
    """What the PDFs say otherwise than the key, one line each; and how much was compared."""
    with (exam / "key.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: list[str] = []
    compared: Counter[str] = Counter()
    for edition in json.loads((exam / "exam.json").read_text(encoding="utf-8"))["editions"]:
        mine = [row for row in rows if row["edition"] == edition["name"]]
        folder = exam / edition["folder"]
        asked = text_of(folder / "problems.pdf")
        if f"Name: {edition['student']}" not in asked:
            found.append(f"{folder.name}: the problems do not say Name: {edition['student']}")
        for row in mine:
            if (again := AGAIN.get(row["slug"])) and (values := again(asked).get(row["part"])):
                compared["computed from the text of the problems"] += 1
                if not near(values, row["answer"]):
                    found.append(
                        f"{folder.name}, {row['slug']} {row['part']}: {values}, the key says {row['answer']}"
                    )
        boxes = printed_answers(text_of(folder / "solutions.pdf"))
        if len(boxes) != len(mine):
            found.append(f"{folder.name}: {len(boxes)} answers printed, {len(mine)} in the key")
            continue
        for row, (line, around) in zip(mine, boxes, strict=True):
            said = row["answer"].partition(" = ")[0]
            if not NUMBER.search(said) and not re.fullmatch(r"[A-H](, [A-H])*", said):
                compared["symbolic, not compared"] += 1
                continue
            compared["read from the text of the solutions"] += 1
            if "/" in said or "[" in said:
                same = numbers(said) <= numbers(around)
            else:
                same = (
                    numbers(said) == numbers(line) if NUMBER.search(said) else said == " ".join(line.split())
                )
            if not same:
                found.append(
                    f"{folder.name}, {row['slug']} {row['part']}: printed {line.split()}, the key says {said}"
                )
    return found, compared


def near(values: list[float], answer: str) -> bool:
    """Whether these are the numbers of the answer, to its digits."""
    said = [float(number) for number in NUMBER.findall(answer)]
    return len(said) == len(values) and all(
        abs(a - b) <= 1e-2 * abs(a) + 1e-9 for a, b in zip(values, said, strict=True)
    )


def shared(exam: Path) -> int:
    """How many variants stand on two sheets that the record does not say to be in common."""
    seen: Counter[str] = Counter()
    for edition in json.loads((exam / "exam.json").read_text(encoding="utf-8"))["editions"]:
        sheet = json.loads((exam / edition["folder"] / "sheet.json").read_text(encoding="utf-8"))
        for number, question in enumerate(sheet["questions"], start=1):
            if number not in edition["common"]:
                seen[
                    json.dumps([question["slug"], question["case"], question["params"]], sort_keys=True)
                ] += 1
    return sum(count > 1 for count in seen.values())


def main(count: int, jobs: int | None) -> int:
    """Make, time and read back; the exit code is 1 if anything differs."""
    with tempfile.TemporaryDirectory() as place:
        seconds = make(Path(place), count, jobs)
        found, compared = faults(Path(place) / "exam")
        print(f"\n{count} students, {seconds:.0f} s, {shared(Path(place) / 'exam')} variants shared")
        for what, number in sorted(compared.items()):
            print(f"{number:6} answers {what}")
        print(*found[:20], sep="\n")
        print(f"{len(found)} differ from the key")
    return bool(found)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(main(given[0] if given else 200, given[1] if len(given) > 1 else None))
