"""Metal accounts: the workshop's worked example, inheritance, and what stays unknown."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.engine.custody_graph import (
    Accounts,
    Basis,
    Measured,
    Network,
    Weighed,
    back,
    compose,
    uncertainty,
)

NAN = np.nan


@dataclass
class Plant:
    """A small network with its measurements; percentages are fractions."""

    edges: list[tuple[int, int, float]]
    wet: list[float]
    moisture: list[float]
    grade: list[list[float]]
    moisture_u: float = 0.0
    grade_u: float = 0.0
    scale_u: float = 0.0
    inherits: list[bool] | None = None
    sample: list[int] = field(default_factory=list)

    @property
    def network(self) -> Network:
        return Network.of(len(self.wet), [e[0] for e in self.edges], [e[1] for e in self.edges])

    def accounts(self) -> Accounts:
        wet, grade = np.array(self.wet, float), np.array(self.grade, float)
        edge = np.array([e[2] for e in self.edges], float)
        sample = np.array(self.sample or range(len(wet)))
        return compose(
            self.network,
            Weighed(wet, np.full(len(wet), self.scale_u), edge, np.full(len(edge), self.scale_u)),
            Measured(
                np.array(self.moisture, float), np.full(len(wet), self.moisture_u),
                grade, np.full(grade.shape, self.grade_u), sample,
            ),
            None if self.inherits is None else np.array(self.inherits),
        )  # fmt: skip


# Domain reference: A 10,000 kg, moisture 8 %, 3.2 % Co; B 6,000, 12, 2.1; C 4,000, 5, 4.0.
GOLDEN = Plant(
    edges=[(0, 3, 10e6), (1, 3, 6e6), (2, 3, 4e6)],
    wet=[10e6, 6e6, 4e6, NAN],
    moisture=[0.08, 0.12, 0.05, NAN],
    grade=[[0.032], [0.021], [0.04], [NAN]],
)


def test_the_worked_example_gives_the_published_kilograms_and_shares() -> None:
    accounts = GOLDEN.accounts()
    assert accounts.metal[:, 0] == pytest.approx([294.4, 110.88, 152.0, 557.28])
    assert accounts.dry == pytest.approx([9200, 5280, 3800, 18280])
    assert accounts.basis[:, 0].tolist() == [Basis.NONE] * 3 + [Basis.METAL]
    origin = back(accounts.graph(GOLDEN.network), 3)
    assert dict(zip(origin.nodes.tolist(), origin.through[:, 0], strict=True)) == pytest.approx(
        {3: 557.28, 0: 294.4, 1: 110.88, 2: 152.0}
    )


def test_relative_uncertainties_of_weight_moisture_and_grade_add_in_squares() -> None:
    plant = Plant(
        [], [50_000], [0.08], [[0.03, 0.02]], moisture_u=0.007, grade_u=0.0012, scale_u=0.005
    )
    accounts = plant.accounts()
    dry_u = np.hypot(0.005, 0.007 / 0.92)
    assert accounts.dry_u == pytest.approx([dry_u])
    assert accounts.metal_u[0] == pytest.approx([np.hypot(dry_u, 0.04), np.hypot(dry_u, 0.06)])


def test_inherited_errors_are_taken_to_move_together() -> None:
    plant = Plant(
        [(0, 2, 600), (1, 2, 400)], [600, 400, 1000], [0.1, 0.2, NAN], [[0.03], [0.01], [NAN]],
        moisture_u=0.01, grade_u=0.001, scale_u=0.005,
    )  # fmt: skip
    accounts = plant.accounts()
    solid_u = 0.01 * (0.6 + 0.4) / 0.86
    grade_u = 0.001 * (0.54 + 0.32) / (0.54 * 0.03 + 0.32 * 0.01)
    assert accounts.dry_u[2] == pytest.approx(np.hypot(0.005, solid_u))
    assert accounts.metal_u[2, 0] == pytest.approx(np.hypot(np.hypot(0.005, solid_u), grade_u))


def test_own_measurement_wins_over_what_inputs_say() -> None:
    plant = Plant(
        [(0, 1, 1000)], [1000, 990], [0.1, 0.05], [[0.03], [0.025]], moisture_u=0.01, grade_u=0.001
    )
    accounts = plant.accounts()
    assert accounts.dry[1] == pytest.approx(0.9405)
    assert accounts.metal[1, 0] == pytest.approx(0.9405 * 0.025)
    assert accounts.metal_u[1, 0] == pytest.approx(np.hypot(0.01 / 0.95, 0.04))
    assert accounts.weight[0, 0] == pytest.approx(0.9 * 0.03)


def test_the_basis_falls_from_metal_to_dry_to_wet_as_measurements_lack() -> None:
    def basis(moisture: list[float], grade: list[list[float]]) -> tuple[Any, Any]:
        plant = Plant([(0, 2, 600), (1, 2, 400)], [600, 400, NAN], moisture, grade)
        accounts = plant.accounts()
        return accounts.basis[2].tolist(), accounts.weight.tolist()

    full = [[0.03, 0.01], [0.02, NAN], [NAN, NAN]]
    kinds, weights = basis([0.1, 0.2, NAN], full)
    assert kinds == [Basis.METAL, Basis.DRY]
    assert weights == [pytest.approx([0.0162, 0.54]), pytest.approx([0.0064, 0.32])]
    kinds, weights = basis([0.1, NAN, NAN], full)
    assert kinds == [Basis.WET, Basis.WET]
    assert weights == [pytest.approx([0.6, 0.6]), pytest.approx([0.4, 0.4])]


def test_an_input_that_gives_nothing_needs_no_measurement() -> None:
    plant = Plant([(0, 2, 600), (1, 2, 0)], [600, 10, NAN], [0.1, NAN, NAN], [[0.03], [NAN], [NAN]])
    accounts = plant.accounts()
    assert accounts.basis[2, 0] == Basis.METAL
    assert accounts.weight[:, 0].tolist() == pytest.approx([0.0162, 0.0])
    assert accounts.metal[2, 0] == pytest.approx(0.0162)


def test_unknown_is_not_zero() -> None:
    plant = Plant(
        [(0, 2, 600), (1, 2, 400)], [600, 400, 1000], [0.1, 0.1, NAN], [[0.03], [NAN], [NAN]]
    )
    accounts = plant.accounts()
    assert np.isnan(accounts.metal[1:, 0]).all()
    assert accounts.dry[2] == pytest.approx(0.9)
    plant = Plant([], [NAN], [0.1], [[0.03]])
    assert np.isnan(plant.accounts().metal[0, 0])


def test_a_product_of_a_process_inherits_no_grade() -> None:
    plant = Plant(
        [(0, 1, 1000), (1, 2, 300)], [1000, NAN, 300], [0.1, NAN, NAN], [[0.03], [NAN], [NAN]],
        inherits=[True, True, False],
    )  # fmt: skip
    accounts = plant.accounts()
    assert accounts.metal[1, 0] == pytest.approx(0.027)
    assert np.isnan(accounts.metal[2, 0])
    assert np.isnan(accounts.dry[2])


def test_a_wet_lot_with_own_moisture_takes_the_grade_of_bags_by_wet_mass() -> None:
    plant = Plant(
        [(0, 2, 300), (1, 2, 100)], [300, 100, 400], [NAN, NAN, 0.1], [[0.04], [0.02], [NAN]]
    )
    accounts = plant.accounts()
    assert accounts.metal[2, 0] == pytest.approx(0.36 * 0.035)
    assert accounts.basis[2, 0] == Basis.WET


def test_an_unknown_wet_mass_over_an_edge_is_refused() -> None:
    for wet in (NAN, -1.0):
        with pytest.raises(ValueError, match="every edge"):
            Plant([(0, 1, wet)], [1, 1], [0.1, NAN], [[0.1], [NAN]]).accounts()


def test_bags_of_one_composite_sample_err_together() -> None:
    """Two bags of site 0 share a sample; their common error does not average out."""
    plant = Plant(
        [(0, 3, 500), (1, 3, 500), (2, 3, 1000)], [500, 500, 1000, NAN], [0.1, 0.1, 0.1, NAN],
        [[0.03], [0.03], [0.03], [NAN]], grade_u=0.003, sample=[0, 0, 1, 2],
    )  # fmt: skip
    accounts = plant.accounts()
    graph = accounts.graph(plant.network)
    group = [0, 0, 1, -1]

    def u(source: Any) -> float:
        result = uncertainty(
            graph, 3, graph.amount[3], [0.0], group, accounts.edge_u, source, accounts.source_u
        )
        return float(result.u[0, 0])

    assert accounts.edge_source[0, 0] == accounts.edge_source[1, 0] != accounts.edge_source[2, 0]
    kilograms = graph.amount[3, 0]
    assert u(accounts.edge_source) == pytest.approx(kilograms * 0.25 * 0.1 * np.sqrt(2))


def test_on_a_wet_basis_the_assay_does_not_weigh_in() -> None:
    plant = Plant(
        [(0, 2, 600), (1, 2, 400)], [600, 400, NAN], [0.1, NAN, NAN], [[0.03], [0.02], [NAN]],
        moisture_u=0.01, grade_u=0.001, scale_u=0.005,
    )  # fmt: skip
    accounts = plant.accounts()
    assert accounts.edge_source.tolist() == [[-1], [-1]]
    assert accounts.edge_u[:, 0] == pytest.approx([0.005, 0.005])


@st.composite
def plants(draw: st.DrawFn) -> Plant:
    count = draw(st.integers(1, 7))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(
        lambda pair: pair[0] < pair[1]
    )
    chosen = draw(st.lists(pairs, max_size=10)) if count > 1 else []
    some = st.one_of(st.just(NAN), st.integers(0, 9).map(lambda tenths: tenths / 16))
    mass = st.integers(0, 5).map(float)
    return Plant(
        edges=[(s, d, draw(mass)) for s, d in chosen],
        wet=[draw(st.one_of(st.just(NAN), mass)) for _ in range(count)],
        moisture=[draw(some) for _ in range(count)],
        grade=[[draw(some)] for _ in range(count)],
        inherits=[draw(st.booleans()) for _ in range(count)],
    )


def by_definition(
    plant: Plant, node: int
) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Wet mass, dry fraction and grade of a node, None where unknown."""

    def known(value: float) -> Fraction | None:
        return None if np.isnan(value) else Fraction(value)

    inputs = [(s, Fraction(w)) for s, d, w in plant.edges if d == node]
    wet, moisture = known(plant.wet[node]), known(plant.moisture[node])
    solid, grade = None if moisture is None else 1 - moisture, known(plant.grade[node][0])
    if wet is None and inputs:
        wet = sum((w for _, w in inputs), Fraction(0))
    carrying = [(by_definition(plant, s), w) for s, w in inputs if w]
    if carrying and plant.inherits and plant.inherits[node]:
        solids = [of[1] for of, _ in carrying]
        grades = [of[2] for of, _ in carrying]
        mass = [w for _, w in carrying]
        if None not in solids:
            dry = [m * x for m, x in zip(mass, solids, strict=True)]
            solid = sum(dry) / sum(mass) if solid is None else solid
            mass = dry
        if grade is None and None not in grades and sum(mass):
            grade = sum(m * g for m, g in zip(mass, grades, strict=True)) / sum(mass)
    return wet, solid, grade


