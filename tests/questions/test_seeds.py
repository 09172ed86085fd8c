"""Streams: the same names give the same chance, and nothing else has a say."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from itertools import permutations

import pytest

from questions.errors import CheckFailed
from questions.model import Unlucky
from questions.seeds import PURPOSES, REJECTIONS, Stream, fixed, stream, words


def first(seed: int, slug: str, copy: int, purpose: str) -> list[int]:
    source = stream(seed, slug, copy, purpose)
    return [source.integer(0, 2**64 - 1) for _ in range(4)]


def test_the_first_words_are_these_on_every_machine() -> None:
    source = stream(7, "mlp-parameters", 0, "draw")
    assert [source.integer(0, 99) for _ in range(6)] == [86, 97, 47, 52, 87, 39]
    assert stream(7, "mlp-parameters", 0, "check").shuffle("abcdef") == tuple("febdac")


@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1, 2**32, 2**64, 2**128 - 1, 2**128, 2**200 + 1])
def test_a_stream_is_the_one_that_numpy_spawns_with_these_names_as_its_key(seed: int) -> None:
    from numpy.random import PCG64, SeedSequence

    key = (*words("a"), *words("3"), *words("draw"))
    spawned = PCG64(SeedSequence(entropy=seed, spawn_key=key)).random_raw(4)
    assert first(seed, "a", 3, "draw") == [int(word) for word in spawned]


def test_a_stream_is_a_pure_function_of_its_names() -> None:
    assert first(7, "a", 0, "draw") == first(7, "a", 0, "draw")


def test_streams_share_nothing() -> None:
    names = [(s, g, c, p) for s in (0, 1, 7, 8, 2**32) for g in ("a", "b") for c in (0, 1) for p in PURPOSES]
    drawn = [word for name in names for word in first(*name)]
    assert len(set(drawn)) == len(drawn)


def test_a_stream_does_not_depend_on_the_hash_seed_of_the_process() -> None:
    code = "from questions.seeds import stream; print(stream(7, 'a', 1, 'draw').integer(0, 10**30))"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": salt, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for salt in ("1", "2")
    }
    assert len(printed) == 1


def test_integers_reach_both_ends_and_are_even() -> None:
    source = stream(1, "even", 0, "draw")
    counts = Counter(source.integer(-2, 2) for _ in range(5000))
    assert sorted(counts) == [-2, -1, 0, 1, 2]
    assert all(850 < count < 1150 for count in counts.values())


def test_all_orders_are_equally_likely() -> None:
    source = stream(1, "orders", 0, "draw")
    counts = Counter(source.shuffle((1, 2, 3)) for _ in range(3000))
    assert set(counts) == set(permutations((1, 2, 3)))
    assert all(400 < count < 600 for count in counts.values())


def test_a_single_value_needs_no_bits() -> None:
    assert stream(1, "one", 0, "draw").integer(5, 5) == 5


def test_decimals_keep_their_places_and_have_no_negative_zero() -> None:
    source = stream(1, "decimals", 0, "draw")
    drawn = {source.decimal("-0.3", "0.3", 1) for _ in range(300)}
    assert drawn == {"-0.3", "-0.2", "-0.1", "0.0", "0.1", "0.2", "0.3"}
    assert fixed(-25, 2) == "-0.25"
    assert fixed(0, 2) == "0.00"
    assert fixed(12, 0) == "12"


def test_samples_do_not_repeat() -> None:
    drawn = stream(1, "sample", 0, "draw").sample(range(10), 10)
    assert sorted(drawn) == list(range(10))


@pytest.mark.parametrize(
    ("call", "words_of_the_error"),
    [
        (lambda s: s.integer(3, 2), "no whole number from 3 to 2"),
        (lambda s: s.choice(()), "a choice from nothing"),
        (lambda s: s.sample((1, 2), 3), "a sample of 3 from 2"),
        (lambda s: s.decimal("0.05", "1", 1), "need more places"),
    ],
)
def test_an_impossible_draw_is_refused(call: object, words_of_the_error: str) -> None:
    with pytest.raises(ValueError, match=words_of_the_error):
        call(stream(1, "bad", 0, "draw"))  # type: ignore[operator]


def test_bad_names_are_refused() -> None:
    with pytest.raises(ValueError, match="no purpose 'play'"):
        stream(1, "a", 0, "play")
    with pytest.raises(ValueError, match="seed -1"):
        stream(-1, "a", 0, "draw")


def test_a_broken_source_ends_in_an_error_and_not_in_a_loop() -> None:
    with pytest.raises(RuntimeError, match="broken"):
        Stream(lambda: 2**64 - 1).integer(0, 4)


def test_names_are_spread_by_sha256() -> None:
    assert words("")[0] == 0xE3B0C442


def test_rejection_is_bounded_and_counted() -> None:
    source = stream(1, "rejection", 0, "draw")
    assert source.until(lambda: source.integer(0, 9), lambda k: k == 3) == 3
    assert 0 < source.refused < REJECTIONS
    with pytest.raises(Unlucky, match="none of 100 draws"):
        source.until(lambda: source.integer(0, 9), lambda k: k > 9)


def test_a_loop_without_end_is_stopped() -> None:
    def endless(source: Stream) -> None:
        while source.integer(0, 9) < 10:
            pass

    with pytest.raises(CheckFailed, match="expected one that ends"):
        endless(stream(1, "loop", 0, "draw"))
