"""What stands in a dataset, in numbers: counted from its rows, and from what was passed over between them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from questions.dataset.sequence import Passed


@dataclass(slots=True)
class Tally:
    """Items by split and by topic, level and kind of answer within each split; the families; what was passed over."""

    items: Counter[str] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)
    topics: Counter[tuple[str, str]] = field(default_factory=Counter)
    levels: Counter[tuple[int, str]] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    families: Counter[tuple[str, str]] = field(default_factory=Counter)
    proved: int = 0  # items with a derivation
    steps: int = 0
    rejected: int = 0  # wrong answers that were told from the right one
    drawn: int = 0  # items with a figure
    passed: Passed = field(default_factory=Passed)

    @property
    def total(self) -> int:
        """All items."""
        return self.items.total()

    def add(self, rows: Iterable[Mapping[str, Any]], passed: Passed) -> None:
        """Count the rows of a shard."""
        questions = set()
        for row in rows:
            split = row["split"]
            self.items[split] += 1
            self.topics[row["topic"], split] += 1
            self.levels[row["level"], split] += 1
            self.kinds[row["answer_kind"], split] += 1
            self.families[row["slug"], split] += 1
            questions.add((row["slug"], row["copy"], split))
            lines = [line for line in row["steps"].splitlines() if line.startswith("  ")]
            self.proved += bool(lines)
            self.steps += len(lines)
            self.rejected += len(json.loads(row["mistakes"]))
            self.drawn += row["figures"] != "[]"
        self.questions.update(split for _, _, split in questions)
        self.passed.add(passed)
