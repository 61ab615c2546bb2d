"""Access tokens of one's own: made, shown once, revoked."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from asili.core.tokens import make_token, revoke_token, visible_tokens
from asili.interfaces.web.requests import Request


class Wanted(forms.Form):
    """What the token is for, and for how long."""

    label = forms.CharField(label=_("What it is for"), max_length=80)
    days = forms.TypedChoiceField(
        label=_("Holds for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (366, _("a year"))],
    )


@login_required
@never_cache
def tokens(request: Request) -> HttpResponse:
    """The tokens of the account; a new one shows its secret on this answer and never again."""
    form, secret = Wanted(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        _token, secret = make_token(actor=request.actor, **form.cleaned_data)
        form = Wanted()
    context = {
        "form": form,
        "secret": secret,
        "tokens": visible_tokens(request.actor),
        "today": timezone.localdate(),
        "address": request.build_absolute_uri(reverse("ogc:landing")),
    }
    return render(request, "web/tokens.html", context)


@login_required
@require_POST
def revoke(request: Request, token: int) -> HttpResponse:
    """A token that opens nothing any more."""
    revoke_token(actor=request.actor, token=token)
    return redirect("web:tokens")
