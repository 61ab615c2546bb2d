"""One inbox: what a rule notices is open once, is closed by the facts or set aside by a person."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from asili.core import figures
from asili.core.access import ANONYMOUS, Actor, Grant, NotVisible, Refusal, Role, system
from asili.core.findings import (
    NewFinding,
    Rule,
    Severity,
    State,
    close_findings,
    dismiss_finding,
    open_findings,
    visible_findings,
)
from asili.core.models import Finding, JournalEntry

pytestmark = pytest.mark.django_db
WEIGHT = Rule("test.1", _("Language"), _("Weigh again."), "Article 1", Severity.STOP)
NEW = NewFinding(
    rule=WEIGHT,
    subject="L-1",
    label="Lot 1",
    message="%(missing)s kg are to be explained.",
    params={"missing": 7},
    key="test.1:L-1",
    programme="KAT",
    province="CD-LU",
    parties=("P-1", "P-2"),
)


def actor(role: Role, province: str = "", *, parties: tuple[str, ...] = ()) -> Actor:
    return Actor("A-1", "X", frozenset({Grant(role, "KAT", province)}), frozenset(parties))


def test_the_same_thing_noticed_twice_is_one_open_finding() -> None:
    (first,) = open_findings([NEW])
    assert open_findings([NEW]) == []
    assert Finding.objects.get() == first
    assert sorted(first.parties.values_list("party", flat=True)) == ["P-1", "P-2"]


def test_new_words_refresh_the_open_finding() -> None:
    open_findings([NEW])
    open_findings([replace(NEW, params={"missing": 9})])
    assert Finding.objects.get().text == "9 kg are to be explained."


def test_what_the_facts_resolved_can_be_noticed_again() -> None:
    open_findings([NEW])
    assert close_findings([NEW.key, "another"], "weighed again") == 1
    assert close_findings([NEW.key], "weighed again") == 0
    closed = Finding.objects.get()
    assert (closed.state, closed.because) == (State.RESOLVED, "weighed again")
    assert len(open_findings([NEW])) == 1
    assert Finding.objects.count() == 2


@effort(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=12))
def test_any_order_of_opening_and_closing_leaves_one_open_finding_at_most(
    steps: list[tuple[bool, int]],
) -> None:
    wanted = set()
    with transaction.atomic():
        for opens, number in steps:
            key = str(number)
            if opens:
                open_findings([replace(NEW, key=key)])
                wanted.add(key)
            else:
                close_findings([key], "so")
                wanted.discard(key)
        still = sorted(Finding.objects.filter(state=State.OPEN).values_list("key", flat=True))
        transaction.set_rollback(True)
    assert still == sorted(wanted)


def test_the_database_itself_holds_one_open_finding_for_a_key() -> None:
    open_findings([NEW])
    twin = Finding.objects.get()
    twin.pk, twin.code = None, "F-TWIN"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_a_thousand_findings_take_few_queries() -> None:
    many = [replace(NEW, key=str(number)) for number in range(1000)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(open_findings(many)) == 1000
    assert len(queries) < 40


def test_a_finding_is_read_in_the_language_of_its_reader() -> None:
    with translation.override("fr"):
        open_findings([NEW])
        assert translation.get_language() == "fr", "the page goes on in it"
    finding = Finding.objects.get()
    assert finding.title == "Language", "the untranslated source is stored"
    assert finding.way_out == "Weigh again."
    with translation.override("fr"):
        assert finding.headline == translation.gettext("Language")


def seen_by(reader: Actor) -> bool:
    return visible_findings(reader).filter(subject="L-1").exists()


def test_those_it_concerns_and_the_offices_of_the_place_read_a_finding() -> None:
    open_findings([NEW])
    assert seen_by(actor(Role.INSPECTOR, "CD-LU"))
    assert seen_by(actor(Role.AUTHORITY))
    assert seen_by(actor(Role.TRADER, parties=("P-2",)))
    assert seen_by(system("test"))


def test_others_do_not_read_it() -> None:
    open_findings([NEW])
    assert not seen_by(actor(Role.INSPECTOR, "CD-HK"))
    assert not seen_by(actor(Role.TRADER, parties=("P-3",)))
    assert not seen_by(Actor("A-2", "Y", frozenset({Grant(Role.AUTHORITY, "ITU")})))
    assert not seen_by(ANONYMOUS)


def test_an_inspector_sets_a_finding_aside_with_a_reason_and_it_is_journalled() -> None:
    (finding,) = open_findings([NEW])
    inspector = actor(Role.INSPECTOR, "CD-LU")
    done = dismiss_finding(actor=inspector, code=finding.code, because="the scale was checked")
    assert (done.state, done.closed_by) == (State.DISMISSED, "A-1")
    assert JournalEntry.objects.get().act == "core.finding.dismissed"


def test_a_finding_is_not_set_aside_without_a_reason_or_twice() -> None:
    (finding,) = open_findings([NEW])
    inspector = actor(Role.INSPECTOR)
    with pytest.raises(Refusal, match="for a reason"):
        dismiss_finding(actor=inspector, code=finding.code, because="  ")
    dismiss_finding(actor=inspector, code=finding.code, because="so")
    with pytest.raises(Refusal, match="closed already"):
        dismiss_finding(actor=inspector, code=finding.code, because="so")


def test_nobody_sets_a_finding_aside_that_concerns_them() -> None:
    (finding,) = open_findings([NEW])
    with pytest.raises(Refusal, match="whom it concerns"):
        dismiss_finding(
            actor=actor(Role.INSPECTOR, parties=("P-1",)), code=finding.code, because="so"
        )
    with pytest.raises(Refusal, match="inspector or an authority"):
        dismiss_finding(actor=actor(Role.TRADER, parties=("P-1",)), code=finding.code, because="so")
    with pytest.raises(NotVisible):
        dismiss_finding(actor=actor(Role.TRADER), code=finding.code, because="so")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "1,234.5 kg, 99.50\u00a0USD, 41.5\u00a0%, 2 March 2026; moisture, Co"),
        ("fr", "1\u202f234,5 kg, 99,50\u00a0USD, 41,5\u00a0%, 2 mars 2026; humidité, Co"),
    ],
)
def test_figures_of_a_finding_are_written_in_the_language_of_its_reader(
    language: str, text: str
) -> None:
    params = {
        "mass": figures.kilograms(1_234_500),
        "paid": figures.money(99_50, "USD"),
        "share": figures.percent(Decimal("0.415")),
        "on": figures.day(date(2026, 3, 2)),
        "missing": figures.listing(["moisture", "Co"]),
    }
    message = "%(mass)s kg, %(paid)s, %(share)s, %(on)s; %(missing)s"

    open_findings([replace(NEW, message=message, params=params)])

    with translation.override(language):
        assert Finding.objects.get().text.replace("\u00a0234", "\u202f234") == text