@given(plants())
def test_accounts_equal_the_definition_in_exact_fractions(plant: Plant) -> None:
    accounts = plant.accounts()
    for node in range(len(plant.wet)):
        wet, solid, grade = by_definition(plant, node)
        dry = None if wet is None or solid is None else wet * solid / 1000
        metal = None if dry is None or grade is None else dry * grade
        for exact, found in ((dry, accounts.dry[node]), (metal, accounts.metal[node, 0])):
            expected = NAN if exact is None else float(exact)
            assert found == pytest.approx(expected, rel=1e-12, nan_ok=True)
    for e, (s, d, w) in enumerate(plant.edges):
        inputs = [by_definition(plant, s) for s, dst, w in plant.edges if dst == d and w]
        _, solid, grade = by_definition(plant, s)
        assert accounts.basis[d, 0] == (
            Basis.WET if any(of[1] is None for of in inputs)
            else Basis.DRY if any(of[2] is None for of in inputs)
            else Basis.METAL
        )  # fmt: skip
        factor = [Fraction(0), Fraction(1), solid, solid and grade and solid * grade]
        exact_weight = w and w / 1000 * float(factor[accounts.basis[d, 0]] or 0)
        assert accounts.weight[e, 0] == pytest.approx(exact_weight, rel=1e-12)
