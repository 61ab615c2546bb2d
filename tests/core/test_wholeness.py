"""A picture or PDF that only begins like one is refused, and no bytes whatever break the look."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.core.wholeness import Broken, TooLarge, require_jpeg, require_pdf, require_png
from tests.core.papers import (
    IDAT,
    IEND,
    JPEG,
    PDF,
    PNG,
    SCAN,
    SIGNATURE,
    chunk,
    frame,
    header,
    pdf,
)

KINDS = ((require_png, PNG), (require_jpeg, JPEG), (require_pdf, PDF))
Look = Callable[[bytes], None]


def is_whole(look: Look, content: bytes) -> bool:
    try:
        look(content)
    except (Broken, TooLarge):
        return False
    return True


@pytest.mark.parametrize(("look", "content"), KINDS)
def test_a_whole_file_is_taken_and_none_of_its_beginnings(look: Look, content: bytes) -> None:
    look(content)
    end = len(content.rstrip(b"\n"))
    assert [length for length in range(end) if is_whole(look, content[:length])] == []


@given(st.integers(0, len(PNG) - 1), st.integers(1, 255))
def test_no_byte_of_a_png_changes_unnoticed(place: int, difference: int) -> None:
    if place >= len(SIGNATURE):  # the signature decides what the file is taken for
        changed = bytearray(PNG)
        changed[place] ^= difference
        assert not is_whole(require_png, bytes(changed))


@pytest.mark.parametrize(
    "parts",
    [
        (IDAT, header(), IEND),
        (header(), IEND),
        (header(), IDAT),
        (header(), header(), IDAT, IEND),
        (header(), IDAT, chunk(b"tEXt", b"x"), IDAT, IEND),
        (header(), IDAT, IEND, b"<script>"),
        (header(width=0), IDAT, IEND),
        (header(depth=3), IDAT, IEND),
        (header(colour=5), IDAT, IEND),
        (header(colour=3), IDAT, IEND),
        (chunk(b"IHDR", b"short"), IDAT, IEND),
        (b"\xff\xff\xff\xff", IDAT),
    ],
)
def test_the_parts_of_a_png_stand_in_their_order(parts: tuple[bytes, ...]) -> None:
    assert not is_whole(require_png, SIGNATURE + b"".join(parts))


def test_a_png_with_a_palette_has_one() -> None:
    require_png(SIGNATURE + header(colour=3) + chunk(b"PLTE", b"\0\0\0") + IDAT + IEND)


def test_a_picture_of_unreasonable_size_is_refused_unopened() -> None:
    with pytest.raises(TooLarge):
        require_png(SIGNATURE + header(width=20_001) + IDAT + IEND)
    with pytest.raises(TooLarge):
        require_jpeg(b"\xff\xd8" + frame(height=65_535) + SCAN + b"\xff\xd9")


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff\xe0 rest",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + frame() + b"\xff\xd9",
        b"\xff\xd8" + SCAN + b"\xff\xd9",
        b"\xff\xd8" + frame(width=0) + SCAN + b"\xff\xd9",
        b"\xff\xd8" + frame() + b"junk" + SCAN + b"\xff\xd9",
    ],
)
def test_a_jpeg_has_a_frame_a_scan_and_an_end(content: bytes) -> None:
    assert not is_whole(require_jpeg, content)


def test_what_a_telephone_puts_behind_a_jpeg_is_left_alone() -> None:
    require_jpeg(JPEG + JPEG)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\nsmall",
        b"%PDF-1.7\n%%EOF",
        PDF.replace(b"%PDF-1.4", b"%PDF-x.4"),
        PDF.replace(b"startxref\n", b"startxref\n9"),
        PDF + b" " * 4096,
    ],
)
def test_a_pdf_says_where_its_table_is(content: bytes) -> None:
    assert not is_whole(require_pdf, content)


@given(st.binary(max_size=400), st.data())
def test_no_bytes_break_the_look(junk: bytes, data: st.DataObject) -> None:
    for look, content in KINDS:
        cut = data.draw(st.integers(0, len(content)))
        is_whole(look, content[:cut] + junk + content[cut:])
        is_whole(look, content[:8] + junk)
        is_whole(look, junk)


@pytest.mark.parametrize(
    ("look", "content"),
    [
        (require_png, SIGNATURE + header() + chunk(b"IDAT") * 800_000),
        (require_jpeg, b"\xff\xd8" + frame() + SCAN + b"\xff\x00" * 5_000_000),
        (require_jpeg, b"\xff\xd8" + b"\xff" * 10_000_000),
        (require_jpeg, b"\xff\xd8" + frame() + SCAN + b"\xff" * 10_000_000),
        (require_pdf, pdf(10_000_000).replace(b"%%EOF", b"startxref " * 200)),
    ],
)
def test_ten_megabytes_of_malice_take_no_time(look: Look, content: bytes) -> None:
    start = time.process_time()
    assert not is_whole(look, content)
    assert time.process_time() - start < 2
