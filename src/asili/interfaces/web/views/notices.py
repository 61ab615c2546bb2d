"""Notices: what the visitor and their parties should know."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from asili.core.models import Notice, NoticeReading
from asili.core.notices import mark_notices_read, notices_of, unread_notices
from asili.interfaces.web import cells
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.requests import Request


class NoticeFilters(Filters):
    """Narrow the notices down to what is not read yet."""

    which = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("all")), ("unread", _("not read yet"))]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        return rows.filter(read=False) if self.asked("which") == "unread" else rows


def _read(notice: Any) -> str:
    return str(_("read") if notice.read else _("not read yet"))


def _mark(notice: Any) -> object:
    """A button of the page's one form, for a notice that is not read yet."""
    if notice.read:
        return ""
    button = '<button class="plain" form="read" name="notice" value="{}">{}</button>'
    return format_html(button, notice.pk, _("Mark as read"))


NOTICES: Final[Table[Notice]] = Table(
    "notices",
    "web/notices.html",
    (
        Column(
            "text",
            _("Notice"),
            lambda row: row.text,
            show=lambda row: cells.named(row.subject, row.text),
        ),
        Column(
            "sent",
            _("Sent"),
            lambda row: row.sent_at,
            show=lambda row: cells.instant(row.sent_at),
            sort="sent_at",
        ),
        Column(
            "read",
            _("State"),
            _read,
            show=lambda row: cells.badge("none" if row.read else "attention", _read(row)),  # type: ignore[attr-defined]  # annotated
        ),
        Column("mark", _("Mark"), lambda _row: "", show=_mark),
    ),
    NoticeFilters,
)


@login_required
def notices(request: Request) -> HttpResponseBase:
    """The visitor's notices, the newest first."""
    readings = NoticeReading.objects.filter(
        notice=OuterRef("pk"), account=request.actor.account or ""
    )
    rows = notices_of(request.actor).annotate(read=Exists(readings)).order_by("-sent_at", "-pk")
    return answer(request, NOTICES, rows)


@login_required
@require_POST
def mark_read(request: Request) -> HttpResponse:
    """Mark one notice as read, or all of them where none is named."""
    unread = unread_notices(request.actor).values_list("pk", flat=True)
    named = {int(value) for value in request.POST.getlist("notice") if value.isdecimal()}
    marked = mark_notices_read(actor=request.actor, notices=named or unread)
    text = ngettext(
        "%(marked)s notice marked as read.", "%(marked)s notices marked as read.", marked
    )
    messages.success(request, text % {"marked": marked})
    return redirect("web:notices")
