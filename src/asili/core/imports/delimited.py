"""CSV and its relatives: encoding, delimiter and quotes found out, rows streamed.

Encodings are told by their marks and by whether the bytes are valid; among the eight-bit ones, by
which makes French of the letters beyond ASCII.
"""

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder, lookup
from collections import Counter
from collections.abc import Iterator, Set
from io import StringIO
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from asili.core.imports.cells.notation import Raw
from asili.core.imports.tables import Options, Table, bad_file, table_of

DELIMITERS: Final = (",", ";", "\t", "|")
EIGHT_BIT: Final = ("cp1252", "mac_roman", "cp850")
LINES_OF_A_ROW: Final = 100
"""A row of more lines is a quotation mark that nobody closed."""

_BLOCK: Final = 2**18
_SAMPLE: Final = 2**22
_FRENCH: Final = frozenset("éèêëàâäîïôöùûüçÉÈÊËÀÂÎÔÙÛÇœŒ°«»²€\u2019\u2018\u201c\u201d\u2013\u00a0")


def open_delimited(path: Path, options: Options, words: Set[str]) -> Table:
    """The table in a file of delimited text; raises Refusal."""
    encoding = options.encoding or encoding_of(path)
    try:
        lookup(encoding)
        sample = _head(path, encoding)
    except (LookupError, UnicodeError) as error:
        raise _bad_encoding() from error
    delimiter = options.delimiter or delimiter_of(sample)

    def rows() -> Iterator[tuple[Raw, ...]]:
        return _rows(path, encoding, delimiter)

    facts = {"format": "CSV", "encoding": encoding, "delimiter": delimiter}
    return table_of(rows, options, words, facts)


def encoding_of(path: Path) -> str:
    """Name of the encoding, as Python knows it; read to the end of the file where need be."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    zeros = [at for at, byte in enumerate(head) if byte == 0]
    if len(zeros) > len(head) // 4:
        return "utf-16-le" if sum(at % 2 for at in zeros) * 2 > len(zeros) else "utf-16-be"
    if _is_utf8(path):
        return "utf-8"
    with path.open("rb") as file:
        return eight_bit_encoding(file.read(_SAMPLE))


def eight_bit_encoding(content: bytes) -> str:
    """The eight-bit encoding that makes most letters of French; Windows' own where none does."""
    high = Counter(byte for byte in content if byte > 127)

    def score(encoding: str) -> int:
        letters = {byte: bytes([byte]).decode(encoding, "replace") for byte in high}
        return sum(count if letters[byte] in _FRENCH else -count for byte, count in high.items())

    return max(EIGHT_BIT, key=score)


def delimiter_of(sample: str) -> str:
    """The delimiter under which most rows of the sample have the same number of cells."""
    first = sample.partition("\n")[0].strip()
    if first.casefold().startswith("sep=") and len(first) == 5:
        return first[4]
    return max(DELIMITERS, key=lambda sign: _regularity(sample, sign))


def _regularity(sample: str, delimiter: str) -> tuple[int, int]:
    """Rows that agree, and cells in each; rows of one cell agree about nothing."""
    lines = sample.splitlines(keepends=True)
    whole = "".join(lines[:-1]) if len(lines) > 1 and len(sample) > 4000 else sample
    try:
        widths = Counter(len(row) for row in csv.reader(StringIO(whole), delimiter=delimiter))
    except csv.Error:
        return 0, 0
    widths.pop(1, None)
    widths.pop(0, None)
    if not widths:
        return 0, 0
    width, rows = widths.most_common(1)[0]
    return rows, width


def _head(path: Path, encoding: str) -> str:
    decoder = getincrementaldecoder(encoding)(errors=_errors(encoding))
    with path.open("rb") as file:
        return decoder.decode(file.read(_BLOCK))


def _is_utf8(path: Path) -> bool:
    decoder = getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _errors(encoding: str) -> str:
    """Bytes that an eight-bit encoding leaves open become a mark; elsewhere they are an error."""
    return "replace" if encoding in EIGHT_BIT else "strict"


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[Raw, ...]]:
    with path.open(encoding=encoding, errors=_errors(encoding), newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        before = 0
        try:
            for cells in reader:
                if reader.line_num - before > LINES_OF_A_ROW:
                    raise _open_quote(before + 1)
                before = reader.line_num
                yield tuple(cells)
        except csv.Error as error:
            raise _open_quote(before + 1) from error
        except UnicodeError as error:
            raise _bad_encoding() from error


def _open_quote(line: int) -> Exception:
    return bad_file(
        _("From line %(line)s on, the file is one cell: a quotation mark is not closed.")
        % {"line": line},
        _("Close or remove the quotation mark in that line."),
    )


def _bad_encoding() -> Exception:
    return bad_file(
        _("The letters of the file are not in this encoding."),
        _("Choose another encoding, or save the file as CSV in UTF-8."),
    )
