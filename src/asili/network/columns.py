"""Some columns of a table, CSV or Parquet, read by the block: for tables of millions of rows.

Cells are converted, not judged: `asili.network.check` judges.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from asili.network.problems import FolderError, Problem

Types = Mapping[str, pa.DataType]
_BLOCK: Final = 4 * 2**20
_ROWS: Final = 2**16


def batches(file: Path, types: Types) -> Iterator[pa.RecordBatch]:
    """Yield the columns named in ``types``, in that order and of these types, block by block.

    Raises FolderError for a cell that does not have its type, and for a column that is missing.
    """
    try:
        yield from (_parquet if file.suffix == ".parquet" else _csv)(file, types)
    except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
        rule = "a column cannot be read"
        remedy = "Check the folder: ./asili network check."
        raise FolderError(Problem(file.name, 0, "", str(error), rule, remedy)) from None


def _csv(file: Path, types: Types) -> Iterator[pa.RecordBatch]:
    options = pa_csv.ConvertOptions(
        include_columns=list(types),
        column_types=dict(types),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    read = pa_csv.ReadOptions(block_size=_BLOCK)
    if file.stat().st_size == 0:
        return
    with pa_csv.open_csv(file, read, parse, options) as blocks:
        yield from blocks


def _parquet(file: Path, types: Types) -> Iterator[pa.RecordBatch]:
    schema = pa.schema(list(types.items()))
    with pq.ParquetFile(file) as parquet:
        for batch in parquet.iter_batches(_ROWS, columns=list(types)):
            yield batch.select(list(types)).cast(schema)
