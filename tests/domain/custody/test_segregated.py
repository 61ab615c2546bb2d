"""Lots that keep their inputs apart: first in, first out, in the trace of real records."""

from io import StringIO
from itertools import count
from pathlib import Path
from random import Random

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from asili.core.models import Analyte, Finding
from asili.domain.custody.facts import LineFact
from asili.domain.custody.models import Flow, Lot
from asili.domain.custody.queries import tabular
from asili.domain.custody.queries.journey import journey
from asili.domain.custody.queries.keeping import Keeping, Model
from asili.domain.custody.queries.network import read_upstream
from asili.domain.custody.queries.origins import GroupBy
from asili.domain.custody.queries.trace import Trace, trace_back, trace_forward
from asili.domain.custody.queries.upstream import Upstream, upstream
from asili.interfaces.exchange.carry import export_folder
from asili.network import open_folder
from asili.network.vocabulary import CustodyModel, EventKind, LineRole, LotKind
from tests.domain.custody.piles import BAG_G, History, histories
from tests.domain.custody.tables import derived_tables
from tests.domain.custody.valley import (
    Valley,
    bag,
    lot,
    make,
    measured,
    see,
    take,
)

PILE = lot(5)


@pytest.fixture
def metals(valley: Valley) -> Valley:
    for code in ("Co", "Cu"):
        analyte, _ = Analyte.objects.get_or_create(code=code, defaults={"name": code})
        analyte.commodities.add(valley.programme.commodity)
    valley.record(valley.allocate(1, 99, "site"), valley.allocate(100, 199, "other_site"))
    return valley


def found(code: str) -> Upstream:
    traced = upstream(Lot.objects.select_related("programme").get(code=code))
    assert traced is not None
    return traced


def back(code: str, by: GroupBy = GroupBy.SITE) -> Trace:
    return trace_back(found(code), by)


def shares(code: str) -> dict[str, float]:
    return {row.label: row.shares["Co"] for row in back(code).rows if row.shares["Co"]}


def pile(model: CustodyModel | None = CustodyModel.SEGREGATED) -> LineFact:
    return LineFact(LineRole.MAKE, PILE, None, LotKind.PILE, custody_model=model)


def layered(valley: Valley, model: CustodyModel | None = CustodyModel.SEGREGATED) -> None:
    """Fifty kilograms of one site, then fifty of another, put onto one pile."""
    valley.record(
        valley.fill("north", [1], 50_000),
        valley.fill("north", [100], 50_000, place="other_site"),
        valley.blend("north", pile(model), take(bag(1))),
        valley.blend("north", pile(None), take(bag(100))),
    )


def draw(valley: Valley, number: int, wet_g: int) -> None:
    valley.record(
        valley.fact(EventKind.SPLIT, "north", (take(PILE, wet_g), make(lot(number), wet_g)))
    )


def test_what_came_first_leaves_first_and_the_rest_stays(metals: Valley) -> None:
    layered(metals)
    draw(metals, 6, 30_000)
    draw(metals, 7, 40_000)

    assert shares(lot(6)) == {"Site": 1}
    assert shares(lot(7)) == pytest.approx({"Site": 0.5, "Other_Site": 0.5})
    assert shares(PILE) == {"Other_Site": 1}
    assert metals.lot(PILE).segregated
    assert [row.bags for row in back(lot(6)).rows] == [1]


def test_a_pile_of_which_nothing_is_said_is_mixed(metals: Valley) -> None:
    layered(metals, None)
    draw(metals, 6, 30_000)

    assert shares(lot(6)) == pytest.approx({"Site": 0.5, "Other_Site": 0.5})
    assert not metals.lot(PILE).segregated


def test_a_pile_used_up_tells_what_it_held_and_may_be_kept_otherwise(metals: Valley) -> None:
    layered(metals)
    draw(metals, 6, 100_000)
    assert shares(PILE) == pytest.approx({"Site": 0.5, "Other_Site": 0.5})

    metals.record(
        metals.fill("north", [2], 50_000),
        metals.fill("north", [101], 50_000, place="other_site"),
        metals.blend("north", pile(None), take(bag(2)), take(bag(101))),
    )

    assert not metals.lot(PILE).segregated
    assert not Finding.objects.filter(rule="custody.25").exists()


def test_a_loss_found_by_a_stock_take_moves_every_layer(metals: Valley) -> None:
    layered(metals)
    metals.record(metals.fact(EventKind.STOCK_TAKE, "north", see(PILE, wet_g=99_000)))
    draw(metals, 6, 49_500)
    draw(metals, 7, 49_500)

    assert shares(lot(6)) == {"Site": 1}
    assert shares(lot(7)) == {"Other_Site": 1}


