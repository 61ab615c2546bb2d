"""Sign-in and sign-out; in a demonstration, as a member of the cast."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView, RedirectURLMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import View

from asili.core.access import ROLE_NAMES, Role
from asili.core.models import Account


class SignIn(LoginView):
    """Name and password; a demonstration also offers its cast."""

    template_name = "web/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the cast, each with the names of its roles."""
        cast = Account.objects.filter(is_active=True).order_by("pk").prefetch_related("grants")
        members = [
            {
                "username": account.username,
                "name": account.name,
                "roles": [ROLE_NAMES[Role(grant.role)] for grant in account.grants.all()],
            }
            for account in (cast if settings.DEMO else ())
        ]
        return super().get_context_data(cast=members, **kwargs)


sign_in = SignIn.as_view()
sign_out = LogoutView.as_view()


class SignInAs(RedirectURLMixin, View):
    """One click, no password: only in a demonstration, where nothing is anyone's."""

    next_page = settings.LOGIN_REDIRECT_URL

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign in as the member of the cast and go on to where the visitor wanted to go."""
        if not settings.DEMO:
            raise Http404
        name = request.POST.get("username", "")
        account = get_object_or_404(Account, username=name, is_active=True)
        login(request, account, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(self.get_success_url())


sign_in_as = SignInAs.as_view()
