"""Lists of bags, lots and shipments: who sees which rows, and which names in them."""

import pytest

from tests.domain.custody.valley import Valley, bag, lot, shipment
from tests.interfaces.web.conftest import Visit
from tests.interfaces.web.files import read_csv, read_parquet, read_xlsx, text_of


def codes(response: object) -> list[str]:
    return [row.code for row in response.context["listing"].page]  # type: ignore[attr-defined]


def test_an_authority_lists_every_bag_and_lot_and_no_shipment(told: Valley, visit: Visit) -> None:
    page = visit("kasongo").get("/lots")
    assert set(codes(page)) == {*(bag(n) for n in range(1, 8)), lot(1)}
    assert page.context["listing"].total == 8


def test_a_cooperative_lists_what_it_held_and_a_stranger_nothing(
    told: Valley, visit: Visit
) -> None:
    assert set(codes(visit("amina").get("/lots"))) == {bag(n) for n in range(1, 8)}
    assert codes(visit("stranger").get("/lots")) == []
    assert codes(visit("stranger").get("/shipments")) == []


def test_a_list_asks_for_a_sign_in(told: Valley, visit: Visit) -> None:
    for address in ("/lots", "/shipments", "/findings", "/notices", "/jobs", "/journal"):
        response = visit().get(address)
        assert (response.status_code, response["Location"]) == (302, f"/sign-in?next={address}")


def test_a_holder_two_steps_down_is_not_named(valley: Valley, visit: Visit) -> None:
    valley.record(
        valley.allocate(),
        valley.fill("north", [1, 2]),
        valley.send("north", "depot", bag(1), bag(2)),
        valley.receive("depot", bag(1), bag(2)),
        valley.send("depot", "plant", bag(1)),
        valley.receive("plant", bag(1)),
    )
    rows, _notes = read_csv(visit("amina").get("/lots?format=csv"))
    held = {row["Number"]: (row["Holder"], row["Last seen at"]) for row in rows}
    assert held == {bag(1): ("", ""), bag(2): ("Depot", "Depot")}
    everything, _notes = read_csv(visit("kasongo").get("/lots?format=csv"))
    assert {row["Number"]: row["Holder"] for row in everything} == {
        bag(1): "Plant",
        bag(2): "Depot",
    }


def test_a_hidden_holder_is_not_found_by_name_either(valley: Valley, visit: Visit) -> None:
    valley.record(
        valley.allocate(),
        valley.fill("north", [1]),
        valley.send("north", "depot", bag(1)),
        valley.receive("depot", bag(1)),
        valley.send("depot", "plant", bag(1)),
        valley.receive("plant", bag(1)),
    )
    plant = valley.parties["plant"].code
    assert codes(visit("amina").get("/lots?q=Plant")) == []
    assert codes(visit("amina").get(f"/lots?holder={plant}")) == []
    assert codes(visit("kasongo").get("/lots?q=Plant")) == [bag(1)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=lot", {lot(1)}),
        ("status=emptied&kind=bag", {bag(1), bag(2)}),
        ("which=waiting", {bag(1), bag(5)}),
        ("which=mine", set()),
        (f"q={bag(3)[-4:]}", {bag(3)}),
        ("kind=nonsense&kind=lot", {lot(1)}),
    ],
)
def test_a_list_is_narrowed_down(
    told: Valley, visit: Visit, query: str, expected: set[str]
) -> None:
    assert set(codes(visit("kasongo").get(f"/lots?{query}"))) == expected


def test_what_the_address_says_wrongly_narrows_nothing(told: Valley, visit: Visit) -> None:
    page = visit("kasongo").get("/lots?kind=castle&sort=password&page=99")
    assert (page.status_code, page.context["listing"].total) == (200, 8)


def test_a_list_is_sorted_both_ways_and_says_so(told: Valley, visit: Visit) -> None:
    up = visit("kasongo").get("/lots?sort=mass&kind=bag")
    down = visit("kasongo").get("/lots?sort=-mass&kind=bag")
    assert [row.wet_g for row in up.context["listing"].page] == [0, 0] + [50_000] * 5
    assert codes(up)[0] in {bag(1), bag(2)}
    assert codes(down)[-1] in {bag(1), bag(2)}
    assert 'aria-sort="descending"' in down.content.decode()


def test_a_long_list_is_cut_into_pages_that_keep_the_filter(valley: Valley, visit: Visit) -> None:
    valley.record(valley.allocate(), valley.fill("north", range(1, 121)))
    first = visit("kasongo").get("/lots?kind=bag")
    last = visit("kasongo").get("/lots?kind=bag&page=3")
    assert (len(codes(first)), len(codes(last))) == (50, 20)
    assert "?kind=bag&amp;page=2" in first.content.decode()


def test_the_three_files_hold_the_same_rows_and_the_same_notes(told: Valley, visit: Visit) -> None:
    client = visit("kasongo")
    plain, notes = read_csv(client.get("/lots?format=csv"))
    sheet, sheet_notes = read_xlsx(client.get("/lots?format=xlsx"))
    table, table_notes = read_parquet(client.get("/lots?format=parquet"))
    assert notes[0] == "Simulated: every person, firm, place and amount is invented."
    assert notes[:2] == sheet_notes[:2] == table_notes[:2]
    numbers = [row["Number"] for row in plain]
    assert len(numbers) == 8
    assert [row[0] for row in sheet[1:]] == numbers == [row["Number"] for row in table]
    assert float(plain[0]["Wet mass (kg)"]) == float(table[0]["Wet mass (kg)"])


def test_a_file_follows_the_filter_of_the_page(told: Valley, visit: Visit) -> None:
    rows, _notes = read_csv(visit("kasongo").get("/lots?kind=lot&format=csv"))
    assert [row["Number"] for row in rows] == [lot(1)]


def test_shipments_say_who_made_them_up_and_when(told: Valley, visit: Visit) -> None:
    page = visit("banza").get("/shipments")
    (row,) = page.context["listing"].page
    assert (row.code, row.exporter) == (shipment(1), "Depot")
    assert row.made_at.isoformat().startswith("2026-05-01")
    assert f"/shipments/{shipment(1)}/" in page.content.decode()


def test_a_list_without_rows_says_what_to_do(told: Valley, visit: Visit) -> None:
    assert "Nothing is recorded that matches." in text_of(visit("kasongo").get("/lots?q=zzzz"))


def test_an_empty_list_does_not_offer_to_show_more(told: Valley, visit: Visit) -> None:
    page = text_of(visit("stranger").get("/lots"))
    assert "Nothing is recorded here, or nothing that you may see." in page
    assert "Show everything" not in page