def test_ore_found_where_none_was_left_has_no_recorded_origin(metals: Valley) -> None:
    layered(metals)
    emptied = metals.fact(EventKind.STOCK_TAKE, "north", see(PILE, wet_g=0))
    again = metals.fact(EventKind.STOCK_TAKE, "north", see(PILE, wet_g=40_000))
    metals.record(emptied, again)
    for event in (emptied, again):
        metals.record(
            metals.fact(EventKind.ACCEPT, "division", (), target=event.uuid, document="custody.7")
        )
    draw(metals, 6, 40_000)

    assert [(row.key, row.shares["Co"]) for row in back(lot(6)).rows] == [("", 1)]


def test_the_grams_of_every_layer_are_conserved(metals: Valley) -> None:
    layered(metals)
    for number, wet_g in ((6, 33_333), (7, 33_333), (8, 1)):
        draw(metals, number, wet_g)

    codes = (PILE, lot(6), lot(7), lot(8))
    part = read_upstream(list(Lot.objects.filter(code__in=codes).values_list("node", flat=True)))

    nodes = {node.id: node for node in part.nodes}
    layers = [node.id for node in part.nodes if node.lot == metals.lot(PILE).id]
    given = {n: sum(g for src, _dst, g in part.edges if src == n) for n in layers}
    assert sorted(g for g in given.values() if g) == [50_000, 50_000]
    for code in codes:
        node = Lot.objects.get(code=code).node
        came = sum(g for _src, dst, g in part.edges if dst == node)
        assert came == nodes[node or 0].wet_g


def test_an_assay_of_one_layer_is_its_own_and_one_of_several_counts_for_the_whole(
    metals: Valley,
) -> None:
    def assay(cobalt: str) -> None:
        sample = (measured("moisture", "10", "0.5"), measured("Co", cobalt, "0.1"))
        metals.record(metals.fact(EventKind.ASSAY, "north", see(PILE), measurements=sample))

    def cobalt(code: str) -> float | None:
        metal = back(code).account.metals["Co"]
        return None if metal is None else float(metal.value)

    metals.record(
        metals.fill("north", [1], 50_000),
        metals.fill("north", [100], 50_000, place="other_site"),
        metals.blend("north", pile(), take(bag(1))),
    )
    assay("4")
    metals.record(metals.blend("north", pile(None), take(bag(100))))
    assay("3")
    assert cobalt(PILE) == pytest.approx(100 * 0.9 * 0.03)

    draw(metals, 6, 40_000)
    assert cobalt(lot(6)) == pytest.approx(40 * 0.9 * 0.04)
    assert cobalt(PILE) is None


def test_forward_finds_every_load_and_none_that_the_bag_is_not_in(metals: Valley) -> None:
    layered(metals)
    draw(metals, 6, 30_000)
    draw(metals, 7, 40_000)

    def ahead(code: str) -> dict[str, float]:
        trace = trace_forward(metals.lot(code))
        assert trace is not None
        return {row.key: row.shares["Co"] for row in trace.rows if row.shares["Co"]}

    assert ahead(bag(1)) == pytest.approx({PILE: 0.5, lot(6): 1, lot(7): 0.5} | {PILE: 1})
    assert ahead(bag(100)) == pytest.approx({PILE: 1, lot(7): 0.5})
    assert ahead(PILE) == {lot(6): 1, lot(7): 1}


def test_a_mixed_pile_is_followed_from_before_it_grew(metals: Valley) -> None:
    metals.record(
        metals.fill("north", [1, 2], 50_000),
        metals.blend("north", pile(None), take(bag(1))),
    )
    draw(metals, 6, 20_000)
    metals.record(metals.blend("north", pile(None), take(bag(2))))
    draw(metals, 7, 20_000)

    trace = trace_forward(metals.lot(PILE))

    assert trace is not None
    assert [(row.key, row.shares["Co"]) for row in trace.rows] == [(lot(6), 1), (lot(7), 1)]


def test_the_layers_of_a_pile_that_travels_travel_with_it(metals: Valley) -> None:
    layered(metals)
    draw(metals, 6, 30_000)
    metals.record(metals.send("north", "depot", PILE), metals.receive("depot", PILE))
    metals.record(metals.fact(EventKind.SPLIT, "depot", (take(PILE, 40_000), make(lot(7), 40_000))))

    assert [round(leg.share, 9) for leg in journey(found(lot(7)))] == [1]
    assert [round(leg.share, 9) for leg in journey(found(PILE))] == [1]


def test_a_pile_inside_an_outer_lot_lends_its_layers_and_keeps_them(metals: Valley) -> None:
    layered(metals)
    draw(metals, 6, 50_000)
    outer = lot(9)
    metals.record(
        metals.fact(
            EventKind.AGGREGATE,
            "north",
            (
                LineFact(LineRole.PARENT, outer, lot_kind=LotKind.LOT),
                LineFact(LineRole.CHILD, PILE),
            ),
        )
    )
    assert shares(outer) == {"Other_Site": 1}
    assert shares(PILE) == {"Other_Site": 1}


def test_a_contradiction_is_kept_and_told(metals: Valley) -> None:
    layered(metals)
    metals.record(
        metals.fill("north", [2], 50_000),
        metals.blend("north", pile(CustodyModel.MIXED), take(bag(2))),
    )
    draw(metals, 6, 50_000)

    assert shares(lot(6)) == {"Site": 1}
    assert metals.lot(PILE).segregated
    finding = Finding.objects.get(rule="custody.25")
    assert finding.subject == PILE


