"""What a paper is worth at an instant: the uppermost state that holds."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.domain.credentials.rules import Spell, is_valid, merged, state_at, valid_periods

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def spell(state: str, since: int, until: int | None = None) -> Spell:
    return Spell(state, at(since), None if until is None else at(until))


CARD = spell("issued", 0, 100)


@pytest.mark.parametrize(
    ("spells", "hour", "state"),
    [
        ([], 5, None),
        ([CARD], -1, None),
        ([CARD], 0, "issued"),
        ([CARD], 99, "issued"),
        ([CARD], 100, "expired"),
        ([CARD, spell("suspended", 10, 20)], 10, "suspended"),
        ([CARD, spell("suspended", 10, 20)], 20, "issued"),
        ([CARD, spell("suspended", 10)], 50, "suspended"),
        ([CARD, spell("revoked", 10)], 500, "revoked"),
        ([CARD, spell("revoked", 10), spell("issued", 60, 200)], 70, "issued"),
        ([CARD, spell("issued", 100, 200)], 150, "issued"),
        # recorded later, effective earlier: the later effect still lies above
        ([CARD, spell("suspended", 30, 40), spell("revoked", 20)], 35, "suspended"),
        # two states of one instant: the one recorded later counts
        ([CARD, spell("suspended", 0, 10)], 5, "suspended"),
    ],
)
def test_the_uppermost_state_that_holds_counts(
    spells: list[Spell], hour: int, state: str | None
) -> None:
    assert state_at(spells, at(hour)) == state


@st.composite
def spells(draw: st.DrawFn) -> Spell:
    since = draw(st.integers(0, 20))
    lasts = draw(st.none() | st.integers(1, 15))
    state = draw(st.sampled_from(["issued", "issued", "suspended", "revoked", "lost"]))
    return spell(state, since, None if lasts is None else since + lasts)


@given(st.lists(spells(), max_size=6))
def test_periods_of_validity_say_of_every_instant_what_the_states_say(
    history: list[Spell],
) -> None:
    periods = valid_periods(history)
    for half_hour in range(-2, 90):
        moment = START + timedelta(minutes=30 * half_hour)
        inside = any(begin <= moment and (end is None or moment < end) for begin, end in periods)
        assert inside == is_valid(history, moment)
    for (_, ended), (begins, _) in pairwise(periods):
        assert ended is not None
        assert ended < begins


@given(st.lists(st.lists(spells(), max_size=4), max_size=4))
def test_several_papers_are_valid_where_one_is(histories: list[list[Spell]]) -> None:
    together = merged(period for history in histories for period in valid_periods(history))
    for half_hour in range(-2, 90):
        moment = START + timedelta(minutes=30 * half_hour)
        inside = any(begin <= moment and (end is None or moment < end) for begin, end in together)
        assert inside == any(is_valid(history, moment) for history in histories)
