"""Whether a picture or a PDF is whole: its parts in order, its checksums right, its end there.

Nothing is decoded and nothing is unpacked: lengths and marks are followed from the first byte to
the last, so the time is that of reading the file once. What is read is PNG of the W3C (third
edition), JPEG of ITU-T T.81 and PDF of ISO 32000.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 20_000
"""Pixels along a side of a picture; a scanned page has some 7000."""

_CHUNKS: Final = 20_000
_PNG_DEPTHS: Final = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
"""Colour type to the bit depths that it may have."""
_PALETTE: Final = 3
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, 0xD9
_MARKER: Final = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
"""A marker with the bytes that may fill up before it."""
_MARKER_AFTER_DATA: Final = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
"""The first marker that is not part of coded data, where 0 follows 0xFF and restarts stand."""
_PDF_HEAD: Final = re.compile(rb"%PDF-[12]\.\d")
_PDF_END: Final = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF[\s\0]*\Z")
_PDF_TABLE: Final = re.compile(rb"\s*(xref\s|\d+\s+\d+\s+obj\b)")
_PDF_TAIL: Final = 2048
"""Bytes at the end in which a reader looks for where the table is."""


class Broken(Exception):
    """The file is cut short or damaged."""


class TooLarge(Exception):
    """A side of the picture is longer than `LONGEST`."""


def require_png(content: bytes) -> None:
    """Follow the chunks of a PNG to its end; raises Broken or TooLarge."""
    kinds: list[bytes] = []
    for kind, body in _chunks(content):
        if not kinds:
            palette_needed = _read_header(kind, body)
        if kind == b"IDAT" and b"IDAT" in kinds and kinds[-1] != b"IDAT":
            raise Broken
        kinds.append(kind)
    before = kinds[: kinds.index(b"IDAT")] if b"IDAT" in kinds else []
    if not before or kinds.count(b"IHDR") > 1 or (palette_needed and b"PLTE" not in before):
        raise Broken


def _chunks(content: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Kind and body of each chunk up to IEND, which ends the file."""
    rest = memoryview(content)[8:]
    for _ in range(_CHUNKS):
        if len(rest) < 12:
            raise Broken
        (length,) = struct.unpack(">I", rest[:4])
        if len(rest) < 12 + length:
            raise Broken
        kind, body = bytes(rest[4:8]), rest[8 : 8 + length]
        (checksum,) = struct.unpack(">I", rest[8 + length : 12 + length])
        if zlib.crc32(rest[4 : 8 + length]) != checksum:
            raise Broken
        yield kind, body
        rest = rest[12 + length :]
        if kind == b"IEND":
            if length or rest:
                raise Broken
            return
    raise Broken


def _read_header(kind: bytes, body: memoryview) -> bool:
    """True where the colours of the PNG stand in a palette."""
    if kind != b"IHDR" or len(body) != 13:
        raise Broken
    width, height, depth, colour, packing, filtering, interlace = struct.unpack(">IIBBBBB", body)
    if depth not in _PNG_DEPTHS.get(colour, ()) or packing or filtering or interlace > 1:
        raise Broken
    _require_size(width, height)
    return bool(colour == _PALETTE)


def require_jpeg(content: bytes) -> None:
    """Follow the markers of a JPEG to its end; raises Broken or TooLarge.

    Telephones put a second picture after the end: what follows it is not looked at.
    """
    kinds: list[int] = []
    for kind, body in _segments(content):
        if kind in _FRAMES:
            _read_frame(body)
        if kind == _SCAN and _FRAMES.isdisjoint(kinds):
            raise Broken
        kinds.append(kind)
    if _SCAN not in kinds:
        raise Broken


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each segment before the end; coded data follow a scan."""
    at, in_data = 2, False
    while marker := (
        _MARKER_AFTER_DATA.search(content, at) if in_data else _MARKER.match(content, at)
    ):
        kind, at = marker[1][0], marker.end()
        if kind == _END:
            return
        length = int.from_bytes(content[at : at + 2])
        if length < 2 or at + length > len(content):
            raise Broken
        yield kind, content[at + 2 : at + length]
        at, in_data = at + length, kind == _SCAN
    raise Broken


def _read_frame(frame: bytes) -> None:
    if len(frame) < 6:
        raise Broken
    _depth, height, width, parts = struct.unpack(">BHHB", frame[:6])
    if not parts or len(frame) != 6 + 3 * parts:
        raise Broken
    _require_size(width, height or 1)  # a height of 0 is told after the first scan


def _require_size(width: int, height: int) -> None:
    if not (width and height):
        raise Broken
    if max(width, height) > LONGEST:
        raise TooLarge


def require_pdf(content: bytes) -> None:
    """Find the end of a PDF and the table that it points to; raises Broken."""
    end = _PDF_END.search(content, max(0, len(content) - _PDF_TAIL))
    if not _PDF_HEAD.match(content) or not end:
        raise Broken
    if not _PDF_TABLE.match(content, int(end[1])) or int(end[1]) >= end.start():
        raise Broken
