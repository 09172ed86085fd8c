"""The dataset of reasoning-gym, by reasoning-gym's own helpers; left out where it is not installed."""

from __future__ import annotations

import random
import warnings

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    reasoning_gym = pytest.importorskip("reasoning_gym")
    from reasoning_gym.composite import DatasetSpec
    from reasoning_gym.dataset import ReseedingDataset
    from reasoning_gym.utils import extract_answer

    from questions import gym
from questions.errors import BadCall


def made(**options: object) -> gym.Dataset:
    return reasoning_gym.create_dataset("backproof", **{"seed": 7, "size": 12, **options})


def test_an_item_depends_on_seed_and_index_alone() -> None:
    data = made()
    state = random.getstate()
    first = [data[k] for k in range(len(data))]
    assert random.getstate() == state
    assert [made()[k] for k in reversed(range(12))] == first[::-1]
    assert list(made()) == first
    assert made(seed=8)[3]["question"] == first[4]["question"]
    assert len({entry["question"] for entry in first}) == len(first)


def test_the_answer_has_full_marks_and_a_text_that_contains_it_has_none() -> None:
    data = made()
    for entry in data:
        answer = entry["answer"]
        assert data.score_answer(answer, entry) == 1.0
        assert (
            data.score_answer(extract_answer(f"<think>...</think>\n<answer>{answer}</answer>"), entry) == 1.0
        )
        assert data.score_answer(f"It may be {answer}, or something else.", entry) == 0.0
        assert data.score_answer(entry["question"], entry) == data.score_answer(None, entry) == 0.0
        assert reasoning_gym.get_score_answer_fn("backproof")(answer, entry) == 1.0


def test_it_may_be_narrowed_down() -> None:
    data = made(topics=("softmax",), levels=(1, 2), kinds=("number", "array"), size=4)
    for entry in data:
        assert entry["metadata"]["topic"] == "softmax"
        assert entry["metadata"]["difficulty"]["level"] in (1, 2)
        assert entry["metadata"]["item"]["answer_kind"] in ("number", "array")
    assert made(slugs=("softmax_nll",), size=1)[0]["metadata"]["slug"] == "softmax_nll"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"slugs": ("softmax_nl",)}, "did you mean 'softmax_nll'"),
        ({"topics": ("softmx",)}, "did you mean 'softmax'"),
        ({"levels": (4,)}, "levels 4"),
        ({"size": 0}, "size is 0"),
    ],
)
def test_what_is_not_there_is_said_in_a_line(options: dict[str, object], said: str) -> None:
    with pytest.raises(BadCall, match=said):
        made(**options)


def test_a_kind_that_no_question_has_is_said() -> None:
    with pytest.raises(BadCall, match="kinds limerick"):
        made(slugs=("softmax_nll",), kinds=("limerick",))[0]


def test_it_goes_into_a_composite_and_can_be_reseeded() -> None:
    specs = [DatasetSpec("backproof", 1, {"topics": ("losses",)}), DatasetSpec("leg_counting", 1, {})]
    mixed = reasoning_gym.create_dataset("composite", size=6, seed=2, datasets=specs)
    for entry in mixed:
        assert mixed.score_answer(entry["answer"], entry) == 1.0
    endless = ReseedingDataset(made(size=2), chunk_size=2)
    assert len({next(endless)["question"] for _ in range(4)}) >= 3
