"""Files: kept once under the SHA-256 of their bytes, attached to subjects by public identifier.

Who may read a file is for the app of its subject to say: it asks `files_of` for what it shows, and
answers a download with `file_response`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EDQUOT, EFBIG, ENOSPC
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, NotVisible, Permission, Refusal, deny, permit, require
from asili.core.models.files import FileLink, StoredFile
from asili.core.sniffing import BadFile, Sniffed, sniff

RULE: Final = "core.6"
SIZE_LIMIT: Final = 10 * 2**20
"""Bytes."""

_NAME_LIMIT: Final = 100


def store_file(*, actor: Actor, upload: "UploadedFile[bytes]", purpose: str) -> StoredFile:
    """Keep an uploaded file and return its row; raises Refusal where it is not acceptable.

    Refused are files over 10 MB, empty ones, and all but PDF, PNG, JPEG, XLSX, CSV and plain text
    as told by their content. The same bytes are kept once, however often they come.
    """
    require(can_store_file(actor))
    source = _opened(upload)
    found = _accepted(source, upload)
    with arriving(source, SIZE_LIMIT) as arrival:
        return keep_file(
            actor=actor, arrival=arrival, name=upload.name or "", found=found, purpose=purpose
        )


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes that have come in whole and are not kept yet."""

    path: Path
    sha256: str
    size: int


@contextmanager
def arriving(source: BinaryIO, limit: int) -> Iterator[Arrival]:
    """Write bytes beside the kept files; what is not kept inside is gone after.

    Raises Refusal over ``limit`` bytes, and where the disk has no room for them.
    """
    root = Path(settings.FILES_DIR)
    root.mkdir(parents=True, exist_ok=True)
    source.seek(0)
    with TemporaryDirectory(dir=root) as folder:
        yield _copied(source, Path(folder) / "arrival", limit)


def keep_file(
    *, actor: Actor, arrival: Arrival, name: str, found: Sniffed, purpose: str
) -> StoredFile:
    """Keep what arrived, under its digest, as what it was found to be; the caller asked a policy.

    The bytes appear whole or not at all.
    """
    folder = _folder(arrival.sha256)
    folder.mkdir(exist_ok=True)
    arrival.path.replace(folder / arrival.sha256)
    with transaction.atomic():
        stored = StoredFile.objects.create(
            sha256=arrival.sha256,
            size=arrival.size,
            media_type=found.media_type,
            name=_safe_name(name, found.extension),
            purpose=purpose,
            stored_by=actor.account or "",
            stored_at=timezone.now(),
        )
        journal.append(
            act="core.file.stored",
            actor=actor,
            subjects=[stored.code],
            digests=[journal.digest("core_storedfile", [stored.code, stored.sha256, stored.size])],
        )
    return stored


def attach_files(subject: str, files: Sequence[StoredFile]) -> None:
    """Attach stored files to a subject; part of the act that records the subject."""
    now = timezone.now()
    FileLink.objects.bulk_create(
        [FileLink(file=file, subject=subject, attached_at=now) for file in files],
        ignore_conflicts=True,
    )


def files_of(subject: str) -> QuerySet[StoredFile]:
    """The files attached to a subject, the newest first."""
    return StoredFile.objects.filter(links__subject=subject)


def can_store_file(actor: Actor) -> Permission:
    """Accounts with a role."""
    if actor.has():
        return permit()
    return deny(_("Please sign in with an account that has a role."))


def discard_bytes(stored: StoredFile, *, among: QuerySet[StoredFile]) -> None:
    """Erase the bytes of a file whose rows are all ``among`` those to be erased; the rows stay."""
    same = StoredFile.objects.filter(sha256=stored.sha256)
    if not same.exclude(pk__in=among.values("pk")).exists():
        path_of(stored).unlink(missing_ok=True)


def path_of(stored: StoredFile) -> Path:
    """Where the bytes of a stored file are."""
    return _folder(stored.sha256) / stored.sha256


def file_response(stored: StoredFile) -> FileResponse:
    """A download that a browser saves and never runs; NotVisible where the bytes are gone."""
    path = path_of(stored)
    if not path.is_file():
        raise NotVisible(stored.code)
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _opened(upload: "UploadedFile[bytes]") -> BinaryIO:
    upload.open()
    if upload.file is None:
        raise Refusal(RULE, _("The file is empty."))
    return cast("BinaryIO", upload.file)


def _accepted(source: BinaryIO, upload: "UploadedFile[bytes]") -> Sniffed:
    if not upload.size:
        raise Refusal(RULE, _("The file is empty."))
    if upload.size > SIZE_LIMIT:
        raise Refusal(
            RULE,
            _("The file is larger than 10 MB."),
            remedy=_("Send a smaller scan, or split the file."),
        )
    try:
        return sniff(source, upload.name or "")
    except BadFile as error:
        raise Refusal(RULE, error.message) from error


def _copied(source: BinaryIO, path: Path, limit: int) -> Arrival:
    hashed, size = sha256(), 0
    try:
        with path.open("wb") as copy:
            while block := source.read(2**16):
                hashed.update(block)
                size += len(block)
                if size > limit:
                    raise Refusal(
                        RULE,
                        _("The file is larger than %(limit)s MB.") % {"limit": limit // 2**20},
                        remedy=_("Split it into several files."),
                    )
                copy.write(block)
    except OSError as error:
        if error.errno not in (ENOSPC, EDQUOT, EFBIG):
            raise
        raise Refusal(
            RULE,
            _("The disk has no room for this file; nothing was kept."),
            remedy=_("Ask whoever runs the service to make room."),
        ) from error
    return Arrival(path, hashed.hexdigest(), size)


def _folder(digest: str) -> Path:
    return Path(settings.FILES_DIR) / digest[:2]


def _safe_name(name: str, extension: str) -> str:
    stem = get_valid_filename(Path(name.replace("\\", "/")).stem or "file")
    return f"{stem[:_NAME_LIMIT]}.{extension}"
