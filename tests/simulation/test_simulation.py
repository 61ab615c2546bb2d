"""The simulated province is whole, reproducible and exact in its books."""

from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely

from asili.network.check import check
from asili.network.folder import Folder
from asili.network.problems import Problem
from asili.network.vocabulary import EventKind, LineRole, Mode
from asili.simulation.books import Books, origins, planted, truth_path
from asili.simulation.differences import STORY, Kind
from asili.simulation.ground import plan
from asili.simulation.run import simulate
from asili.simulation.settings import Request
from tests.simulation.conftest import BAGS

SQUARE = 1 / 120


def test_the_folder_passes_every_check_of_the_network(folder: Folder) -> None:
    problems: list[Problem] = []
    assert check(folder, problems.append).is_sound, problems


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    for name, seed in (("first", 5), ("again", 5), ("other", 6)):
        simulate(Request(bags=500, seed=seed, differences=STORY), tmp_path / name)
    files = sorted(file.name for file in (tmp_path / "first").iterdir())
    assert "events.csv" in files
    for name in files:
        first = (tmp_path / "first" / name).read_bytes()
        assert first == (tmp_path / "again" / name).read_bytes()
        if name in ("events.csv", "lines.csv", "parties.csv"):
            assert first != (tmp_path / "other" / name).read_bytes()
    for name in ("books.json", "origins.csv", "truth.csv"):
        first, again = (truth_path(tmp_path / run) / name for run in ("first", "again"))
        assert first.read_bytes() == again.read_bytes()


def test_a_run_that_stops_early_writes_the_first_days_of_the_whole_run(tmp_path: Path) -> None:
    simulate(Request(bags=500, seed=5), tmp_path / "whole")
    simulate(Request(bags=500, seed=5, stop=date(2026, 6, 30)), tmp_path / "part")
    for file in sorted((tmp_path / "part").glob("*.csv")):
        part, whole = file.read_bytes(), (tmp_path / "whole" / file.name).read_bytes()
        assert whole.startswith(part)
    days = {str(row["on"]) for row in Folder.open(tmp_path / "part").rows("prices")}
    assert max(days) == "2026-06-30"


def test_the_province_has_the_places_and_titles_of_the_design(folder: Folder) -> None:
    places = Counter(row["kind"] for row in folder.rows("places"))
    titles = Counter(row["kind"] for row in folder.rows("titles"))
    organisations = Counter(row["organisation_kind"] for row in folder.rows("parties"))
    assert (places["site"], places["depot"], places["plant"]) == (6, 3, 1)
    assert places["pit"] == 15
    assert titles == {"PE": 2, "ZEA": 3}
    assert (organisations["cooperative"], organisations["trader"]) == (2, 3)


def test_every_place_lies_in_the_south_of_lualaba(folder: Folder) -> None:
    for place in folder.rows("places"):
        assert place["province"] == "CD-LU"
        assert 25.3e7 <= int(str(place["lon_e7"])) <= 26.6e7
        assert -11.2e7 <= int(str(place["lat_e7"])) <= -10.5e7


def test_exactly_one_zone_reaches_into_a_title_and_by_whole_squares(folder: Folder) -> None:
    shapes: dict[str, list[shapely.Geometry]] = {"PE": [], "ZEA": []}
    for row in folder.rows("titles"):
        shapes[str(row["kind"])].append(shapely.from_wkt(str(row["geometry"])))
    shared = [zone.intersection(title).area for zone in shapes["ZEA"] for title in shapes["PE"]]
    assert sorted(round(area / SQUARE**2) for area in shared) == [0, 0, 0, 0, 0, 4]


def test_one_depot_has_no_licence(folder: Folder) -> None:
    licensed = {r["place"] for r in folder.rows("credentials") if r["kind"] == "depot_licence"}
    depots = {r["code"] for r in folder.rows("places") if r["kind"] == "depot"}
    assert licensed < depots
    assert len(depots - licensed) == 1


def test_no_two_events_happen_in_the_same_second(folder: Folder) -> None:
    seconds = Counter(event["happened_at"] for event in folder.rows("events"))
    assert max(seconds.values()) == 1


def test_events_stand_in_the_order_in_which_they_were_recorded(folder: Folder) -> None:
    recorded = [str(event["recorded_at"]) for event in folder.rows("events")]
    assert all(earlier <= later for earlier, later in pairwise(recorded))


def test_bags_weigh_what_bags_weigh_and_add_up_to_the_books(folder: Folder, books: Books) -> None:
    masses: list[int] = []
    for record in folder.events():
        if record.event["kind"] == EventKind.COMMISSION:
            teams = [int(str(line["wet_g"])) for line in record.lines]
            assert 12 <= len(teams) <= 40
            masses += teams
    assert len(masses) == BAGS == books.bags
    assert all(45_000 <= mass <= 70_000 for mass in masses)
    assert sum(masses) == books.commissioned_g
    assert sum(row["wet_g"] for row in books.by_site.values()) == books.commissioned_g


