"""The smallest whole files of each kind, written out by hand."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def header(width: int = 2, height: int = 2, depth: int = 8, colour: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


IDAT, IEND = chunk(b"IDAT", zlib.compress(b"\0\1\2" * 2)), chunk(b"IEND")
PNG = SIGNATURE + header() + IDAT + IEND


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def frame(width: int = 8, height: int = 8) -> bytes:
    return segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0")


SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\x00\x34\xff\xd0\x56"
JPEG = b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + frame() + SCAN + b"\xff\xd9"


def pdf(padding: int = 0) -> bytes:
    """A document of one empty page, with a comment of some bytes in it."""
    parts = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
    content, places = b"%PDF-1.4\n%" + b" " * padding + b"\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, part)
    table = len(content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"xref\n0 3\n0000000000 65535 f \n" + rows + b"trailer<</Size 3/Root 1 0 R>>\n"
    return content + b"startxref\n%d\n%%%%EOF\n" % table


PDF = pdf()
