"""Findings: one type for whatever a rule notices, and one inbox to read them in.

Rules notice inside the act that judges, so `open_findings` and `close_findings` are parts of that
act and of its transaction, and derived: they follow the facts and are not journalled themselves.
`dismiss_finding` is a decision of a person, and is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias, TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from asili.core import journal
from asili.core.access import (
    Actor,
    NotVisible,
    Permission,
    Refusal,
    Role,
    Words,
    deny,
    permit,
    require,
)
from asili.core.figures import Value
from asili.core.models.findings import Finding, FindingParty

Severity = Finding.Severity
State = Finding.State

READERS = (Role.INSPECTOR, Role.AUTHORITY, Role.AUDITOR)
"""Roles that read every finding of their programme and province."""

_SLICE = 500
_T = TypeVar("_T")
Params: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True)
class Rule:
    """A numbered rule: what it asks, and what can be done where something differs from it."""

    code: str
    title: Words
    remedy: Words = ""
    legal_basis: str = ""
    severity: Severity = Severity.WARNING


@dataclass(frozen=True)
class NewFinding:
    """What a rule noticed. ``message`` is source text with ``%(name)s`` for the ``params``,
    which are words or typed values (`asili.core.figures`).

    ``key`` is unique while the finding is open: noticing the same thing again changes nothing but
    its words. ``parties`` are the codes of those concerned, who may read it.
    """

    rule: Rule
    subject: str
    label: str
    message: str
    key: str
    programme: str
    province: str = ""
    params: Params = field(default_factory=dict)
    parties: tuple[str, ...] = ()


def open_findings(items: Iterable[NewFinding]) -> list[Finding]:
    """Open what is not open yet, refresh the words of what is, and return the newly opened."""
    wanted = {item.key: item for item in items}
    opened: list[Finding] = []
    with transaction.atomic():
        for keys in _slices(wanted):
            present = {
                finding.key: finding
                for finding in Finding.objects.filter(state=State.OPEN, key__in=keys)
            }
            _refresh((present[key], wanted[key]) for key in keys if key in present)
            opened += _create([wanted[key] for key in keys if key not in present])
    return opened


def close_findings(keys: Iterable[str], because: str) -> int:
    """Mark the open findings of these keys as resolved by the facts; return how many."""
    closed = 0
    with transaction.atomic():
        for part in _slices(dict.fromkeys(keys)):
            closed += Finding.objects.filter(state=State.OPEN, key__in=part).update(
                state=State.RESOLVED, closed_at=timezone.now(), because=because
            )
    return closed


def dismiss_finding(*, actor: Actor, code: str, because: str) -> Finding:
    """Set an open finding aside for a stated reason; refused for those it concerns."""
    with transaction.atomic():
        finding = visible_findings(actor).select_for_update(of=("self",)).filter(code=code).first()
        if finding is None:
            raise NotVisible(code)
        require(can_dismiss_finding(actor, finding.programme, finding.province, _named(finding)))
        if not because.strip():
            raise Refusal("core.4", _("A finding is set aside for a reason. Please write it."))
        if finding.state != State.OPEN:
            raise Refusal("core.4", _("This finding is closed already."))
        finding.state = State.DISMISSED
        finding.closed_at = timezone.now()
        finding.closed_by = actor.account or ""
        finding.because = because
        finding.save(update_fields=["state", "closed_at", "closed_by", "because"])
        journal.append(
            act="core.finding.dismissed",
            actor=actor,
            subjects=[finding.code, finding.subject],
            digests=[journal.digest("core_finding", [finding.code, finding.state, because])],
        )
    return finding


def can_dismiss_finding(
    actor: Actor, programme: str, province: str, parties: Iterable[str]
) -> Permission:
    """Inspectors and authorities of the place may, unless the finding concerns them."""
    if not actor.has(Role.INSPECTOR, Role.AUTHORITY, programme=programme, province=province):
        return deny(
            _("A finding is set aside by an inspector or an authority of its province."),
            rule="core.4",
        )
    if actor.parties.intersection(parties):
        return deny(
            _("A finding is not set aside by someone whom it concerns."),
            rule="core.4",
            remedy=_("Ask another inspector or authority."),
        )
    return permit()


def visible_findings(actor: Actor) -> QuerySet[Finding]:
    """The findings that the actor may read: of their parties, or of their place by role."""
    if actor.is_system:
        return Finding.objects.all()
    scope = Q(pk__in=FindingParty.objects.filter(party__in=actor.parties).values("finding"))
    for grant in actor.grants:
        if grant.role in READERS:
            place = Q(programme=grant.programme)
            scope |= place & Q(province=grant.province) if grant.province else place
    return Finding.objects.filter(scope)


def _named(finding: Finding) -> list[str]:
    return list(finding.parties.values_list("party", flat=True))


def _create(items: Sequence[NewFinding]) -> list[Finding]:
    """Insert; a key that another act opened meanwhile keeps that act's row."""
    rows = [_row(item) for item in items]
    Finding.objects.bulk_create(rows, ignore_conflicts=True)
    codes = {row.code: item for row, item in zip(rows, items, strict=True)}
    written = list(Finding.objects.filter(code__in=codes))
    FindingParty.objects.bulk_create(
        FindingParty(finding=finding, party=party)
        for finding in written
        for party in dict.fromkeys(codes[finding.code].parties)
    )
    return written


def _row(item: NewFinding) -> Finding:
    with override(None):
        title, remedy = _source(item.rule.title), _source(item.rule.remedy)
    return Finding(
        key=item.key,
        rule=item.rule.code,
        title=title,
        remedy=remedy,
        legal_basis=item.rule.legal_basis,
        severity=item.rule.severity,
        subject=item.subject,
        label=item.label,
        message=item.message,
        params=dict(item.params),
        programme=item.programme,
        province=item.province,
        opened_at=timezone.now(),
    )


def _refresh(pairs: Iterable[tuple[Finding, NewFinding]]) -> None:
    changed = []
    for finding, item in pairs:
        words = (item.label, item.message, dict(item.params), item.rule.severity)
        if words != (finding.label, finding.message, finding.params, finding.severity):
            finding.label, finding.message, finding.params, finding.severity = words
            changed.append(finding)
    Finding.objects.bulk_update(changed, ["label", "message", "params", "severity"])


def _source(words: Words) -> str:
    """The untranslated text of a lazy string; call it with translation switched off."""
    return str(words)


def _slices(items: Mapping[str, _T]) -> Iterator[list[str]]:
    """Keys in parts that fit into one statement."""
    keys = iter(items)
    while part := list(islice(keys, _SLICE)):
        yield part
