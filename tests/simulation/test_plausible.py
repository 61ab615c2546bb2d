"""A year is plausible: who digs how much, seasons, grades, moisture, prices, roads, plants."""

import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import log
from statistics import correlation, fmean, median, stdev

import numpy as np
import pytest

from asili.network.folder import EventRecord, Folder
from asili.network.vocabulary import MOISTURE, EventKind, LineRole, Method, Mode
from asili.simulation.books import Books
from asili.simulation.parameters import USUAL
from asili.simulation.province import Pit
from asili.simulation.settings import ZONE
from asili.simulation.veins import Veins

ALARM_G = 150_000
"""Grams per digger and day beyond which an inspector would ask."""

RAINY = (11, 12, 1, 2, 3, 4)


def grams(record: EventRecord, *roles: LineRole) -> int:
    lines = record.lines
    return sum(int(str(line["wet_g"])) for line in lines if line["role"] in roles)


def local(record: EventRecord) -> datetime:
    at = record.event["happened_at"]
    assert isinstance(at, datetime)
    return at.astimezone(ZONE)


@pytest.fixture(scope="module")
def dug(honest: Folder) -> dict[date, int]:
    """Grams dug on each day of the year."""
    found: dict[date, int] = defaultdict(int)
    for record in honest.events():
        if record.event["kind"] == EventKind.COMMISSION:
            found[local(record).date()] += grams(record, LineRole.MAKE)
    return found


def test_no_digger_digs_more_than_a_digger_can(honest: Folder) -> None:
    loads = []
    for record in honest.events():
        if record.event["kind"] == EventKind.COMMISSION:
            said = re.fullmatch(r"Teams: (\d+); diggers: (\d+)", str(record.event["note"]))
            assert said
            teams, diggers = int(said[1]), int(said[2])
            assert 5 * teams <= diggers <= 7 * teams
            loads.append(grams(record, LineRole.MAKE) / diggers)
    assert max(loads) < ALARM_G
    assert 30_000 < fmean(loads) < 110_000


def test_less_is_dug_in_the_rains_least_in_the_heavy_month_and_nothing_on_sundays(
    dug: dict[date, int], honest_run: tuple[Folder, Books]
) -> None:
    heavy = honest_run[1].calendar["heavy_month"]
    by_month: dict[tuple[int, int], int] = defaultdict(int)
    for on, mass in dug.items():
        assert on.weekday() != 6
        by_month[on.year, on.month] += mass
    dry = [mass for month, mass in by_month.items() if month[1] not in RAINY]
    wet = [mass for month, mass in by_month.items() if month[1] in RAINY]
    assert fmean(wet) < 0.8 * fmean(dry)
    assert by_month[heavy] == min(by_month.values())


def test_ore_is_wetter_in_the_rains(honest: Folder) -> None:
    wet, dry = [], []
    for record in honest.events():
        if record.event["kind"] == EventKind.COMMISSION:
            season = wet if local(record).month in RAINY else dry
            season += [
                float(str(m["value"])) for m in record.measurements if m["quantity"] == MOISTURE
            ]
    assert 1.2 < fmean(wet) / fmean(dry) < 1.7
    assert 5 < fmean(dry) < 12
    assert max(wet) < 30


def test_grades_lie_within_what_such_ore_has(honest: Folder) -> None:
    cobalt = [
        float(str(measured["value"]))
        for record in honest.events()
        if record.event["kind"] == EventKind.COMMISSION
        for measured in record.measurements
        if measured["quantity"] == "Co"
    ]
    assert 1.5 < median(cobalt) < 5
    assert min(cobalt) > 0.2
    assert max(cobalt) < 16


def test_a_pit_follows_its_vein_and_another_pit_has_its_own() -> None:
    pits = [Pit(code, 0, 0, 0.03, 0.02, 0.08) for code in ("near", "far")]
    veins = Veins(np.random.default_rng(2), USUAL)
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(600)]
    near, far = ([veins.grades(pit, day)[0] for day in days] for pit in pits)
    assert correlation(near[:-1], near[1:]) > 0.85
    assert correlation(near[:-60], near[60:]) < 0.5
    assert abs(correlation(near, far)) < 0.5
    assert 0.1 < stdev(map(log, near)) < 0.4


def test_prices_move_little_from_day_to_day_and_cobalt_falls_in_the_middle(honest: Folder) -> None:
    prices: dict[str, dict[date, int]] = defaultdict(dict)
    for row in honest.rows("prices"):
        on = row["on"]
        assert isinstance(on, date)
        prices[str(row["analyte"])][on] = int(str(row["amount_minor"]))
    for path in prices.values():
        assert len(path) == 365
        assert all(0.92 < b / a < 1.08 for a, b in pairwise(path.values()))
    cobalt = [*prices["Co"].values()]
    assert fmean(cobalt[200:260]) < 0.85 * fmean(cobalt[100:160])
    copper = [*prices["Cu"].values()]
    assert 0.75 < fmean(copper[200:260]) / fmean(copper[100:160]) < 1.25


