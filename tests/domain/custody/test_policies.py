"""Who may see and record what in custody (rule 11 of the architecture)."""

import pytest
from django.utils import timezone

from asili.core.access import ANONYMOUS, Actor, Grant, Refusal, Role
from asili.domain.custody.models import Lot
from asili.domain.custody.policies import (
    can_see_bags,
    visible_events,
    visible_lots,
    with_known_holders,
)
from asili.domain.custody.services import record_events
from tests.domain.custody.valley import Valley, bag


def of(valley: Valley, party: str) -> Actor:
    return Actor(f"A-{party}", party, parties=frozenset({valley.parties[party].code}))


def as_(role: Role, programme: str = "valley") -> Actor:
    return Actor("A-1", role, frozenset({Grant(role, programme)}))


@pytest.fixture
def handed_on(valley: Valley) -> Valley:
    """A bag that went from the cooperative to the depot and on to the plant."""
    valley.record(
        valley.allocate(),
        valley.fill("north", [1]),
        valley.buy("depot", "north", bag(1)),
        valley.buy("plant", "depot", bag(1)),
    )
    return valley


@pytest.mark.parametrize("party", ["north", "depot", "plant"])
def test_past_and_present_holders_see_the_lot(handed_on: Valley, party: str) -> None:
    assert visible_lots(of(handed_on, party)).filter(code=bag(1)).exists()


def test_strangers_do_not_see_it(handed_on: Valley) -> None:
    for actor in (of(handed_on, "rival"), ANONYMOUS, as_(Role.AUTHORITY, "hills")):
        assert not visible_lots(actor).filter(code=bag(1)).exists()


def test_the_addressee_sees_a_lot_that_is_on_its_way(valley: Valley) -> None:
    valley.record(
        valley.allocate(), valley.fill("north", [1]), valley.send("north", "depot", bag(1))
    )

    assert visible_lots(of(valley, "depot")).filter(code=bag(1)).exists()


@pytest.mark.parametrize(
    ("role", "lot", "bags"),
    [
        (Role.AUTHORITY, True, True),
        (Role.AUDITOR, True, True),
        (Role.INSPECTOR, True, True),
        (Role.VERIFIER, True, False),
        (Role.VALIDATOR, True, False),
        (Role.FIELD_AGENT, True, False),
        (Role.TRADER, False, False),
        (Role.COMPANY, False, False),
    ],
)
def test_a_role_sees_lots_and_bags_of_its_programme(
    handed_on: Valley, role: Role, lot: bool, bags: bool
) -> None:
    actor = as_(role)
    assert visible_lots(actor).filter(code=bag(1)).exists() is lot
    assert bool(can_see_bags(actor, handed_on.lot(bag(1)), timezone.now())) is bags


@pytest.mark.parametrize(
    ("party", "known"), [("plant", True), ("depot", True), ("north", False), ("rival", False)]
)
def test_the_holder_is_known_one_step_up_and_down_only(
    handed_on: Valley, party: str, known: bool
) -> None:
    lots = with_known_holders(of(handed_on, party), Lot.objects.filter(code=bag(1)))

    assert lots.get().holder_known is known


def test_a_party_sees_its_own_side_of_what_happened(handed_on: Valley) -> None:
    kinds = visible_events(of(handed_on, "depot")).order_by("happened_at")
    assert list(kinds.values_list("kind", flat=True)) == ["purchase", "purchase"]
    assert visible_events(of(handed_on, "north")).count() == 2
    assert not visible_events(of(handed_on, "rival")).exists()
    assert visible_events(as_(Role.AUDITOR)).count() == 4


def test_a_party_records_what_it_did_and_a_field_agent_what_they_saw(valley: Valley) -> None:
    valley.record(valley.allocate())

    record_events(actor=of(valley, "north"), events=[valley.fill("north", [1])])
    record_events(actor=as_(Role.FIELD_AGENT), events=[valley.fill("north", [2])])

    for actor in (of(valley, "rival"), as_(Role.FIELD_AGENT, "hills"), ANONYMOUS):
        with pytest.raises(Refusal) as refused:
            record_events(actor=actor, events=[valley.fill("north", [3])])
        assert refused.value.rule == "custody.18"
    assert Lot.objects.filter(kind="bag", status="open").count() == 2
