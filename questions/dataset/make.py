"""Makes a dataset in its folder: shard after shard, those that are there already kept, the datasheet at the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from questions import record
from questions.dataset import datasheet, folder
from questions.dataset.blocks import key
from questions.dataset.plan import Plan
from questions.dataset.rows import FORMATS
from questions.dataset.sequence import Passed, Rounds, Taken
from questions.dataset.tally import Tally
from questions.errors import CheckFailed, quoted
from questions.model import JSON
from questions.workers import Crew


@dataclass(slots=True)
class Shard:
    """A stretch of the sequence: items as lines of JSON, by split, and what was passed over between them."""

    lines: dict[str, list[bytes]] = field(default_factory=dict)
    passed: Passed = field(default_factory=Passed)
    size: int = 0

    def put(self, taken: Taken, left: int) -> int:
        """The next question; of the last one of a dataset, the `left` items that are still wanted."""
        self.passed.add(taken.passed)
        rows = taken.made.rows[:left] if taken.made else ()
        if taken.made and rows:
            self.lines.setdefault(taken.made.split, []).extend(rows)
        self.size += len(rows)
        return len(rows)

    def rows(self) -> Iterator[dict[str, Any]]:
        """The items, split by split."""
        return (json.loads(line) for split in sorted(self.lines) for line in self.lines[split])


def dataset(
    plan: Plan,
    out: Path,
    shards: Sequence[Mapping[str, JSON]],
    crew: Crew,
    tally: Tally,
    say: Callable[[str], None],
) -> Iterator[int]:
    """Make what is missing; yields numbers of items as they come, those that are kept first.

    `shards`: those that are recorded in `out`; `tally` counts all that is there in the end; `say` hears of a shard
    that is damaged. Raises BadCall where nothing can be written, CheckFailed where a shard made again is another one.
    """
    rounds = Rounds(plan.parts, plan.seed, plan.held_out, crew)
    for number, said in enumerate(shards):
        files = folder.kept(out, said)
        if files is None:
            say(f"shard {number} of {quoted(str(out))} is not as it was written: it is made again")
            yield from _again(plan, out, number, said, rounds, tally)
        else:
            rows = [row for content in files.values() for row in FORMATS[plan.format].read(content)]
            _go_on_after(rounds, rows)
            tally.add(rows, _passed(said))
            yield len(rows)
        for slug, taken in said["passed"]["exhausted"].items():
            rounds.end(slug, taken)
    done = [dict(said) for said in shards]
    for each in _new(plan, rounds, tally.total):
        if isinstance(each, int):
            yield each
            continue
        done.append(_write(out, _files(plan, len(done), each), each))
        folder.write_record(out, plan, done, complete=False)
        tally.add(each.rows(), each.passed)
    folder.write(out, folder.SHEET, datasheet.text(plan, tally).encode())
    folder.write_record(out, plan, done, complete=True)


def _new(plan: Plan, rounds: Rounds, done: int) -> Iterator[int | Shard]:
    """The shards from item `done` on, of whole questions but for the last one; before each, its items as they come."""
    shard = Shard()
    while (left := plan.count - done - shard.size) > 0:
        taken = rounds.take(left)
        if taken.made is None:
            shard.passed.add(taken.passed)
            break
        if shard.size and shard.size + min(left, len(taken.made.rows)) > plan.shard_size:
            done += shard.size
            yield shard
            shard = Shard()
        yield shard.put(taken, left)
    if shard.size:
        yield shard


def _again(
    plan: Plan, out: Path, number: int, said: Mapping[str, JSON], rounds: Rounds, tally: Tally
) -> Iterator[int]:
    """Make a recorded shard once more; raises CheckFailed if it comes out as another one."""
    wanted = sum(file["rows"] for file in said["files"].values())
    shard = Shard()
    while (left := wanted - shard.size) > 0:
        taken = rounds.take(left)
        if taken.made is None:
            break
        yield shard.put(taken, left)
    files = _files(plan, number, shard)
    if {name: record.sha256(content) for name, (content, _) in files.items()} != {
        name: file["sha256"] for name, file in said["files"].items()
    }:
        raise CheckFailed(
            f"shard {number} of {quoted(str(out))}, made again, is another one: the program, NumPy, SymPy or pyarrow "
            "was changed since; make the dataset anew with --force"
        )
    _write(out, files, shard)
    tally.add(shard.rows(), _passed(said))


def _go_on_after(rounds: Rounds, rows: Iterable[Mapping[str, Any]]) -> None:
    """Tell the rounds of the questions of a shard that is kept, those of a family in the order of their copies."""
    questions = {(row["slug"], row["copy"]): row for row in rows}
    for (slug, copy), row in sorted(questions.items()):
        rounds.skip(slug, copy, key(slug, row["case"], json.loads(row["params"])))


# -- files -------------------------------------------------------------------------------------------------


def _files(plan: Plan, number: int, shard: Shard) -> dict[str, tuple[bytes, int]]:
    """The files of a shard, one for each split that it has, with their rows."""
    kind = FORMATS[plan.format]
    return {
        f"{folder.DATA}/{split}-{number:05}.{kind.suffix}": (kind.write(lines), len(lines))
        for split, lines in sorted(shard.lines.items())
    }


def _write(out: Path, files: Mapping[str, tuple[bytes, int]], shard: Shard) -> dict[str, JSON]:
    """Write the files of a shard; what the record says of them."""
    for name, (content, _) in files.items():
        folder.write(out, name, content)
    said = {name: {"rows": rows, "sha256": record.sha256(content)} for name, (content, rows) in files.items()}
    return {"files": said, "passed": asdict(shard.passed)}


def _passed(said: Mapping[str, JSON]) -> Passed:
    found = said["passed"]
    return Passed(
        dict(found["duplicates"]), [tuple(row) for row in found["refused"]], dict(found["exhausted"])
    )
