"""People who may be one: the list, and two records side by side with the decision."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from asili.core.access import require
from asili.domain.registry.models import Likeness
from asili.domain.registry.policies import can_compare_people, visible_likenesses
from asili.domain.registry.services import call_different, merge_people, undo_merge
from asili.interfaces.web import cells
from asili.interfaces.web.lists import Column, Filters, Table, answer
from asili.interfaces.web.requests import Request

SOURCE: Final = _("Source: rule registry.9 over the register; nothing is merged by itself.")
_LOOKS: Final = {"open": "attention", "different": "quiet", "merged": "ok"}
_DECISIONS: Final = [
    ("one", _("The same person: the first stands for both")),
    ("other", _("The same person: the second stands for both")),
    ("different", _("Not the same person")),
    ("undo", _("Take the decision back")),
]


class LikenessFilters(Filters):
    """Narrow down to what is to be decided, or to what was."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[("", _("all that I may see")), *Likeness.Verdict.choices],
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters let through."""
        verdict = self.asked("verdict")
        return rows.filter(verdict=verdict) if verdict else rows


class DecisionForm(forms.Form):
    """What two records are, and why."""

    decision = forms.ChoiceField(
        choices=_DECISIONS, widget=forms.HiddenInput, error_messages={"required": _("Choose one.")}
    )
    because = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


def _pair(row: Likeness) -> object:
    address = reverse("web:likeness", args=[row.pk])
    return cells.link(address, f"{row.one.party.name} · {row.other.party.name}")


LIKENESSES: Final[Table[Likeness]] = Table(
    "likenesses",
    "web/likenesses.html",
    (
        Column(
            "pair",
            _("Two people"),
            lambda row: f"{row.one.party.name} · {row.other.party.name}",
            show=_pair,
        ),
        Column("score", _("Likeness"), lambda row: row.score, unit="/100", sort="score",
               is_number=True),
        Column(
            "verdict",
            _("Decision"),
            lambda row: row.get_verdict_display(),
            show=lambda row: cells.badge(_LOOKS[row.verdict], row.get_verdict_display()),
            sort="verdict",
        ),
        Column("noticed", _("Noticed"), lambda row: row.noticed_at.date(),
               show=lambda row: cells.day(row.noticed_at.date()), sort="noticed_at"),
        Column("because", _("Reason"), lambda row: row.because),
        Column("one", _("Number of the first"), lambda row: row.one.party.code,
               only_in_files=True),
        Column("other", _("Number of the second"), lambda row: row.other.party.code,
               only_in_files=True),
    ),
    LikenessFilters,
    (SOURCE,),
)  # fmt: skip


@login_required
def likenesses(request: Request) -> HttpResponseBase:
    """Pairs of people who may be one, the most alike first."""
    rows = visible_likenesses(request.actor).select_related("one__party", "other__party")
    return answer(request, LIKENESSES, rows.order_by("-score", "pk"))


@login_required
def likeness(request: Request, pk: int) -> HttpResponse:
    """Both records side by side, and what can be decided about them."""
    known = visible_likenesses(request.actor).select_related(
        "one__party__programme", "one__home", "other__party", "other__home"
    )
    row = get_object_or_404(known, pk=pk)
    codes = {row.one.party.code, row.other.party.code}
    may = can_compare_people(request.actor, row.one.party.programme.code, codes)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        require(may)
        if form.is_valid():
            _decide(request, row, form.cleaned_data["decision"], form.cleaned_data["because"])
            messages.success(request, _("It is recorded."))
            return redirect("web:likeness", row.pk)
    context = {
        "row": row,
        "look": _LOOKS[row.verdict],
        "people": [_side(row, person) for person in (row.one, row.other)],
        "form": form,
        "may": bool(may),
        "why_not": may.reason,
        "simulated": row.one.party.programme.simulated,
    }
    return render(request, "web/likeness.html", context)


def _decide(request: Request, row: Likeness, decision: str, because: str) -> None:
    given: dict[str, Any] = {"actor": request.actor, "likeness": row, "because": because}
    if decision == "undo":
        undo_merge(**given)
    elif decision == "different":
        call_different(**given)
    else:
        merge_people(**given, kept=row.one if decision == "one" else row.other)


def _side(row: Likeness, person: Any) -> dict[str, Any]:
    return {
        "person": person,
        "stands": row.kept_id == person.pk,
        "memberships": person.memberships.select_related("organisation__party"),
        "papers": person.party.credentials.order_by("kind", "number"),
    }
