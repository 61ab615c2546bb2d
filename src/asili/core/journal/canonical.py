"""One way to write plain values as bytes, so that a digest can be recomputed years later.

Values are written as compact JSON with sorted keys, in UTF-8. Instants are written in UTC with
microseconds, decimals without trailing zeros (so that a column's scale does not matter), bytes in
hexadecimal. Floats are refused: their text depends on the machine that printed them.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from asili.engine import merkle

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_PLAIN = frozenset({type(None), str, bool, int})
"""Types that JSON writes as they are; acts digest a thousand rows of little else."""


def canonical(value: object) -> bytes:
    """Canonical bytes of nested lists and dictionaries of plain values.

    Raises TypeError for a float or any type without a canonical form, ValueError for a naive
    datetime.
    """
    return _encode(_plain(value)).encode()


def digest(table: str, values: Sequence[object], salt: bytes = b"") -> bytes:
    """Digest (32 bytes) of one row: its table, its values in a fixed order, and its salt.

    A row with personal fields needs a random salt, kept in the row: without the row nobody can
    then guess what the digest stood for.
    """
    plain = [value if type(value) in _PLAIN else _plain(value) for value in values]
    return merkle.leaf_hash(_encode([table, salt.hex(), plain]).encode())


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    raise TypeError(f"{type(value).__name__} has no canonical form")