def test_every_tag_is_allocated_before_and_used_once(folder: Folder) -> None:
    used: set[str] = set()
    ranges: list[tuple[str, str, str]] = []
    parents = {str(row["code"]): str(row["parent"]) for row in folder.rows("places")}
    for record in folder.events():
        lots = {str(line["role"]): str(line["lot"]) for line in record.lines}
        if record.event["kind"] == EventKind.ALLOCATE:
            first, last = lots[LineRole.FIRST][:10], lots[LineRole.LAST][:10]
            ranges.append((first, last, str(record.event["place"])))
        elif record.event["kind"] == EventKind.COMMISSION:
            site = parents[str(record.event["place"])]
            for line in record.lines:
                tag = str(line["lot"])
                assert tag not in used
                used.add(tag)
                assert any(f <= tag[:10] <= la and place == site for f, la, place in ranges)
    assert len(used) == BAGS


def test_ten_shipments_are_exported_and_some_go_by_rail(folder: Folder, books: Books) -> None:
    events = list(folder.events())
    exported = [r.lines[0]["lot"] for r in events if r.event["kind"] == EventKind.EXPORT]
    by_rail = {
        record.lines[0]["lot"]
        for record in events
        if record.event["kind"] == EventKind.TRANSFER_OUT and record.event["mode"] == Mode.RAIL
    }
    assert len(set(exported)) == len(exported) == 10 == len(books.shipments)
    assert by_rail == {row["code"] for row in books.shipments if row["by_rail"]}
    assert 0 < len(by_rail) < 10


def test_the_metal_shipped_is_part_of_the_metal_dug(folder: Folder, books: Books) -> None:
    true = origins(folder.path)
    assert true.keys() == {row["code"] for row in books.shipments}
    for row in books.shipments:
        metals = true[str(row["code"])].values()
        assert 0 < sum(map(sum, metals)) < int(str(row["wet_g"])) < books.commissioned_g


def test_the_story_is_in_the_folder_and_in_the_truth(folder: Folder, books: Books) -> None:
    events = {str(record.event["uuid"]): record for record in folder.events()}
    truth = {kind: [row for row in planted(folder.path) if row["kind"] == kind] for kind in Kind}
    first, second = (events[row["event"]] for row in truth[Kind.BAG_SOLD_TWICE])
    bag = truth[Kind.BAG_SOLD_TWICE][0]["lot"]
    for sale in (first, second):
        assert sale.event["kind"] == EventKind.PURCHASE
        assert bag in {line["lot"] for line in sale.lines}
    assert first.event["device"] != second.event["device"]
    assert first.event["place"] != second.event["place"]
    late = events[truth[Kind.LATE_RECORD][0]["event"]]
    delay = date.fromisoformat(str(late.event["recorded_at"])[:10]) - date.fromisoformat(
        str(late.event["happened_at"])[:10]
    )
    assert delay.days >= 21
    (heap,) = books.features["heaps"].values()
    assert heap["refills"] >= 5
    assert heap["draws"] >= 5
    assert books.features["recycled_tailings"]
    assert len(truth[Kind.LAPSED_CARD]) == 1


def test_nothing_that_is_true_stands_in_the_network_folder(folder: Folder) -> None:
    assert truth_path(folder.path).parent == folder.path.parent
    assert not {"truth.csv", "origins.csv", "books.json"} & {f.name for f in folder.path.iterdir()}


@pytest.mark.parametrize(
    ("bags", "first", "last"),
    [(499, date(2026, 5, 1), date(2026, 8, 31)), (500, date(2026, 5, 1), date(2026, 6, 1))],
)
def test_a_run_too_small_for_the_whole_chain_is_refused(bags: int, first: date, last: date) -> None:
    with pytest.raises(ValueError, match="at least"):
        Request(bags=bags, first=first, last=last)


def test_a_larger_run_has_a_larger_province() -> None:
    year = Request(bags=50_000)
    assert year.counts == {"site": 30, "cooperative": 8, "depot": 10, "plant": 3}
    assert (year.shipments, Request(bags=1_000_000).shipments) == (60, 1_200)


def test_the_largest_province_has_ground_for_all_its_sites() -> None:
    counts = Request(bags=10_000_000).counts
    ground = plan(np.random.default_rng(1), *counts.values())
    assert len(ground.sites) == counts["site"] == 1_500
    assert len({site.square for site in ground.sites}) == 1_500
    assert len(ground.zones) > 300


def test_a_province_of_thirty_sites_lies_on_free_ground(tmp_path: Path) -> None:
    simulate(Request(bags=50_000, stop=date(2026, 5, 1)), tmp_path / "large")
    large = Folder.open(tmp_path / "large")
    places = Counter(row["kind"] for row in large.rows("places"))
    assert (places["site"], places["depot"], places["plant"]) == (30, 10, 3)
    shapes = [
        (str(row["kind"]), shapely.from_wkt(str(row["geometry"]))) for row in large.rows("titles")
    ]
    overlaps = [
        (a[0], b[0])
        for n, a in enumerate(shapes)
        for b in shapes[n + 1 :]
        if a[1].intersection(b[1]).area > 0
    ]
    assert overlaps == [("PE", "ZEA")]
    assert sum(kind == "ZEA" for kind, _ in shapes) == 9
    points = [(row["lat_e7"], row["lon_e7"]) for row in large.rows("places")]
    assert len(set(points)) == len(points)
    names = Counter(row["name"] for row in large.rows("parties") if row["kind"] == "organisation")
    assert max(names.values()) == 1
