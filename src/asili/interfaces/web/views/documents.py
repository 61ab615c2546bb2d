"""Scans and photographs of the papers of an event: attach one, read one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from asili.core.access import Refusal
from asili.core.files import file_response, files_of
from asili.domain.custody import services
from asili.interfaces.web.requests import Request
from asili.interfaces.web.views.events import known_event


@login_required
@require_POST
def attach(request: Request, uuid: UUID) -> HttpResponse:
    """Attach a file to an event; what is wrong with a file is said on the page of the event."""
    event = known_event(request, uuid)
    upload = request.FILES.get("document")
    if upload is None:
        messages.error(request, _("Please choose a file: PDF, PNG, JPEG, XLSX, CSV or plain text."))
        return redirect("web:event", uuid)
    try:
        services.attach_document(actor=request.actor, event=event, upload=upload)
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, _("The file is kept with the record."))
    return redirect("web:event", uuid)


@login_required
def document(request: Request, uuid: UUID, code: str) -> FileResponse:
    """A file of an event, for those who may know the event."""
    event = known_event(request, uuid)
    return file_response(get_object_or_404(files_of(str(event.uuid)), code=code))
