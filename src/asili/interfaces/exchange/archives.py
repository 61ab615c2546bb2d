"""The network of a programme as a zip: written by a job, fetched by whoever asked for it."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.access import Actor, NotVisible, Permission, Role, deny, permit, require
from asili.core.jobs import JobProgress, Json, job, visible_job
from asili.core.models import Account, Job
from asili.domain.registry.queries import actor_for
from asili.interfaces.exchange.carry import export_folder
from asili.network.sinks import Format
from asili.network.zipped import pack

KEPT_DAYS: Final = 7
"""Days for which an archive can be fetched."""

_STEPS: Final = {
    "events": gettext_noop("Writing what happened"),
    "": gettext_noop("Writing parties, places, papers and prices"),
}


def can_carry_network(actor: Actor, programme: str | None = None) -> Permission:
    """Authorities and auditors of a programme carry it away whole."""
    if actor.has(Role.AUTHORITY, Role.AUDITOR, programme=programme):
        return permit()
    return deny(
        _("The network of a programme is carried away by its authorities and auditors."),
        rule="custody.19",
        remedy=_("Every list can be downloaded with what you may see."),
    )


@job("exchange.carry-network", _("Carry the network away"), policy=can_carry_network)
def carry_network(
    progress: JobProgress, *, account: str, archive: str, programme: str, form: Format
) -> Json:
    """Write the archive of a programme with the rights of an account, as they are now.

    ``archive`` is a UUID that names the file. Archives older than `KEPT_DAYS` are removed.
    """
    actor = actor_for(Account.objects.get(code=account))
    require(can_carry_network(actor, programme))
    place = _place(archive)
    place.parent.mkdir(parents=True, exist_ok=True)
    _forget_old(place.parent)

    def tell(table: str, done: int, rows: int) -> None:
        progress(done if table == "events" else 0, max(rows, 1), _STEPS.get(table, _STEPS[""]))

    with TemporaryDirectory(dir=place.parent, prefix="writing-") as space:
        folder = Path(space) / "network"
        manifest = export_folder(
            actor=actor, programme=programme, path=folder, form=form, progress=tell
        )
        pack(folder, place)
    return {
        "archive": archive,
        "programme": programme,
        "position": manifest.journal["position"],
        "rows": sum(manifest.counts.values()),
        "bytes": place.stat().st_size,
    }


def archive_of(actor: Actor, code: str) -> tuple[Job, Path]:
    """The archive of a job; raises NotVisible, and Refusal where the right to it has ended."""
    found = visible_job(actor, code)
    if found.name != carry_network.name or not isinstance(found.result, dict):
        raise NotVisible(code)
    require(can_carry_network(actor, found.result["programme"]))
    place = _place(found.result["archive"])
    if not place.is_file():
        raise NotVisible(code)
    return found, place


def _place(archive: str) -> Path:
    return Path(settings.DATA_DIR) / "carried" / f"{UUID(archive)}.zip"


def _forget_old(folder: Path) -> None:
    oldest = time.time() - KEPT_DAYS * 86_400
    for archive in folder.glob("*.zip"):
        if archive.stat().st_mtime < oldest:
            archive.unlink(missing_ok=True)
