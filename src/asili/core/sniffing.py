"""What a file is, told from its bytes; its name and its sender are not believed.

Six kinds are accepted: PDF, PNG, JPEG, XLSX, CSV and plain text. A workbook is a ZIP archive, which
is opened only after its own table of contents shows that it unpacks to a reasonable size; one with
macros is refused. A picture or a PDF must be whole (`wholeness`), not only begin like one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_lazy as _

from asili.core.access import Words
from asili.core.wholeness import (
    LONGEST,
    Broken,
    TooLarge,
    require_jpeg,
    require_pdf,
    require_png,
)

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAGIC: Final[tuple[tuple[bytes, str, Callable[[bytes], None]], ...]] = (
    (b"%PDF-", "application/pdf", require_pdf),
    (b"\x89PNG\r\n\x1a\n", "image/png", require_png),
    (b"\xff\xd8\xff", "image/jpeg", require_jpeg),
)
_EXTENSIONS: Final = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    XLSX: ("xlsx",),
    "text/csv": ("csv",),
    "text/plain": ("txt",),
}
_UNPACKED_LIMIT: Final = 200 * 2**20
_RATIO_LIMIT: Final = 100
_MEMBER_LIMIT: Final = 2000
_CONTROLS: Final = frozenset(range(32)) - frozenset(b"\t\n\r\f")


class BadFile(Exception):
    """The file is not one of those accepted; the message is for the person who sent it."""

    def __init__(self, message: Words) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Sniffed:
    """Media type found in the bytes, and the extension under which the file is given out."""

    media_type: str
    extension: str


def sniff(file: BinaryIO, name: str) -> Sniffed:
    """Media type of an open file whose name claims an extension; raises BadFile.

    The claim must agree with the bytes; it only decides between CSV and plain text.
    """
    claimed = name.rpartition(".")[2].lower()
    found = _found(file, claimed)
    if claimed not in _EXTENSIONS[found]:
        raise BadFile(
            _("The content of the file is not what its name says. Save it under its true ending.")
        )
    return Sniffed(found, _EXTENSIONS[found][0])


def _found(file: BinaryIO, claimed: str) -> str:
    file.seek(0)
    head = file.read(8)
    for magic, media_type, require in _MAGIC:
        if head.startswith(magic):
            _require_whole(file, require)
            return media_type
    if head.startswith(b"PK\x03\x04"):
        _require_workbook(file)
        return XLSX
    _require_text(file)
    return "text/csv" if claimed == "csv" else "text/plain"


def _require_whole(file: BinaryIO, require: Callable[[bytes], None]) -> None:
    file.seek(0)
    try:
        require(file.read())
    except Broken as error:
        raise BadFile(
            _(
                "The file is damaged or was not copied to its end. "
                "Take the picture or make the PDF again, and send that."
            )
        ) from error
    except TooLarge as error:
        raise BadFile(
            _("The picture has more than %(pixels)s pixels on a side. Make it smaller first.")
            % {"pixels": LONGEST}
        ) from error


def _require_workbook(file: BinaryIO) -> None:
    file.seek(0, 2)
    packed = file.tell()
    try:
        with ZipFile(file) as archive:
            members = archive.infolist()
    except BadZipFile as error:
        raise BadFile(_("The workbook cannot be read.")) from error
    names = {member.filename for member in members}
    unpacked = sum(member.file_size for member in members)
    if len(members) > _MEMBER_LIMIT or unpacked > min(_UNPACKED_LIMIT, packed * _RATIO_LIMIT):
        raise BadFile(_("The workbook unpacks to more than can be read safely."))
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise BadFile(_("Only PDF, PNG, JPEG, XLSX, CSV and plain text can be stored."))
    if any(member.endswith("vbaProject.bin") for member in names):
        raise BadFile(_("The workbook contains macros. Please save it without them."))


def _require_text(file: BinaryIO) -> None:
    file.seek(0)
    content = file.read()
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(
            _("Only PDF, PNG, JPEG, XLSX, CSV and plain text in UTF-8 can be stored.")
        ) from error
    if not content or _CONTROLS.intersection(content):
        raise BadFile(_("Only PDF, PNG, JPEG, XLSX, CSV and plain text can be stored."))
