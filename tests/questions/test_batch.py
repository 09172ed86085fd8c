"""Many variants of a family at once are what each of them is alone, byte for byte, and so are their sheets."""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence

import pytest

from questions import assemble, batch, catalogue, record, render, skeletons
from questions.batch import Wanted
from questions.catalogue import Entry
from questions.errors import BadCall
from questions.model import Sheet, Variant


def direct(_self: object, _key: Hashable, texts: Sequence[str], write: skeletons.Write) -> str:
    """Print without skeletons."""
    return write(texts)


def sheets(variants: Sequence[Variant]) -> list[dict[str, str]]:
    sheet = Sheet("Many of a kind", 5, "0", tuple(variants))
    return [render.render_sheet(sheet, format_) for format_ in ("latex", "markdown")]


@pytest.mark.parametrize("entry", catalogue.entries(), ids=lambda entry: entry.slug)
def test_a_batch_equals_its_single_draws(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    case = catalogue.load_family(entry).cases[-1]
    names = [Wanted(5, copy, case) for copy in range(4)]
    together = list(batch.variants(entry, names))
    alone = [assemble.variant(entry.slug, 5, copy, case) for copy in (3, 2)]
    assert [json.dumps(record.variant_json(one)) for one in together[:1:-1]] == [
        json.dumps(record.variant_json(one)) for one in alone
    ]
    shared = sheets(together)
    monkeypatch.setattr(skeletons.Skeletons, "printed", direct)
    assert shared == sheets(together)


def test_a_batch_is_made_as_it_is_taken_and_refuses_an_unknown_case() -> None:
    made = batch.variants(catalogue.find("mlp_parameters"), [Wanted(1), Wanted(1, 0, "with_a_bias")])
    assert next(made).question.seed == 1
    with pytest.raises(BadCall, match="with_a_bias"):
        next(made)
