"""What cannot be as it is recorded: dead voids, impossible samples, days to come, other tags."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from asili.core.access import Actor, Grant, Refusal, Role
from asili.core.models import Analyte, Finding, JournalEntry
from asili.domain.credentials.models import Credential
from asili.domain.credentials.services import NewState, change_state
from asili.domain.custody.facts import EventFact, MeasurementFact
from asili.domain.custody.models import Event, LineOutcome, Measurement, Outcome
from asili.domain.custody.queries.upstream import upstream
from asili.domain.custody.services import (
    judge_due_events,
    preview_events,
    rebuild_outcomes,
    record_events,
)
from asili.network.vocabulary import EventKind
from tests.domain.custody.tables import derived_tables
from tests.domain.custody.test_remarks import DAY, approve
from tests.domain.custody.valley import CLERK, START, Valley, bag, measured, see


def of(valley: Valley, party: str, *roles: Role) -> Actor:
    grants = frozenset(Grant(role, valley.programme.code) for role in roles)
    return Actor(f"A-{party}", party, grants, frozenset({valley.parties[party].code}), party)


@pytest.fixture
def sale(valley: Valley) -> EventFact:
    sale = valley.buy("depot", "north", bag(1), at=20)
    valley.record(valley.allocate(at=0), valley.fill("north", [1], at=10), sale)
    return sale


# Voids


@pytest.mark.parametrize("act", [record_events, preview_events])
def test_a_void_of_somebody_elses_record_is_refused_and_leaves_nothing(
    valley: Valley, sale: EventFact, act: object
) -> None:
    void = valley.fact(EventKind.VOID, "rival", (), target=sale.uuid)

    with pytest.raises(Refusal) as refused:
        act(actor=of(valley, "rival"), events=[void])  # type: ignore[operator]

    assert refused.value.rule == "custody.15"
    assert not Event.objects.filter(kind="void").exists()


def test_an_inspector_does_not_void_in_the_name_of_the_author(
    valley: Valley, sale: EventFact
) -> None:
    void = valley.fact(EventKind.VOID, "depot", (), target=sale.uuid)

    with pytest.raises(Refusal):
        record_events(actor=of(valley, "division", Role.INSPECTOR), events=[void])


def test_an_authority_that_speaks_for_a_bystander_is_refused(
    valley: Valley, sale: EventFact
) -> None:
    void = valley.fact(EventKind.VOID, "rival", (), target=sale.uuid)

    with pytest.raises(Refusal):
        record_events(actor=of(valley, "division", Role.AUTHORITY), events=[void])


@pytest.mark.parametrize(("party", "roles"), [("depot", ()), ("division", (Role.AUTHORITY,))])
def test_the_author_and_the_authority_void(
    valley: Valley, sale: EventFact, party: str, roles: tuple[Role, ...]
) -> None:
    void = valley.fact(EventKind.VOID, party, (), target=sale.uuid)

    record_events(actor=of(valley, party, *roles), events=[void])

    assert Outcome.objects.get(event__uuid=sale.uuid).verdict == "voided"


def test_a_void_that_arrives_before_its_record_is_kept(valley: Valley) -> None:
    sale = valley.buy("depot", "north", bag(1))
    void = valley.fact(EventKind.VOID, "depot", (), target=sale.uuid)

    record_events(actor=of(valley, "depot"), events=[void])

    assert Event.objects.filter(kind="void").exists()


# Samples


def assayed(valley: Valley, *samples: MeasurementFact) -> LineOutcome:
    valley.record(
        valley.allocate(),
        valley.fill("north", [1]),
        valley.fact(EventKind.ASSAY, "north", see(bag(1)), measurements=samples, place="site"),
    )
    return LineOutcome.objects.get(event__kind="assay")


@pytest.mark.parametrize(
    ("samples", "quantity", "value"),
    [
        ((("Co", "60.5"), ("Cu", "39.6")), "Co + Cu", "100.1"),
        ((("Co", "101"),), "Co", "101"),
        ((("moisture", "100"),), "moisture", "100"),
        ((("Co", "-0.5"),), "Co", "-0.5"),
    ],
)
def test_a_sample_that_no_ore_can_hold_is_kept_and_waits(
    valley: Valley, samples: tuple[tuple[str, str], ...], quantity: str, value: str
) -> None:
    line = assayed(valley, *(measured(name, text, "0.1") for name, text in samples))

    assert (line.accepted, line.rule) == (False, "custody.24")
    assert Measurement.objects.count() == len(samples)
    finding = Finding.objects.get(rule="custody.24")
    assert (finding.params["quantity"], finding.params["value"]) == (quantity, value)
    assert finding.remedy
    assert valley.lot(bag(1)).status == "open"


def test_moisture_is_no_part_of_the_dry_mass(valley: Valley) -> None:
    line = assayed(
        valley,
        measured("Co", "60", "1"),
        measured("Cu", "40", "1"),
        measured("moisture", "30", "1"),
    )

    assert line.accepted


def test_two_readings_of_one_analyte_are_not_added(valley: Valley) -> None:
    assert assayed(valley, measured("Co", "60", "1"), measured("Co", "58", "1")).accepted


def test_a_negative_uncertainty_waits(valley: Valley) -> None:
    assert assayed(valley, measured("Co", "6", "-1")).rule == "custody.24"


def test_bags_filled_with_an_impossible_sample_count_and_the_sample_is_asked_about(
    valley: Valley,
) -> None:
    for code in ("Co", "Cu"):
        analyte, _ = Analyte.objects.get_or_create(code=code, defaults={"name": code})
        valley.programme.commodity.analytes.add(analyte)
    wrong = (measured("Co", "60", "1"), measured("Cu", "50", "1"), measured("moisture", "20", "1"))
    filled = valley.fill("north", [1], measurements=wrong)

    valley.record(valley.allocate(at=-1), filled)

    assert valley.lot(bag(1)).status == "open"
    assert Finding.objects.get(rule="custody.24").subject == bag(1)
    found = upstream(valley.lot(bag(1)))
    assert found is not None
    assert found.account.dry is None
    valley.record(valley.fact(EventKind.VOID, "north", (), target=filled.uuid))
    assert Finding.objects.get(rule="custody.24").state == "resolved"


# Days to come


@pytest.fixture
def ahead(valley: Valley) -> EventFact:
    """A sale dated ten days after its receipt."""
    valley.record(valley.allocate(), valley.fill("north", [1]))
    sale = replace(
        valley.buy("rival", "north", bag(1)), happened_at=timezone.now() + timedelta(days=10)
    )
    valley.record(sale)
    return sale


@pytest.fixture
def later() -> Iterator[datetime]:
    """The clock, eleven days on."""
    moment = timezone.now() + timedelta(days=11)
    with patch("django.utils.timezone.now", return_value=moment):
        yield moment


def test_a_record_of_a_day_to_come_waits_and_does_not_stand_before_what_happens_today(
    valley: Valley, ahead: EventFact
) -> None:
    lot = valley.lot(bag(1))
    assert LineOutcome.objects.get(event__uuid=ahead.uuid).rule == "custody.22"
    assert Finding.objects.get(rule="custody.22").remedy
    assert not Finding.objects.filter(rule="custody.20").exists()
    assert (lot.owner, lot.waiting) == (valley.parties["north"], 1)
    assert lot.last_at < int(ahead.happened_at.timestamp()) * 1_000_000

    report = valley.record(valley.buy("depot", "north", bag(1)))

    assert (report.accepted, report.rejudged) == (1, 0)
    assert valley.lot(bag(1)).owner == valley.parties["depot"]


def test_the_state_is_what_a_fold_from_the_beginning_finds(
    valley: Valley, ahead: EventFact
) -> None:
    valley.record(valley.send("north", "depot", bag(1)), valley.buy("depot", "north", bag(1)))
    stored = derived_tables()

    rebuild_outcomes(actor=CLERK)

    assert derived_tables() == stored


def test_a_record_counts_from_its_day_on(
    valley: Valley, ahead: EventFact, request: pytest.FixtureRequest
) -> None:
    assert judge_due_events(actor=CLERK).rejudged == 0
    request.getfixturevalue("later")

    assert judge_due_events(actor=CLERK).rejudged == 1

    assert valley.lot(bag(1)).owner == valley.parties["rival"]
    assert Finding.objects.get(rule="custody.22").state == "resolved"
    assert JournalEntry.objects.order_by("-position")[0].act == "custody.events.due"
    stored = derived_tables()
    rebuild_outcomes(actor=CLERK)
    assert derived_tables() == stored


def test_a_record_of_a_day_to_come_is_voided_like_any_other(
    valley: Valley, ahead: EventFact
) -> None:
    valley.record(valley.fact(EventKind.VOID, "rival", (), target=ahead.uuid))

    assert Outcome.objects.get(event__uuid=ahead.uuid).verdict == "voided"
    assert Finding.objects.get(rule="custody.22").state == "resolved"
    assert valley.lot(bag(1)).waiting == 0
    assert valley.lot(bag(1)).last_at < int(ahead.happened_at.timestamp()) * 1_000_000


# Tags


def test_bags_with_tags_that_were_given_to_another_cooperative_wait(valley: Valley) -> None:
    valley.record(valley.allocate(counterparty="north", at=0), valley.fill("south", [1], at=10))

    assert LineOutcome.objects.get(event__kind="commission").rule == "custody.23"
    finding = Finding.objects.get(rule="custody.23")
    assert finding.params["party"] == "South"
    assert valley.lot(bag(1)).status == "absent"

    valley.record(valley.allocate(1, 5, counterparty="south", at=5))

    assert valley.lot(bag(1)).holder == valley.parties["south"]
    assert Finding.objects.get(rule="custody.23").state == "resolved"


def test_the_cooperative_that_got_the_tags_uses_them(valley: Valley) -> None:
    valley.record(valley.allocate(counterparty="north"), valley.fill("north", [1]))

    assert valley.lot(bag(1)).holder == valley.parties["north"]


# Papers


def papers() -> Finding:
    return Finding.objects.get(rule="custody.21")


def test_a_paper_that_is_registered_later_settles_the_question(valley: Valley) -> None:
    valley.record(valley.allocate(at=0), valley.fill("north", [1], at=DAY))
    assert papers().state == "open"

    approve(valley, "north", "cooperative_approval")

    assert papers().state == "resolved"


def test_a_paper_that_ends_moves_the_question_to_the_first_day_without_one(
    valley: Valley,
) -> None:
    valley.record(
        valley.allocate(at=0), *(valley.fill("north", [n], at=n * DAY) for n in (1, 2, 3))
    )
    assert papers().params["on"] == "2026-05-02"

    approve(valley, "north", "cooperative_approval", until_day=2)

    assert (papers().state, papers().params["on"]) == ("open", "2026-05-03")


def test_a_suspension_that_comes_to_light_later_asks_about_what_was_done_under_it(
    valley: Valley,
) -> None:
    approve(valley, "north", "cooperative_approval")
    valley.record(valley.allocate(at=0), valley.fill("north", [1], at=2 * DAY))
    assert not Finding.objects.filter(rule="custody.21").exists()

    change_state(
        actor=CLERK,
        credential=Credential.objects.get(),
        state=NewState("suspended", START + timedelta(days=1)),
    )

    assert papers().params["on"] == "2026-05-03"


def test_the_paper_of_another_party_settles_nothing(valley: Valley) -> None:
    valley.record(valley.allocate(at=0), valley.fill("north", [1], at=DAY))

    approve(valley, "south", "cooperative_approval")

    assert papers().state == "open"
