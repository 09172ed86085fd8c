"""How items become the bytes of a file, and a file becomes items again: JSON Lines, or Parquet with the same rows."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from questions.dataset.items import COLUMNS
from questions.errors import BadCall

GROUP = 1000  # rows of a row group of Parquet


@dataclass(frozen=True, slots=True)
class Format:
    """A file format by its suffix; `write` takes items as lines of JSON, `read` gives items."""

    suffix: str
    write: Callable[[Iterable[bytes]], bytes]
    read: Callable[[bytes], list[dict[str, Any]]]


def _read_lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]


def _write_parquet(lines: Iterable[bytes]) -> bytes:
    """The same bytes for the same rows and the same pyarrow."""
    arrow, parquet = pyarrow()
    schema = arrow.schema(
        [
            arrow.field(column.name, arrow.string() if column.type is str else arrow.int64(), nullable=False)
            for column in COLUMNS
        ]
    )
    table = arrow.Table.from_pylist([json.loads(line) for line in lines], schema=schema)
    file = io.BytesIO()
    parquet.write_table(table, file, compression="zstd", row_group_size=GROUP)
    return file.getvalue()


def _read_parquet(content: bytes) -> list[dict[str, Any]]:
    _, parquet = pyarrow()
    return parquet.read_table(io.BytesIO(content)).to_pylist()


def pyarrow() -> tuple[Any, Any]:
    """The modules pyarrow and pyarrow.parquet; raises BadCall where they are not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise BadCall("--format parquet needs pyarrow: pip install 'backproof[parquet]'") from error
    return pa, parquet


FORMATS: Mapping[str, Format] = {
    "jsonl": Format("jsonl", b"".join, _read_lines),
    "parquet": Format("parquet", _write_parquet, _read_parquet),
}
