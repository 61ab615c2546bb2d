"""The authority lets another party see what is behind a lot, from now until a date."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from asili.core.access import Actor, Grant, NotVisible, Refusal, Role
from asili.core.models import JournalEntry
from asili.domain.custody.models import Disclosure
from asili.domain.custody.policies import can_see_bags, visible_lots
from asili.domain.custody.services import grant_disclosure
from tests.domain.custody.valley import Valley, bag


def of(valley: Valley, party: str) -> Actor:
    return Actor(f"A-{party}", party, parties=frozenset({valley.parties[party].code}))


def authority(valley: Valley) -> Actor:
    grant = Grant(Role.AUTHORITY, valley.programme.code)
    return Actor(
        "A-1", "Division", frozenset({grant}), frozenset({valley.parties["division"].code})
    )


def later(days: int = 30) -> datetime:
    return timezone.now() + timedelta(days=days)


@pytest.fixture
def bought(valley: Valley) -> Valley:
    valley.record(
        valley.allocate(), valley.fill("north", [1]), valley.buy("depot", "north", bag(1))
    )
    return valley


def test_the_named_party_sees_bags_and_names_until_the_date(bought: Valley) -> None:
    lot, plant = bought.lot(bag(1)), of(bought, "plant")
    assert not visible_lots(plant).exists()
    until = later()

    granted = grant_disclosure(
        actor=authority(bought), lot=lot, party=bought.parties["plant"], until=until
    )

    assert visible_lots(plant).get() == lot
    assert not can_see_bags(plant, lot, granted.since - timedelta(seconds=1))
    assert can_see_bags(plant, lot, granted.since)
    assert can_see_bags(plant, lot, until - timedelta(seconds=1))
    assert not can_see_bags(plant, lot, until)
    assert not can_see_bags(of(bought, "exporter"), lot, granted.since)
    entry = JournalEntry.objects.order_by("position").last()
    assert entry is not None
    assert entry.act == "custody.disclosure.granted"
    assert entry.subjects == [lot.code, bought.parties["plant"].code]


@pytest.mark.parametrize("party", ["north", "depot"])
def test_neither_a_past_nor_the_present_holder_discloses_what_it_may_not_see(
    bought: Valley, party: str
) -> None:
    with pytest.raises(Refusal) as refused:
        grant_disclosure(
            actor=of(bought, party),
            lot=bought.lot(bag(1)),
            party=bought.parties["plant"],
            until=later(),
        )

    assert refused.value.rule == "custody.19"
    assert not Disclosure.objects.exists()


def test_a_stranger_is_not_told_that_there_is_such_a_lot(bought: Valley) -> None:
    with pytest.raises(NotVisible):
        grant_disclosure(
            actor=of(bought, "plant"),
            lot=bought.lot(bag(1)),
            party=bought.parties["plant"],
            until=later(),
        )


def test_a_disclosure_ends_in_the_future(bought: Valley) -> None:
    with pytest.raises(Refusal):
        grant_disclosure(
            actor=authority(bought),
            lot=bought.lot(bag(1)),
            party=bought.parties["plant"],
            until=later(-1),
        )
