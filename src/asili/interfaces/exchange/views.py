"""The page from which the network is carried away."""

from typing import Final, cast
from uuid import uuid4

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from asili.core.access import Actor, require
from asili.core.jobs import start_job, visible_jobs
from asili.core.programmes import programmes_of
from asili.interfaces.exchange.archives import (
    KEPT_DAYS,
    archive_of,
    can_carry_network,
    carry_network,
)

_SHOWN: Final = 20
"""Archives that the page lists; the list of jobs has all."""


class Wanted(forms.Form):
    """Which programme, and as which kind of file."""

    programme = forms.ChoiceField(label=_("Programme"))
    form = forms.ChoiceField(
        label=_("Tables as"),
        choices=[
            ("csv", _("CSV, for spreadsheets and people")),
            ("parquet", _("Parquet, for programs: smaller, and every column typed")),
        ],
    )

    def __init__(self, actor: Actor, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # as the form that it is
        self.fields["programme"].choices = [  # type: ignore[attr-defined]  # a choice field
            (programme.code, str(programme))
            for programme in programmes_of(actor).order_by("code")
            if can_carry_network(actor, programme.code)
        ]


@login_required
def carry(request: HttpRequest) -> HttpResponse:
    """Ask for the network of a programme, and fetch what was written for oneself."""
    actor = _actor(request)
    require(can_carry_network(actor))
    wanted = Wanted(actor, request.POST or None)
    if request.method == "POST" and wanted.is_valid():
        arguments = {"account": actor.account, "archive": str(uuid4()), **wanted.cleaned_data}
        started = start_job(actor=actor, kind=carry_network, arguments=arguments)
        return redirect("web:job", started.code)
    asked = visible_jobs(actor).filter(name=carry_network.name, started_by=actor.account)
    context = {"form": wanted, "jobs": asked.order_by("-created_at")[:_SHOWN], "days": KEPT_DAYS}
    return render(request, "exchange/carry.html", context)


@login_required
def archive(request: HttpRequest, code: str) -> HttpResponseBase:
    """The zip that a job has written."""
    found, place = archive_of(_actor(request), code)
    result = cast("dict[str, object]", found.result)
    name = f"network-{result['programme']}-{result['position']}.zip"
    response = FileResponse(
        place.open("rb"), as_attachment=True, filename=name, content_type="application/zip"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _actor(request: HttpRequest) -> Actor:
    return cast("Actor", request.actor)  # type: ignore[attr-defined]  # set by the middleware
