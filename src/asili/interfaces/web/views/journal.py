"""The journal: its size, its last signed checkpoint, its entries, and a proof for each."""

from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from asili.core import journal as log
from asili.core.access import Actor, Permission, Role, deny, permit, require
from asili.core.accounts import accounts_watched_by
from asili.core.models import Account, Checkpoint, JournalEntry
from asili.core.tasks import can_verify_journal
from asili.interfaces.web import cells
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.requests import Request

SOURCE: Final = _("Source: the journal of this service, an RFC 6962 Merkle tree.")
READERS: Final = (Role.AUDITOR, Role.AUTHORITY)
"""Roles that read who acted and on what; others read what was done and when."""


class EntryFilters(Filters):
    """Narrow entries down by act."""

    act = forms.CharField(label=_("Act, such as custody.events"), required=False, max_length=80)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        act = self.asked("act")
        return rows.filter(act__icontains=act) if act else rows


def table(actor: Actor, **context: object) -> Table[JournalEntry]:
    """The list of entries, with names and subjects for those who may read them."""
    columns: list[Column[JournalEntry]] = [
        Column(
            "position",
            _("Position"),
            lambda row: row.position,
            show=lambda row: cells.entry(row.position),
            sort="position",
        ),
        Column(
            "act", _("Act"), lambda row: row.act, show=lambda row: cells.mono(row.act), sort="act"
        ),
        Column(
            "received",
            _("When"),
            lambda row: row.received_at,
            show=lambda row: cells.instant(row.received_at),
        ),
    ]
    if actor.has(*READERS):
        watched = accounts_watched_by(actor, *READERS)
        names = dict(_accounts(watched).values_list("code", "name"))

        def told(row: JournalEntry) -> bool:
            return is_told(row, watched)

        columns += [
            Column("who", _("Who"), lambda row: who(row, names) if told(row) else ""),
            Column(
                "subjects",
                _("About"),
                lambda row: _subjects(row) if told(row) else "",
                show=lambda row: cells.several(row.subjects if told(row) else []),
            ),
        ]
    return Table("journal", "web/journal.html", columns, EntryFilters, (SOURCE,), context)


def is_told(entry: JournalEntry, watched: set[str] | None) -> bool:
    """Whether it is told who acted on what, to whom ``watched`` is what they may read."""
    return watched is None or entry.account in watched


def can_read_proof(actor: Actor, entry: JournalEntry) -> Permission:
    """A proof holds the whole entry: for those who may read it."""
    if is_told(entry, accounts_watched_by(actor, *READERS)):
        return permit()
    return deny(
        _("A proof shows who acted; it is for auditors and authorities of the programme."),
        rule="core.3",
    )


def who(entry: JournalEntry, names: dict[str, str]) -> str:
    """Name of the account that acted; the service and anonymous visitors in words."""
    if not entry.account:
        return str(_("anonymous"))
    if entry.account.startswith("system:"):
        return str(_("the service (%(name)s)") % {"name": entry.account.removeprefix("system:")})
    return names.get(entry.account, entry.account)


def _accounts(watched: set[str] | None) -> QuerySet[Account]:
    every = Account.objects.all()
    return every if watched is None else every.filter(code__in=watched)


def _subjects(entry: JournalEntry) -> str:
    return " ".join(entry.subjects)


@login_required
def journal(request: Request) -> HttpResponseBase:
    """Entries, the newest first, under the position, the last checkpoint and the public key."""
    described = table(
        request.actor,
        position=log.position(),
        checkpoint=Checkpoint.objects.order_by("size", "pk").last(),
        public_key=log.public_key_text(),
        may_verify=bool(can_verify_journal(request.actor)),
    )
    return answer(request, described, JournalEntry.objects.order_by("-position"))


@login_required
def entry(request: Request, position: int) -> HttpResponse:
    """One entry, with the hash that stands for it in the tree."""
    found = get_object_or_404(JournalEntry, position=position)
    told = bool(can_read_proof(request.actor, found))
    names = dict(Account.objects.filter(code=found.account).values_list("code", "name"))
    context = {
        "entry": found,
        "who": who(found, names) if told else "",
        "subjects": found.subjects if told else [],
        "may_prove": told,
        "leaf": bytes(found.leaf).hex(),
        "root": bytes(found.root).hex(),
    }
    return render(request, "web/entry.html", context)


@login_required
@require_POST
def proof(request: Request, position: int) -> HttpResponse:
    """A proof of one entry under a fresh signed checkpoint, for a verifier who trusts no server."""
    require(can_read_proof(request.actor, get_object_or_404(JournalEntry, position=position)))
    body = {**log.prove(position).as_dict(), "public_key": log.public_key_text()}
    response = JsonResponse(body, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="proof-{position}.json"'
    return response
