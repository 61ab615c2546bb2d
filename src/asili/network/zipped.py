"""A network folder in one file: a zip archive, always packed the same way, unpacked with care.

An archive is unpacked only where it holds nothing but a network folder, fits on the disk with room
to spare, and is no larger than a table can shrink to.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from asili.network.problems import FolderError, Problem
from asili.network.schema import TABLES

_MEMBER = re.compile(
    rf"([^/.][^/]*/)?(manifest\.json|datapackage\.json|files/[0-9a-f]{{64}}"
    rf"|({'|'.join(TABLES)})\.(csv|parquet))"
)
_RATIO: Final = 100
"""Tables of codes and numbers shrink to a tenth; what shrinks to a hundredth is no table."""

_SMALL: Final = 10 * 2**20
_OLDEST: Final = (1980, 1, 1, 0, 0, 0)


def pack(folder: Path, target: Path) -> None:
    """Write the files of ``folder`` to the zip ``target``, which appears whole or not at all."""
    new = target.with_name(f".{target.name}.partial")
    with ZipFile(new, "w", ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            member = ZipInfo(file.relative_to(folder).as_posix(), _OLDEST)
            member.compress_type = ZIP_DEFLATED
            with file.open("rb") as source, archive.open(member, "w", force_zip64=True) as copy:
                shutil.copyfileobj(source, copy)
    new.rename(target)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Yield the folder at ``path``; that of a zip is unpacked for as long as the block lasts.

    Raises FolderError for an archive that is none, or that holds something else.
    """
    if not path.is_file():
        yield path
        return
    with TemporaryDirectory(prefix="asili-network-") as space:
        try:
            with ZipFile(path) as archive:
                members = _judged(path, archive, Path(space))
                for member in members:
                    target = Path(space) / _within(member.filename)
                    target.parent.mkdir(exist_ok=True)
                    with archive.open(member) as source, target.open("wb") as copy:
                        shutil.copyfileobj(source, copy)
        except BadZipFile as error:
            raise _unfit(path, "the file is no zip archive, or a damaged one", str(error)) from None
        yield Path(space)


def _judged(path: Path, archive: ZipFile, space: Path) -> list[ZipInfo]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    names = [_within(member.filename) for member in members]
    for member in members:
        if not _MEMBER.fullmatch(member.filename):
            raise _unfit(path, "the archive holds a file of no network folder", member.filename)
        if member.file_size > _SMALL and member.file_size > _RATIO * member.compress_size:
            raise _unfit(path, "a file of the archive is far larger than it says", member.filename)
    if len(set(names)) < len(names):
        raise _unfit(path, "the archive holds a file twice")
    if 2 * sum(member.file_size for member in members) > shutil.disk_usage(space).free:
        raise _unfit(path, "there is no room on the disk to unpack the archive")
    return members


def _within(name: str) -> str:
    """Path within the folder: the archive may hold the files, or one folder with them."""
    first, _, rest = name.partition("/")
    return rest if rest and first != "files" else name


def _unfit(path: Path, rule: str, value: str = "") -> FolderError:
    remedy = "Unpack it yourself, or get it again from its source."
    return FolderError(Problem(path.name, 0, "", value, rule, remedy))
