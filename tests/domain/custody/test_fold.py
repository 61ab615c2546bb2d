"""The fold: any order of arrival gives the same state, and no gram appears or disappears."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from asili.domain.custody.fold import fold
from asili.domain.custody.rules import EventView, Judgement, LotState, Status, Verdict
from asili.network.vocabulary import EventKind
from tests.domain.custody.worlds import AROUND, MemoryStore, histories, whole_fold


def _arrive(batches: list[list[EventView]]) -> tuple[MemoryStore, int]:
    store = MemoryStore({}, {})
    judged = 0
    for batch in batches:
        store.events |= {event.id: event for event in batch}
        results = fold(batch, store, lambda _event: AROUND)
        judged += len(results)
        store.judgements |= {event.id: judgement for event, judgement in results}
    return store, judged


@settings(max_examples=400, deadline=None)
@given(histories(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_any_order_of_arrival_gives_the_judgements_of_the_one_order(events, random, size):
    shuffled = list(events)
    random.shuffle(shuffled)
    batches = [shuffled[i : i + size] for i in range(0, len(shuffled), size)]

    store, _ = _arrive(batches)

    assert store.judgements == whole_fold(events)


@settings(max_examples=200, deadline=None)
@given(histories())
def test_events_that_arrive_in_order_are_judged_once(events):
    ordered = sorted(events, key=lambda event: event.key)

    _, judged = _arrive([[event] for event in ordered])

    assert judged == len(events)


@settings(max_examples=200, deadline=None)
@given(histories(), st.data())
def test_a_record_that_is_voided_later_counts_as_if_it_never_had(events, data):
    store, _ = _arrive([events])
    target = data.draw(st.sampled_from(events))
    voided = EventView(**{**_fields(target), "voided": True})
    store.events[target.id] = voided

    results = fold([voided], store, lambda _event: AROUND)
    store.judgements |= {event.id: judgement for event, judgement in results}

    expected = [voided if event.id == target.id else event for event in events]
    assert store.judgements == whole_fold(expected)


@settings(max_examples=200, deadline=None)
@given(histories(), st.data())
def test_a_record_whose_day_has_come_counts_as_if_it_had_never_waited(events, data):
    target = data.draw(st.sampled_from(events))
    early = [replace(event, ahead=event.id == target.id) for event in events]
    store, _ = _arrive([early])
    assert store.judgements == whole_fold(early)
    due = replace(target, ahead=False)
    store.events[target.id] = due

    results = fold([due], store, lambda _event: AROUND)
    store.judgements |= {event.id: judgement for event, judgement in results}

    assert store.judgements == whole_fold([replace(event, ahead=False) for event in events])


def _fields(event: EventView) -> dict[str, object]:
    return {name: getattr(event, name) for name in event.__dataclass_fields__}


@settings(max_examples=400, deadline=None)
@given(histories())
def test_mass_is_conserved_to_the_gram(events):
    by_id = {event.id: event for event in events}
    states: dict[int, LotState] = {}
    expected = 0
    for id_, judgement in sorted(whole_fold(events).items(), key=lambda item: by_id[item[0]].key):
        if by_id[id_].ahead:
            continue
        for line in judgement.lines:
            states[line.lot] = line.after
        expected += _created(by_id[id_], judgement) + sum(line.booked_g for line in judgement.lines)
        assert _present(states) == expected


def _created(event: EventView, judgement: Judgement) -> int:
    if event.kind is not EventKind.COMMISSION:
        return 0
    return sum(line.moved_g for line in judgement.lines if line.accepted)


def _present(states: dict[int, LotState]) -> int:
    return sum(state.wet_g for state in states.values() if state.container is None)


@settings(max_examples=300, deadline=None)
@given(histories())
def test_no_sequence_of_acts_makes_a_lot_negative_or_used_twice(events):
    for judgement in whole_fold(events).values():
        for line in judgement.lines:
            assert line.after.wet_g >= 0
            if line.after.status is Status.EMPTIED:
                assert line.after.wet_g == 0
            if not line.accepted:
                assert line.after == line.before
                assert line.booked_g == line.moved_g == 0


@settings(max_examples=200, deadline=None)
@given(histories())
def test_a_verdict_says_whether_all_some_or_none_of_its_lines_count(events):
    for judgement in whole_fold(events).values():
        accepted = [line.accepted for line in judgement.lines]
        if judgement.verdict is Verdict.ACCEPTED:
            assert all(accepted)
        elif judgement.verdict is Verdict.PARTLY:
            assert any(accepted)
            assert not all(accepted)
        else:
            assert not any(accepted)
