"""ZIP archives and XML that came from strangers: bounded before anything of them is unpacked.

A ZIP entry is never read past the size that its table of contents claims, so bounding the claims
bounds the work. XML that declares a document type is refused whole: entities, the only way in which
a small XML becomes a large one or reads other files, can be declared nowhere else.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext_lazy as _

from asili.core.imports.tables import bad_file

MEMBERS: Final = 2000
UNPACKED: Final = 2 * 2**30
"""Bytes."""
RATIO: Final = 200
_PROLOG: Final = 2**20
_BLOCK: Final = 2**12


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Enough(Exception):
    """The first element is reached: nothing can be declared after it."""


class _Declares(Exception):
    """The XML declares a document type."""


def members_of(path: Path) -> list[ZipInfo]:
    """Contents of an archive that is safe to read; raises Refusal for any other."""
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
    except (BadZipFile, OSError, NotImplementedError) as error:
        raise bad_file(_("The archive is damaged and cannot be read.")) from error
    unpacked = sum(member.file_size for member in members)
    bound = min(UNPACKED, max(path.stat().st_size, 2**16) * RATIO)
    if len(members) > MEMBERS or unpacked > bound:
        raise bad_file(
            _("The archive unpacks to more than can be read safely."),
            _("Save the file anew from the program that made it."),
        )
    if any(member.flag_bits & 1 for member in members):
        raise bad_file(_("The archive is protected by a password."))
    return members


def require_plain_members(path: Path, members: list[ZipInfo]) -> None:
    """Raise Refusal where an XML member of an archive declares a document type."""
    with ZipFile(path) as archive:
        for member in members:
            if member.filename.casefold().endswith((".xml", ".rels", ".vml")):
                with archive.open(member) as stream:
                    require_plain_xml(stream)


def require_plain_xml(stream: _Readable) -> str:
    """Name of the root element of XML without a document type; raises Refusal."""
    root: list[str] = []

    def declares(*_declared: object) -> None:
        raise _Declares

    def starts(name: str, _attributes: object) -> None:
        root.append(name)
        raise _Enough

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declares
    parser.StartElementHandler = starts
    try:
        _feed(stream, parser.Parse)
    except _Enough:
        return root[0].rpartition(":")[2]
    except _Declares as error:
        raise bad_file(
            _("The file declares XML entities, which are not read."),
            _("Save the file anew from the program that made it."),
        ) from error
    except expat.ExpatError as error:
        raise bad_file(_("The file holds XML that cannot be read.")) from error
    raise bad_file(_("The file holds XML that cannot be read."))


def extract(archive: ZipFile, member: ZipInfo, target: Path) -> None:
    """Unpack one member to a path of our choice, never to one that the archive names."""
    with archive.open(member) as source, target.open("wb") as copy:
        while block := source.read(2**18):
            copy.write(block)


def _feed(stream: _Readable, parse: Callable[[bytes, bool], object]) -> None:
    for _block in range(_PROLOG // _BLOCK):
        block = stream.read(_BLOCK)
        parse(block, not block)
        if not block:
            return
