"""Public identifiers that survive handwriting, such as ``BAG-000000ZK81``.

Method: a kind of one to six letters, then eight payload symbols and two check symbols in Crockford
base 32. The ten symbols, preceded by the letters of the kind, form a word of a shortened
Reed-Solomon code over GF(32): with the symbols numbered 0, 1, 2, ... from the right,

    sum s[i] = 0    and    sum s[i] * a^i = 0,

where sums are exclusive or and ``a`` generates the field (x^5 + x^2 + 1). Two check equations over
at most 31 positions give minimum distance 3. Therefore any two wrong symbols are detected, a kind
read as another kind included, and so is every exchange of two different symbols, adjacent or not.
One wrong symbol is located and can be suggested, never silently repaired.

Sources: D. Crockford, "Base 32 Encoding"; I. S. Reed and G. Solomon, "Polynomial Codes over
Certain Finite Fields", J. SIAM 8 (1960), 300-304.

Assumptions: symbols are replaced or exchanged; three or more wrong symbols escape with a
probability near 1 in 1,024. A number needs 40 bits at most. Kinds contain only the letters A to Z.
"""

import re
from typing import Final

import numpy as np

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's symbols: no I, L, O or U."""

LIMIT: Final = 32**8
"""Numbers run from 0 up to, and not including, this."""

_PAYLOAD = 8
_BODY = 10
_LONGEST_KIND = 6
_KIND = re.compile(rf"[A-Z]{{1,{_LONGEST_KIND}}}")
_LOOKALIKES = str.maketrans("ILO", "110")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_UNREADABLE = -1

_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}


def _powers() -> list[int]:
    """Powers a^0 .. a^30 of the generator of GF(32)."""
    powers, value = [], 1
    for _ in range(31):
        powers.append(value)
        value <<= 1
        if value & 32:
            value ^= 0b100101
    return powers


_EXP = _powers()
_LOG = {value: power for power, value in enumerate(_EXP)}


def _times_power(value: int, power: int) -> int:
    """Product of a field element and a^power."""
    return _EXP[(_LOG[value] + power) % 31] if value else 0


_LONGEST = _BODY + _LONGEST_KIND
_SCALED = [[_times_power(value, position) for value in range(32)] for position in range(_LONGEST)]
_SCALED_ARRAY = np.array(_SCALED, dtype=np.uint8)
_OVER_1_PLUS_A = [_times_power(value, -_LOG[1 ^ _EXP[1]]) for value in range(32)]
_SYMBOL_BYTES = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)


class CodeError(ValueError):
    """The text is not a valid identifier.

    ``suggestion`` is the one identifier that differs from the text in a single symbol, or None
    where there is none. It is for a person to confirm, never to be used unseen.
    """

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.suggestion = suggestion


def encode(kind: str, number: int) -> str:
    """Return the identifier of ``number`` (0 <= number < 32**8) within ``kind`` (letters A to Z).

    Raises ValueError for a kind or a number out of range.
    """
    _require_kind(kind)
    if not 0 <= number < LIMIT:
        raise ValueError(f"a number from 0 to {LIMIT - 1} is needed, not {number}")
    payload = [number >> shift & 31 for shift in range(5 * (_PAYLOAD - 1), -1, -5)]
    parity, weighted = _sums(_letters(kind) + payload + [0, 0])
    first = _OVER_1_PLUS_A[parity ^ weighted]
    return _text(kind, [*payload, first, parity ^ first])


def block(kind: str, first: int, count: int) -> list[str]:
    """Return the identifiers of ``count`` consecutive numbers from ``first``, as `encode` does."""
    _require_kind(kind)
    if count < 0 or not 0 <= first <= LIMIT - count:
        raise ValueError(f"numbers {first} to {first + count - 1} are not within 0 to {LIMIT - 1}")
    numbers = np.arange(first, first + count, dtype=np.int64)
    shifts = np.arange(5 * (_PAYLOAD - 1), -1, -5, dtype=np.int64)
    symbols = np.zeros((count, _BODY), dtype=np.uint8)
    symbols[:, :_PAYLOAD] = numbers[:, None] >> shifts & 31
    parity, weighted = _sums(_letters(kind) + [0] * _BODY)
    positions = np.arange(_BODY - 1, -1, -1)
    parities = np.bitwise_xor.reduce(symbols, axis=1) ^ np.uint8(parity)
    sums = np.bitwise_xor.reduce(_SCALED_ARRAY[positions, symbols], axis=1) ^ np.uint8(weighted)
    symbols[:, 8] = np.array(_OVER_1_PLUS_A, dtype=np.uint8)[parities ^ sums]
    symbols[:, 9] = parities ^ symbols[:, 8]
    written = _SYMBOL_BYTES[symbols].tobytes().decode("ascii")
    prefix = f"{kind}-"
    return [prefix + written[at : at + _BODY] for at in range(0, count * _BODY, _BODY)]


def decode(text: str) -> tuple[str, int]:
    """Return the kind and number of an identifier as typed by a person.

    Case, spaces and hyphens do not matter; in the last ten symbols I and L are read as 1 and O as
    0. Raises CodeError where the text is no identifier, with a suggestion where one wrong or
    unreadable symbol explains it.
    """
    compact = _SEPARATORS.sub("", text).upper()
    kind, written = compact[:-_BODY], compact[-_BODY:].translate(_LOOKALIKES)
    if not _KIND.fullmatch(kind):
        raise CodeError(f"{text!r} is not a kind of letters and ten symbols")
    body = [_VALUE.get(symbol, _UNREADABLE) for symbol in written]
    unreadable = [at for at, value in enumerate(body) if value == _UNREADABLE]
    if unreadable:
        body = [max(value, 0) for value in body]
        at = unreadable[0] if len(unreadable) == 1 else None
        suggestion = None if at is None else _nearest(kind, body, _BODY - 1 - at)
        raise CodeError(f"{text!r} has a symbol that no identifier uses", suggestion)
    if any(_sums(_letters(kind) + body)):
        raise CodeError(f"the check symbols of {text!r} do not match", _nearest(kind, body))
    number = 0
    for value in body[:_PAYLOAD]:
        number = number << 5 | value
    return kind, number


def _require_kind(kind: str) -> None:
    if not _KIND.fullmatch(kind):
        raise ValueError(f"a kind is 1 to {_LONGEST_KIND} letters A to Z, not {kind!r}")


def _letters(kind: str) -> list[int]:
    return [ord(letter) - 64 for letter in kind]


def _sums(symbols: list[int]) -> tuple[int, int]:
    """The two check sums of a word written from left to right; both 0 for a valid word."""
    parity = weighted = 0
    for scaled, symbol in zip(_SCALED, reversed(symbols), strict=False):
        parity ^= symbol
        weighted ^= scaled[symbol]
    return parity, weighted


def _text(kind: str, body: list[int]) -> str:
    return f"{kind}-{''.join(ALPHABET[value] for value in body)}"


def _nearest(kind: str, body: list[int], only_at: int | None = None) -> str | None:
    """The identifier one symbol away, at position ``only_at`` from the right if given."""
    word = _letters(kind) + body
    parity, weighted = _sums(word)
    if parity == 0 and weighted == 0:
        return _text(kind, body)
    if parity == 0 or weighted == 0:
        return None
    position = (_LOG[weighted] - _LOG[parity]) % 31
    if position >= len(word) or only_at not in (None, position):
        return None
    word[-1 - position] ^= parity
    letters = word[: len(kind)]
    if not all(1 <= letter <= 26 for letter in letters):
        return None
    return _text("".join(chr(64 + letter) for letter in letters), word[len(kind) :])
