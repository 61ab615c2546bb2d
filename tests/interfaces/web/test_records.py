"""Pages of one place, title or party: what they put together, and what they keep to themselves."""

from datetime import date

import pytest

from asili.core.access import system
from asili.domain.places.models import Title
from asili.domain.places.services import NewVersion, amend_title
from tests.domain.custody.valley import Valley, bag
from tests.interfaces.web.conftest import Visit, enrol
from tests.interfaces.web.files import read_csv


def test_a_site_shows_the_ground_it_lies_on_and_with_whom_it_is_shared(
    valley: Valley, visit: Visit
) -> None:
    page = visit().get(f"/places/{valley.places['site'].code}/")
    assert [str(row.title) for row in page.context["versions"]] == ["PE 100", "ZEA 7"]
    ((overlap, lies_in_both),) = page.context["overlaps"]
    assert lies_in_both
    assert overlap.since == date(2025, 1, 1)
    assert "Plant" in page.content.decode()


def test_a_site_counts_the_bags_of_its_pits_by_month(told: Valley, visit: Visit) -> None:
    page = visit("kasongo").get(f"/places/{told.places['site'].code}/")
    (month,) = page.context["months"]
    assert (month.begins.month, month.bags, month.wet_g, month.share) == (5, 7, 350_000, 1)


def test_output_of_a_site_is_for_those_with_a_role_there(told: Valley, visit: Visit) -> None:
    site = told.places["site"].code
    for name in ("", "stranger"):
        assert visit(name).get(f"/places/{site}/").context["months"] == []
    assert visit("amina").get(f"/places/{site}/").context["months"]


def test_a_bag_that_waits_is_not_counted(valley: Valley, visit: Visit) -> None:
    valley.record(valley.allocate(last=1), valley.fill("north", [1]), valley.fill("north", [2]))
    page = visit("kasongo").get(f"/places/{valley.places['pit'].code}/")
    assert [month.bags for month in page.context["months"]] == [1]


def test_a_site_shows_the_papers_of_who_works_there(valley: Valley, visit: Visit) -> None:
    page = visit().get(f"/places/{valley.places['site'].code}/")
    (paper,) = page.context["papers"]
    assert (paper.credential.number, paper.state) == ("KOP-7", "suspended")


@pytest.mark.parametrize(
    ("on", "state", "word"),
    [
        ("2024-12-01", "", "not issued yet"),
        ("2026-06-01", "issued", "issued"),
        ("2026-07-01", "suspended", "suspended"),
    ],
)
def test_papers_are_shown_as_they_were_on_a_day(
    valley: Valley, visit: Visit, on: str, state: str, word: str
) -> None:
    page = visit().get(f"/parties/{valley.parties['north'].code}/?on={on}")
    (paper,) = page.context["papers"]
    assert (paper.state, str(paper.word)) == (state, word)


def test_a_person_is_known_to_their_cooperative_and_to_overseers_only(
    valley: Valley, visit: Visit
) -> None:
    digger = enrol(valley, "Mwamba", "north")
    address = f"/parties/{digger.code}/"
    seen = {
        name: visit(name).get(address).status_code
        for name in ("", "stranger", "amina", "banza", "chantal", "kasongo")
    }
    assert seen == {
        "": 404, "stranger": 404, "amina": 200, "banza": 404, "chantal": 200, "kasongo": 200,
    }  # fmt: skip


def test_members_are_named_to_those_who_may_know_them(valley: Valley, visit: Visit) -> None:
    enrol(valley, "Mwamba", "north")
    address = f"/parties/{valley.parties['north'].code}/"
    assert "Mwamba" in visit("amina").get(address).content.decode()
    assert "Mwamba" not in visit("banza").get(address).content.decode()
    rows, _notes = read_csv(visit("banza").get("/parties?format=csv"))
    assert "Mwamba" not in {row["Name"] for row in rows}


def test_a_long_membership_leads_to_a_list_of_all(valley: Valley, visit: Visit) -> None:
    for number in range(23):
        enrol(valley, f"Digger {number:02}", "north")
    cooperative = valley.parties["north"].code
    page = visit("kasongo").get(f"/parties/{cooperative}/")
    assert len(page.context["memberships"]) == 20
    assert f"/parties?member_of={cooperative}" in page.content.decode()
    listed = visit("kasongo").get(f"/parties?member_of={cooperative}")
    assert listed.context["listing"].total == 23


def test_a_party_holds_what_the_visitor_may_know_it_holds(told: Valley, visit: Visit) -> None:
    address = f"/parties/{told.parties['depot'].code}/"
    held = {
        name: {row.code for row in visit(name).get(address).context["lots"]}
        for name in ("amina", "stranger")
    }
    assert held["stranger"] == set()
    assert held["amina"] >= {bag(3), bag(4)}
    assert all(code.startswith("B-") for code in held["amina"])


def test_a_title_keeps_its_versions_and_both_its_areas(valley: Valley, visit: Visit) -> None:
    title = Title.objects.get(number="100")
    first = title.versions.get()
    amend_title(
        actor=system("test"),
        title=title,
        version=NewVersion(first.geometry, date(2026, 1, 1), "invented order"),
    )
    page = visit("kasongo").get(f"/titles/{title.code}/")
    now, before = (one.version for one in page.context["versions"])
    area = page.context["versions"][0].hectares
    assert (now.valid_from, now.holder, before.valid_to) == (
        date(2026, 1, 1),
        None,
        date(2026, 1, 1),
    )
    # 0.12 by 0.20 degree at 10.7 degrees south: 13.13 km by 22.12 km.
    assert float(area) == pytest.approx(29_030, rel=0.01)
    assert [place.name for place in page.context["places"]] == ["Site"]


def test_titles_are_listed_as_of_a_day(valley: Valley, visit: Visit) -> None:
    assert visit().get("/titles?on=2025-06-01").context["listing"].total == 2
    assert visit().get("/titles?on=2024-06-01").context["listing"].total == 0
    rows, notes = read_csv(visit().get("/titles?kind=PE&format=csv"))
    assert [(row["Title or zone"], row["Holder"]) for row in rows] == [("PE 100", "Plant")]
    assert any("not authoritative" in note for note in notes)


def test_a_file_of_places_rounds_points_for_those_without_a_role(
    valley: Valley, visit: Visit
) -> None:
    site = valley.places["site"]
    site.point.x += 0.0123
    site.save()
    for name, longitude in (("", "25.5"), ("kasongo", "25.5123")):
        rows, _notes = read_csv(visit(name).get("/places?kind=site&format=csv"))
        assert {row["Number"]: row["Longitude"] for row in rows}[site.code] == longitude


@pytest.mark.parametrize("address", ["/places/G-0000000000/", "/titles/x/", "/parties/P-1/"])
def test_what_is_not_recorded_is_not_there(valley: Valley, visit: Visit, address: str) -> None:
    assert visit("kasongo").get(address).status_code == 404
