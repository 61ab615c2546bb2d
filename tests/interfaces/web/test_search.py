"""One box: a number leads to its page, a misread one to a suggestion, a name to what bears it."""

from itertools import count

import pytest

from asili.core.access import system
from asili.domain.custody.models import Event
from asili.domain.insight.report.coverage import coverage
from asili.domain.law.services import load_facts
from asili.domain.places.models import Place
from asili.engine.codes import encode
from tests.domain.custody.valley import Valley, bag, shipment
from tests.interfaces.web.conftest import Visit, enrol


def misread(code: str) -> str:
    """The code with one symbol wrong."""
    wrong = "7" if code[5] != "7" else "8"
    return code[:5] + wrong + code[6:]


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{spaced}"])
def test_a_number_goes_straight_to_its_page(told: Valley, visit: Visit, typed: str) -> None:
    code = told.places["site"].code
    words = typed.format(code, lower=code.lower(), spaced=code.replace("-", " "))
    answer = visit().get("/search", {"q": words})
    assert (answer.status_code, answer["Location"]) == (302, f"/places/{code}/")


def test_a_number_without_a_digit_is_a_number_all_the_same(told: Valley, visit: Visit) -> None:
    code = next(
        code
        for code in (encode("G", 11 * 32**7 + number) for number in count(0x2D6B5AD6B))
        if not any(symbol.isdigit() for symbol in code)
    )
    Place.objects.filter(pk=told.places["site"].pk).update(code=code)

    assert visit().get("/search", {"q": code})["Location"] == f"/places/{code}/"


def test_a_shipment_leads_to_its_page_whoever_asks(told: Valley, visit: Visit) -> None:
    answer = visit("stranger").get("/search", {"q": shipment(1)})
    assert answer["Location"] == f"/shipments/{shipment(1)}/"


def test_a_misread_number_is_never_followed_but_suggested(told: Valley, visit: Visit) -> None:
    code = told.places["site"].code
    page = visit().get("/search", {"q": misread(code)})
    assert page.status_code == 200
    assert page.context["found"].suggestion == code
    assert f"/places/{code}/" in page.content.decode()


def test_names_lead_to_places_titles_and_organisations(told: Valley, visit: Visit) -> None:
    def kinds(words: str) -> dict[str, list[str]]:
        found = visit().get("/search", {"q": words}).context["found"]
        return {group.view: [hit.name for hit in group.hits] for group in found.groups}

    assert kinds("plant") == {"web:places": ["Plant"], "web:parties": ["Plant"]}
    assert kinds("lwan") == {"web:titles": ["ZEA 7 · Lwanga"]}
    assert kinds("nothing of that name") == {}


def test_people_are_found_by_those_who_may_know_them(told: Valley, visit: Visit) -> None:
    enrol(told, "Mwamba", "north")
    for name, groups in (("", 0), ("banza", 0), ("amina", 1), ("kasongo", 1)):
        found = visit(name).get("/search", {"q": "mwamba"}).context["found"]
        assert len(found.groups) == groups, name


def test_part_of_a_number_finds_the_lots_that_one_may_see(told: Valley, visit: Visit) -> None:
    part = bag(3)[-4:]
    for name, hits in (("", []), ("stranger", []), ("amina", [bag(3)])):
        found = visit(name).get("/search", {"q": part}).context["found"]
        assert [hit.code for group in found.groups for hit in group.hits] == hits


def test_an_event_is_found_by_its_uuid_by_those_who_may_see_it(told: Valley, visit: Visit) -> None:
    event = Event.objects.filter(kind="purchase").earliest("happened_at")
    address = f"/events/{event.uuid}/"
    assert visit("banza").get("/search", {"q": str(event.uuid)})["Location"] == address
    assert visit("stranger").get("/search", {"q": str(event.uuid)}).status_code == 200


def test_many_hits_lead_to_the_whole_list(valley: Valley, visit: Visit) -> None:
    for number in range(12):
        enrol(valley, f"Digger {number:02}", "north")
    page = visit("kasongo").get("/search", {"q": "digger"})
    (group,) = page.context["found"].groups
    assert (len(group.hits), group.more) == (10, True)
    assert "/parties?q=digger" in page.content.decode()


@pytest.mark.parametrize("words", ["", " ", "k", "%_'\"<script>", "B-" + "9" * 60])
def test_nothing_odd_breaks_the_box(told: Valley, visit: Visit, words: str) -> None:
    page = visit("kasongo").get("/search", {"q": words})
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().replace('<script type="module"', "")


def test_names_are_found_by_words_in_any_order_without_their_accents(
    valley: Valley, visit: Visit
) -> None:
    enrol(valley, "Éloïse Nzuzi", "north")
    for words in ("eloise", "nzuzi eloise", "ÉLOÏSE"):
        (group,) = visit("kasongo").get("/search", {"q": words}).context["found"].groups
        assert [hit.name for hit in group.hits] == ["Éloïse Nzuzi"]
        listed = visit("kasongo").get("/parties", {"q": words}).context["listing"]
        assert listed.total == group.total == 1
    assert visit("banza").get("/search", {"q": "eloise"}).context["found"].groups == ()


def test_the_report_the_glossary_and_the_law_are_searched_too(told: Valley, visit: Visit) -> None:
    load_facts(actor=system("facts"))
    page = visit().get("/search", {"q": "redevances"})
    texts = page.context["found"].texts
    assert texts.total == len(coverage(words="redevances").statements) > 0
    assert "royalty.rate.Co" in {value.key for value in texts.values}
    assert "/report?words=redevances#statements" in page.content.decode()
    words = visit().get("/search", {"q": "mchimbaji"}).context["found"].texts
    assert [term.name for term in words.terms] == ["digger"]


@pytest.mark.parametrize(
    ("typed", "address"), [("S-034", "/report/S-034"), ("3.V", "/report/breakouts/5")]
)
def test_the_number_of_a_part_of_the_report_leads_to_it(
    told: Valley, visit: Visit, typed: str, address: str
) -> None:
    assert visit().get("/search", {"q": typed})["Location"] == address
