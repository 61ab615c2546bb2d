"""Findings about papers and clocks: opened once, in true words, beside events that count."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from asili.core.models import Finding
from asili.domain.credentials.services import NewCredential, NewState, issue_credentials
from asili.domain.custody.models import Outcome
from asili.network.vocabulary import EventKind
from tests.domain.custody.valley import CLERK, START, Valley, bag, see

DAY = 24 * 60


def licences() -> list[Finding]:
    return list(Finding.objects.filter(rule="custody.21").order_by("pk"))


def approve(valley: Valley, party: str, kind: str, *, until_day: int | None = None) -> None:
    until = START + timedelta(days=until_day) if until_day is not None else None
    issued = NewState("issued", START - timedelta(days=1), until)
    paper = NewCredential("7", kind, valley.parties[party].code, (issued,))
    issue_credentials(actor=CLERK, credentials=[paper])


def test_a_cooperative_without_approval_is_found_once_whatever_follows(valley: Valley) -> None:
    valley.record(valley.allocate(at=0), valley.fill("north", [1], at=DAY))
    valley.record(valley.fill("north", [2], at=3 * DAY))

    (finding,) = licences()

    assert finding.params["on"] == "2026-05-02"
    assert finding.params["party"] == "North"
    assert Outcome.objects.filter(event__kind="commission", verdict="accepted").count() == 2


def test_an_earlier_day_that_comes_to_light_is_the_first_day(valley: Valley) -> None:
    valley.record(valley.allocate(at=0), valley.fill("north", [1], at=3 * DAY))
    valley.record(valley.fill("north", [2], at=DAY))

    assert [finding.params["on"] for finding in licences()] == ["2026-05-02"]


def test_an_approved_cooperative_and_a_carded_trader_are_not_found(valley: Valley) -> None:
    approve(valley, "north", "cooperative_approval")
    approve(valley, "depot", "trader_card")

    valley.record(
        valley.allocate(), valley.fill("north", [1]), valley.buy("depot", "north", bag(1))
    )

    assert licences() == []


def test_a_paper_counts_up_to_the_instant_at_which_it_ends(valley: Valley) -> None:
    approve(valley, "north", "cooperative_approval", until_day=2)

    valley.record(
        valley.allocate(at=0),
        valley.fill("north", [1], at=2 * DAY - 1),
        valley.fill("north", [2], at=2 * DAY),
    )

    assert [finding.params["on"] for finding in licences()] == ["2026-05-03"]


def test_each_kind_of_act_asks_for_a_paper_of_its_own(valley: Valley) -> None:
    approve(valley, "north", "trader_card")

    valley.record(valley.allocate(), valley.fill("north", [1]))

    assert len(licences()) == 1


@pytest.mark.parametrize(
    ("days", "note", "found"), [(15, "", 1), (15, "no network", 0), (14, "", 0)]
)
def test_long_backdating_without_a_reason_is_found_on_an_event_that_counts(
    valley: Valley, days: int, note: str, found: int
) -> None:
    event = valley.fill("north", [1])
    late = replace(event, recorded_at=event.happened_at + timedelta(days=days, hours=1), note=note)

    valley.record(valley.allocate(at=-1), late)

    clocks = Finding.objects.filter(rule="custody.20")
    assert clocks.count() == found
    assert all(finding.params == {"days": "15"} for finding in clocks)
    assert Outcome.objects.get(event__kind="commission").verdict == "accepted"


def test_an_event_dated_ahead_of_its_receipt_is_found(valley: Valley) -> None:
    ahead = replace(valley.fill("north", [1]), happened_at=timezone.now() + timedelta(hours=1))

    valley.record(valley.allocate(), ahead)

    assert "after it was received" in Finding.objects.get(rule="custody.20").message


def test_a_clock_finding_stays_when_its_event_is_judged_again(valley: Valley) -> None:
    event = valley.buy("depot", "north", bag(1), at=60)
    late = replace(event, recorded_at=event.happened_at + timedelta(days=20))
    valley.record(valley.allocate(at=0), valley.fill("north", [1], at=1), late)

    valley.record(valley.buy("rival", "north", bag(1), at=30))

    assert Finding.objects.get(rule="custody.20").state == "open"


def test_an_export_that_falls_is_found_and_closed_when_it_stands_again(valley: Valley) -> None:
    sent = valley.send("north", "depot", bag(1), at=30)
    valley.record(
        valley.allocate(at=0),
        valley.fill("north", [1], at=1),
        valley.fact(EventKind.EXPORT, "north", see(bag(1)), place="border", at=60),
    )
    assert not Finding.objects.filter(rule="custody.17").exists()

    valley.record(sent)
    assert Finding.objects.get(rule="custody.17").state == "open"

    valley.record(valley.fact(EventKind.VOID, "north", (), target=sent.uuid))
    assert Finding.objects.get(rule="custody.17").state == "resolved"
