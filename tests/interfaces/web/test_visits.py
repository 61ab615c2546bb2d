"""Pages of visits: whose they are, what a blank says, what stays between programmes and roles."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from asili.core.models import Programme
from asili.core.models.journal import JournalEntry
from asili.domain.geography import services as geography
from asili.domain.places.models import ArmedSighting, Place, Visit
from tests.domain.custody.valley import Valley
from tests.domain.places.visited import CLERK, bring, invented, written
from tests.interfaces.visits import reading_only
from tests.interfaces.web import conftest
from tests.interfaces.web.files import read_csv

QUERIES = 13
OPEN = ("/visits", "/visits/by-year", "/visits?format=csv", "/visits/by-year?format=csv")
ARMED = "Groupe inventé A"


@pytest.fixture
def visited(valley: Valley) -> Valley:
    geography.load_facts(actor=CLERK)
    bring(valley.programme, written(invented()))
    return valley


@pytest.fixture
def real(visited: Valley) -> Programme:
    """A programme beside the simulated one, with visits of its own."""
    real = Programme.objects.create(
        code="REAL", name="Real", commodity=visited.programme.commodity, simulated=False
    )
    rows = invented()
    for row in rows:
        row["name"] = f"Observed {row['pcode']}"
    bring(real, written(rows))
    return real


def body(answer: object) -> str:
    content = getattr(answer, "streaming_content", None)
    return (b"".join(content) if content else answer.content).decode()  # type: ignore[attr-defined]


def test_the_list_narrows_and_its_file_carries_the_same_rows_and_their_source(
    visited: Valley, visit: conftest.Visit
) -> None:
    asked = "?mineral=cobalt&least=0&women=yes"
    page = visit().get(f"/visits{asked}")
    found = Visit.objects.filter(minerals__mineral="cobalt", workers__gte=0, women=True)
    assert page.context["listing"].total == found.count() > 0
    text = body(visit().get(f"/visits{asked}&format=csv"))
    assert text.count("\n") > found.count()
    assert "Invented visits in the shape of an open file" in text
    assert "visits.csv, SHA-256" in text


def test_nought_workers_can_be_asked_for_and_blanks_are_not_among_them(
    visited: Valley, visit: conftest.Visit
) -> None:
    page = visit().get("/visits?most=0")
    assert page.context["listing"].total == Visit.objects.filter(workers=0).count() > 0
    assert Visit.objects.filter(workers=None).exists()


@pytest.mark.parametrize("address", ["/visits", "/visits/by-year", "/places"])
def test_a_programme_is_shown_alone_and_says_whether_it_is_simulated(
    visited: Valley, real: Programme, visit: conftest.Visit, address: str
) -> None:
    page = visit().get(address)
    assert page.context["filters"].of == real
    assert 'class="band"' not in body(page)
    other = visit().get(f"{address}?programme={visited.programme.code}")
    assert other.context["filters"].of == visited.programme
    assert 'class="band"' in body(other)


@pytest.mark.parametrize("address", ["/visits", "/places"])
def test_no_row_of_one_programme_is_in_a_page_or_file_of_another(
    visited: Valley, real: Programme, visit: conftest.Visit, address: str
) -> None:
    real_text = body(visit("kasongo").get(f"{address}?programme=REAL&format=csv"))
    simulated_text = body(visit("kasongo").get(f"{address}?format=csv"))
    names = {row["name"] for row in invented()}
    assert not [name for name in names if name in real_text]
    assert "Observed" not in simulated_text
    assert "Simulated" not in real_text
    assert "Simulated" in simulated_text
    assert "IPIS, open data on artisanal mines" in real_text
    assert "IPIS, open data on artisanal mines" not in simulated_text


def test_a_site_of_a_programme_that_is_not_simulated_shows_its_source_and_no_band(
    visited: Valley, real: Programme, visit: conftest.Visit
) -> None:
    place = Place.objects.filter(programme=real).first()
    assert place is not None
    text = body(visit().get(f"/places/{place.code}/"))
    assert 'class="band"' not in text
    assert "IPIS, open data on artisanal mines of the DRC" in text
    assert "SHA-256" in text


def test_a_blank_reads_not_recorded_on_the_page_of_a_site(
    visited: Valley, visit: conftest.Visit
) -> None:
    place = Place.objects.filter(visits__workers=None).first()
    assert place is not None
    assert "not recorded" in body(visit().get(f"/places/{place.code}/"))


@pytest.mark.parametrize("who", ["", "stranger", "kasongo", "grace"])
def test_no_open_page_or_file_says_anything_of_armed_actors_or_children(
    visited: Valley, visit: conftest.Visit, who: str
) -> None:
    site = ArmedSighting.objects.filter(presence=True).values("visit__place")
    place = Place.objects.filter(pk__in=site)[0]
    pages = [*OPEN, f"/places/{place.code}/", "/places", "/places?format=csv",
             "/map", "/map/places.geojson", "/map/visits.geojson"]  # fmt: skip
    for address in pages:
        text = body(visit(who).get(address))
        assert ARMED not in text, address
        assert "under fifteen" not in text, address


def test_sightings_are_shown_to_their_office_and_written_into_the_journal(
    visited: Valley, visit: conftest.Visit
) -> None:
    place = Place.objects.filter(visits__armed_sighting__presence=True)[0]
    address = f"/places/{place.code}/sightings/armed"
    answer = visit("chantal").post(address)
    assert ARMED in body(answer)
    assert "no-store" in answer["Cache-Control"]
    last = JournalEntry.objects.order_by("-position")[0]
    assert (last.act, last.subjects) == ("places.armed_sighting.read", [place.code])
    assert visit("chantal").get(address).status_code == 405
    for who in ("", "stranger", "amina", "grace"):
        assert visit(who).post(address).status_code == 403
    children = f"/places/{place.code}/sightings/children"
    assert visit("grace").post(children).status_code == 200
    assert visit("kasongo").post(children).status_code == 403


def test_figures_on_few_sites_are_withheld_in_page_and_file(
    visited: Valley, visit: conftest.Visit
) -> None:
    page = visit().get("/visits/by-year")
    few = [one for one in page.context["years"] if one.is_small]
    assert few
    assert all(one.workers is None for one in few)
    rows, _notes = read_csv(visit().get("/visits/by-year?format=csv"))
    assert {row["Workers"] for row in rows} <= {"<5", ""}


@pytest.mark.parametrize("address", ["/visits", "/visits/by-year", "a site"])
def test_a_page_of_visits_reads_only_and_within_its_budget(
    visited: Valley, visit: conftest.Visit, address: str
) -> None:
    if address == "a site":
        place = Place.objects.filter(visits__armed_sighting__presence=True)[0]
        address = f"/places/{place.code}/"
    client = visit("kasongo")
    client.get(address)
    with reading_only(), CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= QUERIES, "\n".join(query["sql"][:150] for query in asked)
