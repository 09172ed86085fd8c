"""`backproof dataset`: the same bytes however it is made, no question twice, and what is held out stays out."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner, Result

from questions import batch, catalogue, workers
from questions.cli import main
from questions.dataset import sequence, split
from questions.dataset.blocks import KEY, block, key
from questions.dataset.items import COLUMNS, NAMES
from questions.errors import CheckFailed

FEW = ("linear_classifier_parameters", "neuron_output", "elementwise")  # quick; the second one is held out
TIGHT = "linear_classifier_parameters"  # has a few hundred questions
REST = ("--seed", "3", "--shard-size", "20", "--split", "copies=0.3")
CALL = (*FEW, "--count", "60", *REST)
LONG = (*FEW, "--count", "300", *REST)  # long enough to be killed in the middle of it


def call(out: Path, *said: str, jobs: int = 1) -> Result:
    return CliRunner().invoke(main, ["dataset", *said, "--jobs", str(jobs), "--out", str(out)])


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def rows(folder: Path) -> list[dict[str, Any]]:
    files = sorted((folder / "data").iterdir())
    return [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of LONG, made in one go by one process."""
    out = tmp_path_factory.mktemp("long") / "items"
    assert call(out, *LONG).exit_code == 0
    return out


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of CALL, made in one go by one process."""
    out = tmp_path_factory.mktemp("made") / "items"
    run = call(out, *CALL)
    assert run.exit_code == 0, run.stderr
    return out


# -- what is written ---------------------------------------------------------------------------------------


def test_each_row_has_the_columns_in_its_own_split_and_no_question_is_there_twice(made: Path) -> None:
    found = rows(made)
    assert len(found) == 60
    assert all(sorted(row) == sorted(NAMES) for row in found)
    assert all(type(row[column.name]) is column.type for row in found for column in COLUMNS)
    assert len({row["id"] for row in found}) == 60
    questions = {
        (row["slug"], row["copy"]): key(row["slug"], row["case"], json.loads(row["params"])) for row in found
    }
    assert len(set(questions.values())) == len(questions)
    for path in (made / "data").iterdir():
        lines = path.read_text("utf-8").splitlines()
        assert len(lines) <= 20
        assert {json.loads(line)["split"] for line in lines} == {path.name.partition("-")[0]}


def test_the_datasheet_says_where_the_splits_are(made: Path) -> None:
    _, front, words = (made / "README.md").read_text("utf-8").split("---\n", 2)
    facts = yaml.safe_load(front)
    (config,) = facts["configs"]
    named = {row["split"]: sorted(made.glob(row["path"])) for row in config["data_files"]}
    assert sorted(path for paths in named.values() for path in paths) == sorted((made / "data").iterdir())
    assert [row["name"] for row in facts["dataset_info"]["features"]] == list(NAMES)
    assert (
        "backproof dataset linear_classifier_parameters neuron_output elementwise --count 60 --seed 3"
        in words
    )
    assert "Held-out families: neuron_output." in words


def test_a_smaller_dataset_is_the_beginning_of_a_larger_one(made: Path, tmp_path: Path) -> None:
    call(tmp_path / "less", *FEW, "--count", "25", "--seed", "3", "--split", "copies=0.3")
    assert {row["id"] for row in rows(tmp_path / "less")} <= {row["id"] for row in rows(made)}


def test_the_rows_of_parquet_are_those_of_json_lines(made: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for name in ("one", "two"):
        assert call(tmp_path / name, *CALL, "--format", "parquet").exit_code == 0
    assert content(tmp_path / "one") == content(tmp_path / "two")
    found = [
        row
        for path in sorted((tmp_path / "one/data").iterdir())
        for row in parquet.read_table(path).to_pylist()
    ]
    assert found == rows(made)
    (tmp_path / "one/data/train-00001.parquet").unlink()
    run = call(tmp_path / "one", *CALL, "--format", "parquet")
    assert "shard 1" in run.stderr
    assert content(tmp_path / "one") == content(tmp_path / "two")


# -- the same bytes ----------------------------------------------------------------------------------------


def test_a_killed_run_goes_on_with_two_processes_to_the_same_bytes(long: Path, tmp_path: Path) -> None:
    out = tmp_path / "items"
    command = [sys.executable, "-m", "questions.cli", "dataset", *LONG, "--jobs", "2", "--out", str(out)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        until(lambda: (out / "dataset.json").is_file() or run.poll() is not None)
        children = processes_of(run.pid)
        run.kill()
    assert run.returncode == -signal.SIGKILL
    assert len(children) >= 2
    until(lambda: not any(alive(pid) for pid in children))  # no worker is left behind
    there = {path: path.stat().st_mtime_ns for path in (out / "data").glob("*.jsonl")}
    assert there
    assert not (out / "README.md").exists()
    (out / "data" / ".train-00001.jsonl.1.tmp").write_bytes(b"half")
    assert call(out, *LONG).exit_code == 0
    assert content(out) == content(long)
    recorded = json.loads((long / "dataset.json").read_bytes())["shards"][0]["files"]
    assert all((out / name).stat().st_mtime_ns == there[out / name] for name in recorded)  # it was kept


def processes_of(pid: int) -> set[int]:
    """The processes that this one has started, as Linux tells it."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return set(map(int, found))


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(holds: Any) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_damaged_shard_is_made_again_and_nothing_else(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "items"
    assert call(out, *CALL).exit_code == 0
    (out / "data/train-00001.jsonl").write_bytes(b"{}\n")
    whole = (out / "data/train-00002.jsonl").stat()
    run = call(out, *CALL)
    assert "shard 1 of" in run.stderr
    assert content(out) == content(made)
    assert (out / "data/train-00002.jsonl").stat().st_mtime_ns == whole.st_mtime_ns


def test_a_shard_that_comes_out_otherwise_is_told(tmp_path: Path) -> None:
    out = tmp_path / "items"
    call(out, *CALL)
    (out / "data/train-00000.jsonl").unlink()
    record = out / "dataset.json"
    digest = json.loads(record.read_text())["shards"][0]["files"]["data/train-00000.jsonl"]["sha256"]
    record.write_text(record.read_text().replace(digest, "0" * 64))
    run = call(out, *CALL)
    assert run.exit_code == 1
    assert "made again, is another one" in run.stderr


def test_a_full_disk_leaves_whole_files_and_the_run_goes_on(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, synced = tmp_path / "items", os.fsync

    def full(descriptor: int) -> None:
        if len(content(out)) > 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        synced(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    run = call(out, *CALL)
    assert run.exit_code == 2
    assert "free some space" in run.stderr
    assert not list(out.rglob(".*.tmp"))
    monkeypatch.undo()
    assert call(out, *CALL).exit_code == 0
    assert content(out) == content(made)


# -- duplicates and what cannot be made --------------------------------------------------------------------


def test_a_family_without_more_questions_is_told_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequence, "TRIES", 1)
    said = (TIGHT, "elementwise", "--count", "200", "--shard-size", "80", "--split", "families=0")
    run = call(tmp_path / "items", *said)
    assert run.exit_code == 0
    assert f"no more questions: {TIGHT} (" in run.stdout
    found = rows(tmp_path / "items")
    names = {(row["slug"], row["copy"]): (row["slug"], row["case"], row["params"]) for row in found}
    assert len(set(names.values())) == len(names)
    last = {slug: max(copy for name, copy in names if name == slug) for slug in (TIGHT, "elementwise")}
    assert last["elementwise"] > last[TIGHT]
    first = content(tmp_path / "items")
    duplicates = int(run.stdout.partition("; ")[2].split()[0])
    assert duplicates == sum(
        count
        for shard in json.loads(first["dataset.json"])["shards"]
        for count in shard["passed"]["duplicates"].values()
    )
    (tmp_path / "items/data/train-00001.jsonl").unlink()
    assert call(tmp_path / "items", *said).exit_code == 0
    assert content(tmp_path / "items") == first

    monkeypatch.setattr(sequence, "TRIES", 2)
    short = call(tmp_path / "short", TIGHT, "--count", "900")
    assert short.exit_code == 1
    assert "900 items were asked for, and there are " in short.stdout
    assert call(tmp_path / "short", TIGHT, "--count", "900").stdout == short.stdout


def test_to_know_questions_saves_work_and_changes_nothing() -> None:
    plain = block(TIGHT, 0, range(30), split.Shares())
    known = block(TIGHT, 0, range(30), split.Shares(), b"".join(one.key for one in plain[:10]))
    assert [one.key for one in known] == [one.key for one in plain]
    assert [one.rows for one in known[:10]] == [()] * 10
    assert [one.rows for one in known if one.rows] == [
        one.rows for one in plain if one.key not in {each.key for each in plain[:10]}
    ]
    assert all(len(one.key) == KEY for one in plain)


def test_a_copy_that_a_check_stops_is_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = batch.variants

    def failing(entry: catalogue.Entry, wanted: Any) -> Iterator[Any]:
        for one in wanted:
            if one.copy == 2 and entry.slug == "elementwise":
                raise CheckFailed("the witness says otherwise")
            yield from real(entry, [one])

    monkeypatch.setattr(batch, "variants", failing)
    run = call(tmp_path / "items", *CALL)
    assert run.exit_code == 1
    assert "elementwise, copy 2: the witness says otherwise" in run.stdout
    assert "- elementwise, copy 2: the witness says otherwise" in (tmp_path / "items/README.md").read_text()
    found = rows(tmp_path / "items")
    assert len(found) == 60
    assert not any(row["slug"] == "elementwise" and row["copy"] == 2 for row in found)


# -- what is held out --------------------------------------------------------------------------------------


def test_a_held_out_family_has_nothing_in_train_and_a_question_has_one_split(
    made: Path, tmp_path: Path
) -> None:
    call(tmp_path / "other", *FEW, "--count", "90", "--seed", "4", "--split", "copies=0.3")
    found = [*rows(made), *rows(tmp_path / "other")]
    assert {row["split"] for row in found} == set(split.SPLITS)
    assert {row["slug"] for row in found if row["split"] == split.FAMILIES} == {"neuron_output"}
    assert "neuron_output" not in {row["slug"] for row in found if row["split"] != split.FAMILIES}
    splits: dict[tuple[str, ...], set[str]] = {}
    for row in found:
        splits.setdefault((row["slug"], row["case"], row["params"]), set()).add(row["split"])
    assert all(len(names) == 1 for names in splits.values())


def test_about_the_shares_are_held_out() -> None:
    slugs = [entry.slug for entry in catalogue.entries()]
    assert 0.05 < sum(split.is_held_out(slug, split.Shares()) for slug in slugs) / len(slugs) < 0.15
    keys = [number.to_bytes(8, "big") for number in range(0, 2**64, 2**64 // 1000)]
    names = [split.split_of("elementwise", each, split.Shares(families="0")) for each in keys]
    assert names.count(split.TEST) == 51  # of 1001, evenly spread
    assert split.split_of("elementwise", bytes(8), split.Shares("0", "0")) == split.TRAIN


# -- workers -----------------------------------------------------------------------------------------------


def test_what_a_worker_that_died_was_to_do_is_done_by_another_one() -> None:
    with workers.crew(2) as crew:
        victim = crew.result(crew.submit(os.getpid))
        tasks = [crew.submit(divmod, number, 3) for number in range(5)]
        slow = crew.submit(time.sleep, 0.5)
        os.kill(victim, signal.SIGKILL)
        assert [crew.result(task) for task in tasks] == [divmod(number, 3) for number in range(5)]
        assert crew.result(slow) is None


def test_a_task_that_no_worker_survives_ends_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "DEATHS", 1)
    with workers.crew(2) as crew, pytest.raises(CheckFailed, match="died 2 times in a row"):
        crew.result(crew.submit(os._exit, 3))


def test_results_come_in_order_and_few_are_under_way() -> None:
    taken = []

    def numbers() -> Iterator[tuple[int, int]]:
        for number in range(100):
            taken.append(number)
            yield number, 7

    with workers.crew(1) as crew:
        found = workers.in_order(crew, divmod, numbers())
        assert next(found) == (0, 0)
        assert len(taken) < 10
        assert list(found) == [divmod(number, 7) for number in range(1, 100)]


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_makes_the_same_bytes(long: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        victim = cluster.workers[0].pid
        out = tmp_path / "items"
        command = [
            sys.executable,
            "-m",
            "questions.cli",
            "dataset",
            *LONG,
            "--scheduler",
            cluster.scheduler_address,
        ]
        with subprocess.Popen(
            [*command, "--out", str(out)], stderr=subprocess.PIPE, stdout=subprocess.PIPE
        ) as run:
            until(lambda: (out / "dataset.json").is_file() or run.poll() is not None)
            os.kill(victim, signal.SIGKILL)
            said = run.communicate(timeout=120)
    assert run.returncode == 0, said
    assert content(out) == content(long)


# -- wrong calls -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (("--count", "0"), "--count is 0: expected a whole number from 1 up"),
        (("elementwize", "--count", "1"), "did you mean 'elementwise'?"),
        (("--topic", "loses", "--count", "1"), "did you mean 'losses'?"),
        (("--count", "1", "--format", "csv"), "no format 'csv': expected one of jsonl, parquet"),
        (("--count", "1", "--split", "families=1"), "--split is 'families=1': expected families=SHARE"),
        (("--count", "1", "--split", "dogs=0.1"), "--split is 'dogs=0.1': expected families=SHARE"),
        (("--count", "1", "--split", "copies=0.1", "--split", "copies=0.2"), "--split copies is there twice"),
        (("--count", "1", "--scheduler", "tcp://127.0.0.1:1"), "--jobs is for this machine"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(said: tuple[str, ...], why: str, tmp_path: Path) -> None:
    run = call(tmp_path / "items", *said)
    assert run.exit_code == 2
    assert why in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert not (tmp_path / "items").exists()


def test_only_a_dataset_of_the_same_call_is_gone_on_with(tmp_path: Path) -> None:
    out = tmp_path / "items"
    small = (TIGHT, "--count", "4", "--split", "families=0")
    assert call(out, *small).exit_code == 0
    (out / "notes.txt").write_text("mine")
    run = call(out, *small, "--seed", "1")
    assert run.exit_code == 2
    assert "--count 4 --seed 1 --split families=0" in run.stderr
    assert "use --force to delete that one" in run.stderr
    assert call(out, *small, "--seed", "1", "--force").exit_code == 0
    assert {row["seed"] for row in rows(out)} == {1}
    assert (out / "notes.txt").read_text() == "mine"

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.tex").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name, why in (("mine", "is no dataset of backproof"), ("file", "is a file, expected a folder")):
        run = call(tmp_path / name, *small, "--force")
        assert (run.exit_code, why in run.stderr) == (2, True)


def test_the_help_has_examples() -> None:
    run = CliRunner().invoke(main, ["dataset", "--help"])
    assert run.exit_code == 0
    assert "backproof dataset --count 10000 --out items" in click.unstyle(run.stdout)
