"""Many variants of a family at once are what each of them is alone, byte for byte."""

from __future__ import annotations

import json

import pytest

from questions import assemble, batch, catalogue, record
from questions.batch import Wanted
from questions.catalogue import Entry
from questions.errors import BadCall


@pytest.mark.parametrize("entry", catalogue.entries(), ids=lambda entry: entry.slug)
def test_a_batch_equals_its_single_draws(entry: Entry) -> None:
    case = catalogue.load_family(entry).cases[-1]
    names = (Wanted(5, 1, case), Wanted(3, 0, case))
    made = [json.dumps(record.variant_json(one)) for one in batch.variants(entry, names)]
    alone = [assemble.variant(entry.slug, one.seed, one.copy, one.case) for one in reversed(names)]
    assert made == [json.dumps(record.variant_json(one)) for one in reversed(alone)]


def test_a_batch_is_made_as_it_is_taken_and_refuses_an_unknown_case() -> None:
    made = batch.variants(catalogue.find("mlp_parameters"), [Wanted(1), Wanted(1, 0, "with_a_bias")])
    assert next(made).question.seed == 1
    with pytest.raises(BadCall, match="with_a_bias"):
        next(made)
