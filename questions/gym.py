r"""The bank as a dataset of reasoning-gym, registered under the name "backproof" when this module is imported.

>>> import reasoning_gym, questions.gym
>>> data = reasoning_gym.create_dataset("backproof", seed=1, size=100, topics=("softmax",), levels=(1, 2))
>>> data.score_answer(r"so \boxed{0.5}", data[0])

An item is a function of `seed + index` alone. Its answer is verified as on a sheet, and a reply is judged by
`questions.scoring`: 1.0 for an equivalent answer, 0.0 for everything else, also for a text that only contains it.
Needs `pip install 'backproof[reasoning-gym]'`.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from reasoning_gym.dataset import ProceduralDataset
from reasoning_gym.factory import DATASETS, register_dataset

from questions import assemble, catalogue
from questions.dataset.items import items
from questions.errors import BadCall, listed, unknown
from questions.scoring import is_scored, score

NAME = "backproof"
ASKED = "Give the final answer alone in \\boxed{...}."
FIELDS = ("id", "prompt", "answer_kind", "accepts", "options")  # of an item: what its scoring needs
TRIES = 50  # families that are drawn in vain: those that ask for nothing but proofs


@dataclass
class Config:
    """Which questions are drawn; what is empty leaves the choice open.

    slugs, topics   names as `backproof list` shows them
    levels          of 1, 2 and 3
    kinds           of answers: "number", "array", "choice", "expression", ...
    """

    slugs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    seed: int | None = None
    size: int = 500

    def validate(self) -> None:
        """Raise BadCall, a line that names the field, for what is not there."""
        known = catalogue.entries()
        for slug in self.slugs:
            catalogue.find(slug)
        topics = {entry.topic for entry in known}
        for topic in self.topics:
            if topic not in topics:
                raise unknown("topic", str(topic), topics, "topics", "backproof list")
        if not self.size >= 1:
            raise BadCall(f"size is {self.size}: expected a whole number from 1 on")
        if not self.families():
            raise BadCall(
                f"no question has one of the levels {listed(map(str, self.levels))} and all else that is named"
            )

    def families(self) -> tuple[str, ...]:
        """The slugs among which is drawn, in the order of the catalogue."""
        return tuple(
            entry.slug
            for entry in catalogue.entries()
            if (not self.slugs or entry.slug in self.slugs)
            and (not self.topics or entry.topic in self.topics)
            and (not self.levels or entry.level in self.levels)
        )


class Dataset(ProceduralDataset):  # type: ignore[misc]  # reasoning-gym has no types
    """Items by index; reasoning-gym asks for a class."""

    def __init__(self, config: Config) -> None:
        super().__init__(config=config, seed=config.seed, size=config.size)

    def __getitem__(self, idx: int) -> dict[str, Any]:
        """The item of an index: question, answer, and under metadata what it is scored by."""
        chance = Random(self.seed + idx)  # noqa: S311
        item = _drawn(self.config, chance)
        return {
            "question": f"{item['prompt']}\n\n{ASKED}",
            "answer": item["answer"],
            "metadata": {
                "source_dataset": NAME,
                "source_index": idx,
                **{name: item[name] for name in ("slug", "topic", "part", "verified")},
                "item": {name: item[name] for name in FIELDS},
                "difficulty": {"level": item["level"]},
            },
        }

    def score_answer(self, answer: str | None, entry: dict[str, Any]) -> float:
        """1.0 for an equivalent answer, else 0.0."""
        return score(entry["metadata"]["item"], answer)


def _drawn(config: Config, chance: Random) -> dict[str, str | int]:
    """One part of one variant that has a final answer of the kinds that are asked for."""
    families = config.families()
    for _ in range(TRIES):
        slug, seed = chance.choice(families), chance.randrange(2**32)
        found = [
            item
            for item in items(assemble.variant(slug, seed))
            if is_scored(item) and (not config.kinds or item["answer_kind"] in config.kinds)
        ]
        if found:
            return chance.choice(found)
    raise BadCall(
        f"{TRIES} questions were drawn and none has an answer of the kinds {listed(config.kinds)}: name other kinds"
    )


if NAME not in DATASETS:
    register_dataset(NAME, Dataset, Config)
