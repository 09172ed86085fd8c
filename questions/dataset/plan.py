"""What a dataset is asked to be: everything that its bytes depend on, and nothing else."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from questions import catalogue, record
from questions.dataset.split import Shares
from questions.model import JSON

SHARD = 10_000  # items of a shard


@dataclass(frozen=True, slots=True)
class Plan:
    """A dataset by its call; `slugs` and `topics` as they were named, `families` all that they name.

    How many processes make it, and where, does not belong here: the bytes are the same.
    """

    slugs: tuple[str, ...]
    topics: tuple[str, ...]
    families: tuple[str, ...]
    count: int
    seed: int
    shard_size: int
    format: str
    held_out: Shares

    @property
    def parts(self) -> Mapping[str, int]:
        """How many items a question of each family has."""
        return {slug: len(catalogue.find(slug).points) for slug in self.families}

    @property
    def command(self) -> str:
        """The call that makes it again, without its folder."""
        words = ["backproof", "dataset", *self.slugs]
        words += [word for topic in self.topics for word in ("--topic", topic)]
        words += ["--count", str(self.count), "--seed", str(self.seed)]
        if self.shard_size != SHARD:
            words += ["--shard-size", str(self.shard_size)]
        if self.format != "jsonl":
            words += ["--format", self.format]
        usual = asdict(Shares())
        for name, share in asdict(self.held_out).items():
            if share != usual[name]:
                words += ["--split", f"{name}={share}"]
        return shlex.join(words)


def as_json(plan: Plan) -> dict[str, JSON]:
    """What stands in the record of a dataset: two datasets with the same are the same, byte for byte."""
    return {
        "version": record.version(),
        "command": plan.command,
        "revisions": {slug: catalogue.load_family(catalogue.find(slug)).revision for slug in plan.families},
    }