def test_lorries_are_on_the_road_for_hours_and_some_take_the_detour(honest: Folder) -> None:
    left: dict[str, datetime] = {}
    hours = []
    detours = 0
    for record in sorted(honest.events(), key=lambda r: str(r.event["happened_at"])):
        kind, lots = record.event["kind"], [str(line["lot"]) for line in record.lines]
        if kind == EventKind.TRANSFER_OUT:
            left |= dict.fromkeys(lots, local(record))
            detours += "detour" in str(record.event["note"] or "")
        elif kind == EventKind.TRANSFER_IN:
            passed = [local(record) - left.pop(lot) for lot in lots]
            if record.event["mode"] == Mode.TRUCK:
                hours += [way / timedelta(hours=1) for way in passed]
            elif record.event["mode"] == Mode.RAIL:
                assert all(timedelta(days=1) < way < timedelta(days=5) for way in passed)
    assert min(hours) > 1.4
    assert median(hours) < 24
    assert detours > 0


def test_some_loads_wait_at_their_site_until_the_road_is_mended(
    honest_run: tuple[Folder, Books],
) -> None:
    honest, books = honest_run
    first, last = (date.fromisoformat(str(on)) for on in books.calendar["road_cut"])
    made: dict[str, date] = {}
    waited: list[date] = []
    for record in sorted(honest.events(), key=lambda r: str(r.event["happened_at"])):
        kind, on = record.event["kind"], local(record).date()
        if kind == EventKind.AGGREGATE:
            parents = (line for line in record.lines if line["role"] == LineRole.PARENT)
            made |= {str(line["lot"]): on for line in parents}
        elif kind == EventKind.TRANSFER_OUT:
            lots = [str(line["lot"]) for line in record.lines]
            waited += [on for lot in lots if lot in made and on > made[lot]]
    assert waited
    assert all(first < on <= last + timedelta(days=1) for on in waited)


def test_nobody_digs_in_a_zone_before_it_opens(honest_run: tuple[Folder, Books]) -> None:
    honest, books = honest_run
    opened = books.calendar["opened"]
    assert isinstance(opened, list)
    assert opened
    parents = {str(row["code"]): row["parent"] for row in honest.rows("places")}
    days = sorted(
        local(record).date()
        for record in honest.events()
        if record.event["kind"] == EventKind.COMMISSION
        and parents[str(record.event["place"])] in opened
    )
    assert date(2025, 12, 19) <= days[0] < date(2026, 2, 1)
    late = [row for row in honest.rows("titles") if row["valid_from"] == date(2025, 12, 20)]
    assert len(late) == 1


def test_plants_recover_most_of_the_metal_and_lose_some(honest_run: tuple[Folder, Books]) -> None:
    honest, books = honest_run
    shares = []
    for record in honest.events():
        if record.event["kind"] == EventKind.PROCESS:
            made = grams(record, LineRole.MAKE)
            tails = grams(record, LineRole.TAIL)
            shares.append(made / (made + tails))
    assert books.batches == len(shares) > 10
    assert all(0.05 < share < 0.5 for share in shares)
    assert books.features["recycled_tailings"]


def test_measurements_state_the_uncertainty_of_their_instrument(honest: Folder) -> None:
    relative = {Method.XRF_FIELD: 0.12, Method.XRF_PULP: 0.04, Method.LAB_AAS: 0.02}
    seen = set()
    for record in honest.events():
        for measured in record.measurements:
            method = Method(str(measured["method"]))
            value, u = float(str(measured["value"])), float(str(measured["u"]))
            if method in relative and measured["quantity"] != MOISTURE and value < 90:
                seen.add(method)
                mistyped = 0.08 * relative[method] < u / value < 0.13 * relative[method]
                assert mistyped or 0.6 * relative[method] < u / value < 1.8 * relative[method]
    assert seen == set(relative)


def test_late_records_say_so_and_voids_name_what_they_void(honest: Folder) -> None:
    kinds = {record.event["uuid"]: record for record in honest.events()}
    late = voids = 0
    for record in kinds.values():
        happened, recorded = record.event["happened_at"], record.event["recorded_at"]
        assert isinstance(happened, datetime)
        assert isinstance(recorded, datetime)
        if recorded - happened > timedelta(hours=1):
            late += 1
            assert record.event["note"] == "Copied from paper."
            assert recorded - happened < timedelta(days=10)
        if record.event["kind"] == EventKind.VOID:
            voids += 1
            target = kinds[record.event["target"]]
            assert target.event["kind"] == EventKind.ASSAY
            assert target.event["party"] == record.event["party"]
    assert late > 0
    assert voids > 0