def test_the_weakest_model_on_the_way_is_told(metals: Valley) -> None:
    layered(metals)
    assert back(bag(1)).keeping == Keeping(Model.IDENTITY, 0, 0)
    draw(metals, 6, 50_000)
    assert back(lot(6)).keeping == Keeping(Model.SEGREGATED, 1, 0)
    metals.record(
        metals.fill("north", [2, 3], 10_000),
        metals.blend("north", make(lot(8)), take(bag(2)), take(bag(3)), take(lot(6))),
    )
    assert back(lot(8)).keeping == Keeping(Model.MIXED, 1, 1)


def test_bags_in_an_outer_lot_keep_their_identity_until_it_is_drawn_from(metals: Valley) -> None:
    metals.record(
        metals.fill("north", [1, 2], 50_000),
        metals.fact(
            EventKind.AGGREGATE,
            "north",
            (
                LineFact(LineRole.PARENT, lot(9), lot_kind=LotKind.LOT),
                LineFact(LineRole.CHILD, bag(1)),
                LineFact(LineRole.CHILD, bag(2)),
            ),
        ),
    )
    assert back(lot(9)).keeping == Keeping(Model.IDENTITY, 0, 0)
    metals.record(
        metals.fact(EventKind.SPLIT, "north", (take(lot(9), 50_000), make(lot(6), 50_000)))
    )
    assert back(lot(6)).keeping == Keeping(Model.MIXED, 0, 1)


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example takes a second: no shrinking
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=histories(), random=st.randoms(use_true_random=False))
def test_random_piles_trace_as_counted_by_hand_in_whatever_order_they_are_told(
    metals: Valley, history: History, random: Random
) -> None:
    with transaction.atomic():
        expected = record(metals, history)
        in_order = derived_tables()
        for code in history.piles:
            assert traced(code) == pytest.approx(expected[code], abs=1e-9)
            check_forward(metals, code, expected)
        transaction.set_rollback(True)
    with transaction.atomic():
        record(metals, history, random)
        assert derived_tables() == in_order
        for code in history.piles:
            assert traced(code) == pytest.approx(expected[code], abs=1e-9)
        transaction.set_rollback(True)


def record(
    valley: Valley, history: History, shuffled: Random | None = None
) -> dict[str, dict[str, float]]:
    valley._clock = count()
    used = [code for step in history.steps for code, _g in step.sources if code.startswith("B")]
    filled = LineRole.MAKE
    lines = [LineFact(filled, code, BAG_G, LotKind.BAG) for code in used]
    facts = [valley.fact(EventKind.COMMISSION, "north", lines, place="pit", at=0)]
    facts += [step.fact(valley, minute) for minute, step in enumerate(history.steps, 1)]
    if shuffled:
        shuffled.shuffle(facts)
    for fact in facts:
        valley.record(fact)
    assert not Lot.objects.filter(waiting__gt=0).exists()
    return {
        code: {name: float(share) for name, share in history.holds(code).items() if share}
        for code in history.piles
    }


def traced(code: str) -> dict[str, float]:
    rows = back(code, GroupBy.BAG).rows
    return {row.key: row.shares["Co"] for row in rows if row.shares["Co"] > 1e-12}


def check_forward(valley: Valley, code: str, expected: dict[str, dict[str, float]]) -> None:
    """A lot that was filled once holds of each bag what a forward trace of the bag says."""
    if Flow.objects.filter(dst__in=contents(code)).values("dst").distinct().count() > 1:
        return
    for name, share in expected[code].items():
        trace = trace_forward(valley.lot(name))
        assert trace is not None
        ahead = {row.key: row.shares["Co"] for row in trace.rows}
        assert ahead[code] == pytest.approx(share, abs=1e-9)


def contents(code: str) -> list[int]:
    outcomes = Lot.objects.get(code=code).outcomes.filter(node__isnull=False)
    return list(outcomes.values_list("node", flat=True).distinct())


def test_a_folder_and_the_command_say_what_the_books_say(metals: Valley, tmp_path: Path) -> None:
    layered(metals)
    draw(metals, 6, 30_000)
    metals.record(metals.fact(EventKind.STOCK_TAKE, "north", see(PILE, wet_g=69_300)))
    draw(metals, 7, 40_000)
    export_folder(actor=metals.actor, programme="", path=tmp_path / "network", form="csv")
    network = open_folder(tmp_path / "network")

    for code in (PILE, lot(6), lot(7)):
        told = StringIO()
        call_command("trace", code, stdout=told)
        assert str(tabular.custody(Keeping(Model.SEGREGATED, 1, 0))) in told.getvalue()
        ours = {row.key: row.shares["Co"] for row in back(code).rows}
        theirs = {share.key: share.shares["Co"] for share in network.trace(code).by("site")}
        assert theirs == pytest.approx(ours)
