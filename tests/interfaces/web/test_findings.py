"""The inbox: who reads which finding, how it is narrowed down, and how one is set aside."""

import pytest

from asili.core.models import Finding, JournalEntry
from tests.domain.custody.valley import Valley, bag
from tests.interfaces.web.conftest import Visit
from tests.interfaces.web.files import read_csv


def rules(response: object) -> list[str]:
    return sorted(row.rule for row in response.context["listing"].page)  # type: ignore[attr-defined]


def sold_twice() -> Finding:
    return Finding.objects.get(rule="custody.5")


def test_everybody_reads_what_concerns_them_and_overseers_all(told: Valley, visit: Visit) -> None:
    everything = rules(visit("kasongo").get("/findings"))
    assert {"custody.5", "custody.7"} <= set(everything)
    assert "custody.5" in rules(visit("amina").get("/findings"))
    assert "custody.5" in rules(visit("banza").get("/findings"))  # the first buyer
    assert "custody.5" not in rules(visit("josephine").get("/findings"))
    assert rules(visit("stranger").get("/findings")) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("rule=custody.7", ["custody.7"]),
        ("severity=stop", ["custody.5", "custody.7"]),
        ("place=Rival", ["custody.5"]),
        (f"q={bag(1)}", ["custody.5"]),
        ("state=dismissed", []),
        ("state=dismissed&state=any&severity=stop", ["custody.5", "custody.7"]),
    ],
)
def test_the_inbox_is_narrowed_down(
    told: Valley, visit: Visit, query: str, expected: list[str]
) -> None:
    found = rules(visit("kasongo").get(f"/findings?{query}"))
    assert [rule for rule in found if rule in {"custody.5", "custody.7"}] == expected


def test_mine_is_what_names_the_visitors_parties(told: Valley, visit: Visit) -> None:
    assert "custody.7" in rules(visit("banza").get("/findings?which=mine"))
    concerned = visit("kasongo").get("/findings?which=mine").context["listing"].total
    assert concerned < visit("kasongo").get("/findings").context["listing"].total


def test_a_finding_says_what_differs_what_to_do_and_where_it_was_recorded(
    told: Valley, visit: Visit
) -> None:
    page = visit("amina").get(f"/findings/{sold_twice().code}/").content.decode()
    assert "A lot is sold once by its owner" in page
    assert f"{bag(1)} did not belong to North at that time." in page
    assert "Compare the two purchase slips" in page
    assert "/events/" in page


def test_a_finding_is_hidden_from_whom_it_does_not_concern(told: Valley, visit: Visit) -> None:
    assert visit("josephine").get(f"/findings/{sold_twice().code}/").status_code == 404


def test_an_authority_sets_a_finding_aside_with_a_reason_that_stays(
    told: Valley, visit: Visit
) -> None:
    client, finding = visit("kasongo"), sold_twice()
    address = f"/findings/{finding.code}/"
    response = client.post(address, {"because": "Both slips were seen."}, follow=True)
    assert response.redirect_chain == [(address, 302)]
    finding.refresh_from_db()
    assert (finding.state, finding.because) == ("dismissed", "Both slips were seen.")
    assert JournalEntry.objects.latest("position").subjects[0] == finding.code
    assert "Both slips were seen." in response.content.decode()
    closed = client.get("/findings?state=dismissed")
    assert rules(closed) == ["custody.5"]
    assert "custody.5" not in rules(client.get("/findings"))


def test_no_reason_no_dismissal(told: Valley, visit: Visit) -> None:
    finding = sold_twice()
    page = visit("kasongo").post(f"/findings/{finding.code}/", {"because": " "})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert sold_twice().state == "open"


def test_whom_it_concerns_cannot_set_it_aside(told: Valley, visit: Visit) -> None:
    finding = sold_twice()
    client = visit("amina")
    assert "<textarea" not in client.get(f"/findings/{finding.code}/").content.decode()
    assert client.post(f"/findings/{finding.code}/", {"because": "no"}).status_code == 403
    assert sold_twice().state == "open"


def test_the_file_has_remedy_and_legal_basis(told: Valley, visit: Visit) -> None:
    rows, _notes = read_csv(visit("kasongo").get("/findings?rule=custody.5&format=csv"))
    (row,) = rows
    assert row["What can be done"].startswith("Compare the two purchase slips")
    assert row["Number"] == sold_twice().code
