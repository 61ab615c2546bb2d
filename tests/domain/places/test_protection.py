"""Sites on whose ground, and alerts of new titles: found on change, closed by the facts."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from asili.core.access import system
from asili.core.models import Finding, Notice, Programme
from asili.core.notices import notices_of
from asili.domain.places import services
from asili.domain.places.models import Occupancy, Overlap, Place, Siting, Title
from asili.domain.registry.models import Organisation
from asili.domain.registry.services import NewOrganisation, register_organisation
from tests.cast import actor
from tests.domain.places.squares import SOUTH, WEST, Block, title, version

pytestmark = pytest.mark.usefixtures("provinces")
CLERK = system("test")
LONG_AGO = date(2020, 3, 2)
ZONE: Block = (4, 4, 6, 5)
NEW: Block = (5, 0, 9, 10)
"""Covers the eastern square of the zone."""


@pytest.fixture
def miners(programme: Programme) -> Organisation:
    return organisation(programme, "Kilima", "cooperative")


@pytest.fixture
def applicant(programme: Programme) -> Organisation:
    return organisation(programme, "Invented Mines", "company")


@pytest.fixture
def zone(programme: Programme, miners: Organisation) -> Title:
    given = title("ZEA 1", ZONE, LONG_AGO, kind="ZEA", status="assigned", holder=miners.party.code)
    return services.grant_title(actor=CLERK, programme=programme, title=given)


def organisation(programme: Programme, name: str, kind: str) -> Organisation:
    return register_organisation(
        actor=CLERK, programme=programme, organisation=NewOrganisation(name, kind)
    )


def today() -> date:
    return timezone.localdate()


def apply_for(
    programme: Programme, applicant: Organisation, block: Block = NEW, *, days_ago: int = 2
) -> Title:
    """An application submitted some days ago, recorded today by the authority."""
    given = title(
        "PR 7",
        block,
        today(),
        kind="PR",
        status="applied",
        holder=applicant.party.code,
        applied_on=today() - timedelta(days=days_ago),
    )
    return services.grant_title(actor=actor("kasongo"), programme=programme, title=given)


def site(programme: Programme, column: float, row: float) -> Place:
    """A site in the middle of nowhere but in a square of the grid."""
    given = services.NewPlace(
        "site",
        "Invented site",
        "CD-LU",
        round((WEST + column / 120) * 10**7),
        round((SOUTH + row / 120) * 10**7),
    )
    return services.register_place(actor=CLERK, programme=programme, place=given)


def occupy(place: Place, party: Organisation, since: date = LONG_AGO) -> Occupancy:
    given = services.NewOccupancy(place.code, party.party.code, "cooperative", since)
    return services.record_occupancy(actor=CLERK, occupancy=given)


def test_a_new_title_over_a_zone_raises_an_alert_from_the_day_of_its_submission(
    programme: Programme, zone: Title, miners: Organisation, applicant: Organisation
) -> None:
    asked = apply_for(programme, applicant)
    overlap = Overlap.objects.get()
    assert (overlap.kind, overlap.since) == ("applied", today() - timedelta(days=2))
    finding = Finding.objects.get()
    assert (finding.rule, finding.subject, finding.state) == ("places.22", asked.code, "open")
    for words in ("Invented Mines", "84.0423", "Kilima", str(zone)):
        assert words in finding.text
    assert [one.party for one in finding.parties.all()] == [miners.party.code]
    (notice,) = Notice.objects.all()
    assert (notice.recipient, notice.subject) == (miners.party.code, finding.code)
    assert "PR PR 7" in notice.text
    assert not notices_of(actor("kasongo")).exists()


def test_the_alert_closes_when_the_outline_leaves_the_zone(
    programme: Programme, zone: Title, applicant: Organisation
) -> None:
    asked = apply_for(programme, applicant)
    moved = version((6, 0, 9, 10), today() + timedelta(days=1), status="applied")
    services.amend_title(actor=CLERK, title=asked, version=moved)
    finding = Finding.objects.get()
    assert finding.state == "open", "the outline still holds today"
    services.take_back_version(actor=CLERK, title=asked, valid_from=moved.valid_from)
    services.take_back_version(actor=CLERK, title=asked, valid_from=today())
    finding.refresh_from_db()
    assert (finding.state, finding.closed_by) == ("resolved", "")
    assert not Title.objects.filter(pk=asked.pk).exists()


def test_the_alert_closes_when_the_application_is_withdrawn(
    programme: Programme, zone: Title, applicant: Organisation
) -> None:
    given = title("PR 7", NEW, today() - timedelta(days=9), kind="PR", status="applied")
    asked = services.grant_title(actor=CLERK, programme=programme, title=given)
    assert Finding.objects.get().state == "open"
    assert not Notice.objects.exists(), "the service itself brings in history"
    services.end_title(actor=CLERK, title=asked, on=today())
    assert Finding.objects.get().state == "resolved"


def test_granting_what_was_applied_for_does_not_close_the_alert(
    programme: Programme, zone: Title, applicant: Organisation
) -> None:
    given = title("PR 7", NEW, today() - timedelta(days=9), kind="PR", status="applied")
    asked = services.grant_title(actor=CLERK, programme=programme, title=given)
    services.amend_title(actor=CLERK, title=asked, version=version(NEW, today()))
    assert Finding.objects.get().state == "open"
    assert set(Overlap.objects.values_list("kind", flat=True)) == {"applied", "rights"}


def test_an_application_that_is_older_than_the_zone_raises_no_alert(
    programme: Programme, applicant: Organisation
) -> None:
    apply_for(programme, applicant)
    late = title("ZEA 2", ZONE, today(), kind="ZEA", status="instituted")
    services.grant_title(actor=CLERK, programme=programme, title=late)
    assert Overlap.objects.get().kind == "applied"
    assert not Finding.objects.exists()


def test_a_new_title_over_a_site_in_work_alerts_whoever_works_there(
    programme: Programme, miners: Organisation, applicant: Organisation
) -> None:
    worked, idle = site(programme, 7.5, 7.5), site(programme, 8.5, 7.5)
    occupancy = occupy(worked, miners)
    apply_for(programme, applicant)
    assert set(Siting.objects.values_list("place", "kind")) == {
        (worked.pk, "inside"),
        (idle.pk, "inside"),
    }
    finding = Finding.objects.get()
    assert (finding.rule, finding.province) == ("places.22", "CD-LU")
    assert "Kilima" in finding.text
    services.end_occupancy(actor=CLERK, occupancy=occupancy, until=today())
    finding.refresh_from_db()
    assert finding.state == "resolved"


def test_a_cooperative_on_anothers_title_is_asked_about_in_neutral_words(
    programme: Programme, miners: Organisation, applicant: Organisation
) -> None:
    granted = services.grant_title(
        actor=CLERK,
        programme=programme,
        title=title("PE 1", NEW, LONG_AGO, holder=applicant.party.code),
    )
    since = LONG_AGO + timedelta(days=100)
    occupancy = occupy(site(programme, 7.5, 7.5), miners, since)
    siting = Siting.objects.get(kind="anothers")
    assert (siting.party, siting.since, siting.until) == (miners.party, since, None)
    finding = Finding.objects.get()
    assert finding.rule == "places.21"
    assert "No agreement between them is recorded here." in finding.text
    concerned = {one.party for one in finding.parties.all()}
    assert concerned == {miners.party.code, applicant.party.code}
    services.amend_title(
        actor=CLERK, title=granted, version=version(NEW, today(), holder=miners.party.code)
    )
    finding.refresh_from_db()
    assert finding.state == "resolved"
    services.end_occupancy(actor=CLERK, occupancy=occupancy, until=today())
    assert Siting.objects.get(kind="anothers").until == today()


def test_a_site_just_outside_a_zone_is_found_with_its_distance(
    programme: Programme, zone: Title
) -> None:
    beside = site(programme, 4.5, 5.2)
    site(programme, 4.5, 5.8)
    siting = Siting.objects.get()
    assert (siting.place, siting.kind) == (beside, "near")
    assert siting.metres == pytest.approx(0.2 / 120 * 110_600, abs=1)


def test_recomputing_everything_finds_the_same_sitings(
    programme: Programme, zone: Title, miners: Organisation, applicant: Organisation
) -> None:
    occupy(site(programme, 5.5, 4.5), miners)
    site(programme, 4.5, 5.2)
    apply_for(programme, applicant)
    fields = ("kind", "place", "version", "party", "metres", "since", "until")
    before = set(Siting.objects.values_list(*fields))
    assert len(before) == 3
    services.recompute_overlaps(actor=CLERK, programme=programme)
    assert set(Siting.objects.values_list(*fields)) == before
    assert Finding.objects.filter(state="open").count() == 2
