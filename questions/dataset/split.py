"""Which split an item stands in: by hash, so that it is the same in every dataset, whatever its seed and size.

A family is held out as a whole by its slug, or else a question of it by its case and numbers. So no item of a held-out
family is in `train`, and a question that is held out in one dataset is held out in all that have the same shares.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from questions.errors import BadCall, quoted

TRAIN, TEST, FAMILIES = "train", "test", "test_families"
SPLITS = (TRAIN, TEST, FAMILIES)
WORD = 64  # bits of a hash that decide


@dataclass(frozen=True, slots=True)
class Shares:
    """What is held out: a share of the families, and of the questions of the others; decimals in [0, 1) as text."""

    families: str = "0.1"
    copies: str = "0.05"


def shares(texts: Sequence[str]) -> Shares:
    """The shares as `families=0.1` or `copies=0.05`, the usual ones where nothing is said; raises BadCall."""
    wanted = "expected families=SHARE or copies=SHARE with a decimal from 0 to 0.9, e.g. --split families=0.1"
    found: dict[str, str] = {}
    for text in texts:
        name, _, share = text.partition("=")
        if name not in ("families", "copies") or not re.fullmatch(r"0(\.[0-9]{1,9})?", share):
            raise BadCall(f"--split is {quoted(text)}: {wanted}")
        if Fraction(share) > Fraction("0.9"):
            raise BadCall(f"--split is {quoted(text)}: {wanted}")
        if name in found:
            raise BadCall(f"--split {name} is there twice: expected once; leave one out")
        found[name] = share
    return Shares(**found)


def is_held_out(slug: str, held_out: Shares) -> bool:
    """Whether the family stands in `test_families` as a whole."""
    return _below(hashlib.sha256(f"family {slug}".encode()).digest(), held_out.families)


def split_of(slug: str, key: bytes, held_out: Shares) -> str:
    """The split of a question; `key` is the hash of what it is, see `questions.dataset.blocks.key`."""
    if is_held_out(slug, held_out):
        return FAMILIES
    return TEST if _below(key, held_out.copies) else TRAIN


def _below(digest: bytes, share: str) -> bool:
    return int.from_bytes(digest[: WORD // 8], "big") < int(Fraction(share) * 2**WORD)
