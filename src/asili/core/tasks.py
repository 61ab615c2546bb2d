"""The core's own jobs."""

from dataclasses import asdict

from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, Permission, Role, deny, permit
from asili.core.jobs import JobProgress, Json, job


def can_verify_journal(actor: Actor) -> Permission:
    """Auditors and authorities may ask for the journal to be recomputed."""
    if actor.has(Role.AUDITOR, Role.AUTHORITY):
        return permit()
    return deny(_("The journal is verified at the request of an auditor or an authority."))


@job("core.verify-journal", _("Verify the journal"), policy=can_verify_journal)
def verify_journal(progress: JobProgress) -> Json:
    """Recompute the journal; the result says how much was checked and what was found."""
    report = journal.verify(progress)
    return {
        "size": report.size,
        "root": report.root.hex(),
        "acts_recomputed": report.acts_recomputed,
        "checkpoints": report.checkpoints,
        "problems": [asdict(problem) for problem in report.problems],
    }
