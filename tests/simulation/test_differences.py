"""What is asked to be irregular is, as much as was asked; the truth names it, and nothing else."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import fmean

import pytest

from asili.domain.custody.rules import Verdict
from asili.network.folder import EventRecord, Folder
from asili.network.vocabulary import EventKind
from asili.simulation.books import TRUTH, origins, planted
from asili.simulation.differences import KINDS, Difference, Kind, read
from asili.simulation.parameters import parameters
from asili.simulation.run import simulate
from asili.simulation.settings import Request
from tests.simulation.judging import judged

REQUEST = Request(bags=1_000, seed=8)
Truth = list[dict[str, str]]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[Folder, Truth]]:
    """Simulate with differences, at the first place of each kind; each is made once."""
    made: dict[tuple[Difference, ...], tuple[Folder, Truth]] = {}

    def run(*differences: Difference) -> tuple[Folder, Truth]:
        if differences not in made:
            path = tmp_path_factory.mktemp("difference") / "network"
            simulate(replace(REQUEST, differences=differences), path)
            made[differences] = Folder.open(path), [*planted(path)]
        return made[differences]

    return run


Make = Callable[..., tuple[Folder, Truth]]


def by_uuid(folder: Folder) -> dict[str, EventRecord]:
    return {str(record.event["uuid"]): record for record in folder.events()}


def arrivals(folder: Folder) -> Iterator[tuple[str, float]]:
    """Depot and what a load weighed there, as a share of what it weighed when it left."""
    left: dict[str, int] = {}
    for record in sorted(folder.events(), key=lambda r: str(r.event["happened_at"])):
        for line in record.lines:
            if line["wet_g"] is None:
                continue
            lot, wet_g = str(line["lot"]), int(str(line["wet_g"]))
            if record.event["kind"] == EventKind.TRANSFER_OUT:
                left[lot] = wet_g
            elif record.event["kind"] == EventKind.TRANSFER_IN and lot in left:
                yield str(record.event["place"]), wet_g / left[lot]


def test_an_honest_run_has_nothing_to_tell(make: Make) -> None:
    assert make()[1] == []


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_planted_where_it_was_asked_and_nothing_else_is(
    make: Make, kind: Kind
) -> None:
    folder, truth = make(Difference(kind, at=1))
    places = {str(row["code"]) for row in folder.rows("places")}
    events = by_uuid(folder)
    assert truth
    assert {row["kind"] for row in truth} == {kind}
    for row in truth:
        assert row["place"] in places
        assert not row["event"] or row["event"] in events
        assert REQUEST.first <= date.fromisoformat(row["on"]) <= REQUEST.last
    most = KINDS[kind].most
    assert most is None or len({row["lot"] for row in truth}) <= most


@pytest.mark.parametrize(
    ("kind", "rule"),
    [(Kind.BAG_SOLD_TWICE, "custody.5"), (Kind.TAGS_REUSED, "custody.2")],
)
def test_what_contradicts_the_rules_of_custody_waits_by_itself(
    make: Make, kind: Kind, rule: str
) -> None:
    folder, truth = make(Difference(kind, at=1))
    waiting = {
        str(record.event["uuid"]): judgement.reason and judgement.reason.rule
        for record, judgement in judged(folder)
        if judgement.verdict is not Verdict.ACCEPTED
    }
    assert waiting
    assert waiting.keys() <= {row["event"] for row in truth}
    assert set(waiting.values()) == {rule}


@pytest.mark.parametrize(
    "kind",
    [
        Kind.UNDER_WEIGHING,
        Kind.MOISTURE_OVERSTATED,
        Kind.GRADE_UNDERSTATED,
        Kind.OVER_PRODUCTION,
        Kind.FOREIGN_ORE,
        Kind.MISSING_METAL,
        Kind.TRUCK_DETOUR,
    ],
)
def test_what_stays_within_tolerances_is_accepted_and_has_to_be_found(
    make: Make, kind: Kind
) -> None:
    folder, _ = make(Difference(kind, at=1))
    assert all(judgement.verdict is Verdict.ACCEPTED for _, judgement in judged(folder))


def test_a_scale_that_hides_one_per_cent_shows_one_per_cent_less(make: Make) -> None:
    honest, dishonest = make()[0], make(Difference(Kind.UNDER_WEIGHING, at=1))[0]
    depot = make(Difference(Kind.UNDER_WEIGHING, at=1))[1][0]["place"]
    before, after = (
        fmean(share for place, share in arrivals(folder) if place == depot)
        for folder in (honest, dishonest)
    )
    assert before - after == pytest.approx(0.01, abs=0.001)


@pytest.mark.parametrize(
    ("kind", "quantity", "low", "high"),
    [
        (Kind.MOISTURE_OVERSTATED, "moisture", 2.0, 4.0),
        (Kind.GRADE_UNDERSTATED, "Co", -0.25, -0.05),
    ],
)
def test_what_is_written_at_purchase_is_off_by_what_was_asked(
    make: Make, kind: Kind, quantity: str, low: float, high: float
) -> None:
    folder, truth = make(Difference(kind, at=1))
    events, off = by_uuid(folder), []
    for row in truth:
        if row["quantity"] != quantity:
            continue
        measured = {m["quantity"]: m["value"] for m in events[row["event"]].measurements}
        assert measured[quantity] == Decimal(row["written"])
        difference = float(row["written"]) - float(row["true"])
        off.append(difference if quantity == "moisture" else difference / float(row["true"]))
    assert low < fmean(off) < high


def test_more_is_held_back_than_the_rate(make: Make) -> None:
    folder, truth = make(Difference(Kind.DEDUCTIONS_OVER_RATE, at=1))
    events = {row["event"] for row in truth}
    gross = {
        (str(row["event"]), row["lot"]): int(str(row["gross_minor"]))
        for row in folder.rows("settlements")
    }
    shares: dict[bool, list[float]] = {True: [], False: []}
    for row in folder.rows("deductions"):
        if row["kind"] == "service_fee":
            event = str(row["event"])
            share = int(str(row["amount_minor"])) / gross[event, row["lot"]]
            shares[event in events].append(share)
    assert fmean(shares[True]) == pytest.approx(0.05, abs=0.001)
    assert fmean(shares[False]) == pytest.approx(0.01, abs=0.001)


def test_lorries_without_a_paper_are_those_of_the_truth(make: Make) -> None:
    folder, truth = make(Difference(Kind.DOCUMENTS_MISSING, at=1))
    without = {
        uuid
        for uuid, record in by_uuid(folder).items()
        if record.event["kind"] == EventKind.TRANSFER_OUT
        and str(record.lines[0]["lot"]).startswith("L")
        and not record.event["document"]
    }
    assert without == {row["event"] for row in truth}


def test_ore_from_elsewhere_reaches_the_shipments_unnamed(make: Make) -> None:
    added = Difference(Kind.OVER_PRODUCTION, at=1, share=0.5)
    folder, truth = make(added)
    assert any("" in sites for sites in origins(folder.path).values())
    assert not any("" in sites for sites in origins(make()[0].path).values())
    bags = sum(
        len(record.lines)
        for record in folder.events()
        if record.event["kind"] == EventKind.COMMISSION
    )
    assert bags == REQUEST.bags + len(truth)


def test_ore_under_the_tags_of_another_site_keeps_its_true_origin(make: Make) -> None:
    foreign, _ = make(Difference(Kind.FOREIGN_ORE, at=5))
    honest, _ = make()
    sites = [str(row["code"]) for row in honest.rows("places") if row["kind"] == "site"]

    def shipped(folder: Folder, site: str) -> float:
        return sum(by_site.get(site, (0, 0))[0] for by_site in origins(folder.path).values())

    assert shipped(honest, sites[4]) > 0
    assert shipped(foreign, sites[4]) == 0
    assert shipped(foreign, sites[5]) > 1.3 * shipped(honest, sites[5])


def test_a_plant_that_hides_part_of_its_products_books_less_metal(make: Make) -> None:
    _, truth = make(Difference(Kind.MISSING_METAL, at=1, size=0.2))
    for row in truth:
        assert float(row["written"]) == pytest.approx(0.8 * float(row["true"]), rel=1e-3)


def test_a_lorry_led_astray_comes_days_later_with_poorer_ore(make: Make) -> None:
    folder, ((row),) = make(Difference(Kind.TRUCK_DETOUR, at=1))
    ways = [record for record in folder.events() if row["lot"] in {x["lot"] for x in record.lines}]
    at = {record.event["kind"]: record.event["happened_at"] for record in ways}
    left, came = at[EventKind.TRANSFER_OUT], at[EventKind.TRANSFER_IN]
    assert isinstance(left, datetime)
    assert isinstance(came, datetime)
    assert came - left > timedelta(days=2.9)
    assert float(row["written"]) * 0.7 == pytest.approx(float(row["true"]), rel=1e-2)


def test_a_window_a_share_and_a_count_bound_what_happens(make: Make) -> None:
    window = date(2026, 6, 1), date(2026, 6, 30)
    few = Difference(Kind.UNDER_WEIGHING, at=1, share=0.5, count=3, first=window[0], last=window[1])
    _, truth = make(few)
    _, all_of_it = make(Difference(Kind.UNDER_WEIGHING, at=1))
    assert 0 < len(truth) <= 3 < len(all_of_it)
    assert all(window[0] <= date.fromisoformat(row["on"]) <= window[1] for row in truth)


def test_a_file_is_read_as_toml_or_as_json(tmp_path: Path) -> None:
    toml, text = tmp_path / "asked.toml", tmp_path / "asked.json"
    toml.write_text(
        '[[difference]]\nkind = "under_weighing"\nat = 2\nsize = 0.015\n'
        "from = 2026-06-01\nto = 2026-06-30\nshare = 0.5\ncount = 20\n"
        '[[difference]]\nkind = "late_record"\n'
    )
    first = {"kind": "under_weighing", "at": 2, "size": 0.015, "share": 0.5, "count": 20}
    days = {"from": "2026-06-01", "to": "2026-06-30"}
    text.write_text(json.dumps({"difference": [first | days, {"kind": "late_record"}]}))
    assert read(toml) == read(text)
    assert read(toml)[0] == Difference(
        Kind.UNDER_WEIGHING, 2, 0.015, 0.5, 20, date(2026, 6, 1), date(2026, 6, 30)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[difference]", "cannot be read"),
        ("kind = 3", "no list called difference"),
        ('[[difference]]\nkind = "theft"', "kind is one of"),
        ('[[difference]]\nkind = "late_record"\nwhere = 3', "where is not known"),
        ('[[difference]]\nkind = "late_record"\nat = "first"', "cannot be at"),
        ('[[difference]]\nkind = "late_record"\nfrom = "May"', "write it as"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "asked.toml"
    file.write_text(text)
    with pytest.raises(ValueError, match=said):
        read(file)


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        (Difference(Kind.LATE_RECORD, at=4), "no depot number 4"),
        (Difference(Kind.UNDER_WEIGHING, size=1.0), "a share below 1"),
        (Difference(Kind.UNDER_WEIGHING, share=1.5), "0 to 1"),
        (Difference(Kind.UNDER_WEIGHING, first=date(2027, 1, 1)), "outside of the period"),
    ],
)
def test_a_difference_that_no_run_can_contain_is_refused(difference: Difference, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(REQUEST, differences=(difference,))


def test_the_page_about_simulation_lists_every_kind_column_and_parameter() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/algorithms/simulation.md").read_text()
    for kind, meaning in KINDS.items():
        assert f"| `{kind}` | {meaning.place} | {meaning.what} | {meaning.unit} |" in page
    for name, meaning_of_column in TRUTH:
        assert f"| `{name}` | {meaning_of_column} |" in page
    for one in parameters():
        assert f"| `{one.name}` |" in page
        assert f"| {one.unit} | {one.source} |" in page
