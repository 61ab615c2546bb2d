"""The journal's page, a proof for whoever trusts nothing, jobs, and notices."""

import json

from asili.core import journal
from asili.core.jobs import run_job
from asili.core.journal.keys import public_key
from asili.core.journal.proofs import Proof, check
from asili.core.models import Job
from asili.core.notices import notify
from tests.domain.custody.valley import Valley
from tests.interfaces.web.conftest import Visit


def test_who_acted_on_what_is_for_authorities(told: Valley, visit: Visit) -> None:
    columns = {
        name: [column.name for column in visit(name).get("/journal").context["table"].columns]
        for name in ("kasongo", "amina")
    }
    assert columns["kasongo"] == ["position", "act", "received", "who", "subjects"]
    assert columns["amina"] == ["position", "act", "received"]


def test_the_last_entry_comes_first_and_the_key_is_shown(told: Valley, visit: Visit) -> None:
    page = visit("amina").get("/journal")
    assert page.context["listing"].page[0].position == journal.position()
    assert journal.public_key_text() in page.content.decode()


def test_an_entry_shows_its_hashes_and_names_nobody_to_those_without_the_office(
    told: Valley, visit: Visit
) -> None:
    address = f"/journal/{journal.position()}/"
    for name, shown in (("kasongo", True), ("amina", False)):
        page = visit(name).get(address)
        assert page.context["leaf"] in page.content.decode()
        assert bool(page.context["who"]) is shown
    assert visit("kasongo").get("/journal/999999/").status_code == 404


def test_a_proof_holds_under_the_public_key(told: Valley, visit: Visit) -> None:
    position = journal.position()
    answer = visit("kasongo").post(f"/journal/{position}/proof")
    assert answer["Content-Disposition"] == f'attachment; filename="proof-{position}.json"'
    given = json.loads(answer.content)
    given.pop("public_key")
    proof = Proof(**{name: tuple(v) if isinstance(v, list) else v for name, v in given.items()})
    assert check(proof, name="asili", public=public_key())


def test_a_proof_is_no_get_and_not_for_everybody(told: Valley, visit: Visit) -> None:
    assert visit("kasongo").get("/journal/1/proof").status_code == 405
    assert visit("amina").post("/journal/1/proof").status_code == 403


def test_an_authority_has_the_journal_verified_and_follows_it(told: Valley, visit: Visit) -> None:
    client = visit("kasongo")
    started = client.post("/journal/verify")
    job = Job.objects.get()
    assert started["Location"] == f"/jobs/{job.code}/"
    waiting = client.get(f"/jobs/{job.code}/").content.decode()
    assert '<noscript><meta http-equiv="refresh"' in waiting
    run_job.call(job.code)
    done = client.get(f"/jobs/{job.code}/?fragment").content.decode()
    assert "data-over" in done
    assert "everything is as it was written" in done
    assert "<html" not in done
    assert visit("amina").get(f"/jobs/{job.code}/").status_code == 404


def test_a_cooperative_may_not_ask_for_that(told: Valley, visit: Visit) -> None:
    assert visit("amina").post("/journal/verify").status_code == 403
    assert "/journal/verify" not in visit("amina").get("/journal").content.decode()
    assert not Job.objects.exists()


def test_notices_are_marked_as_read_for_this_account_only(valley: Valley, visit: Visit) -> None:
    notify(
        message="Bag %(bag)s arrived.",
        params={"bag": "B-1"},
        subject="B-1",
        parties=[valley.parties["division"].code],
    )
    client = visit("kasongo")
    page = client.get("/notices?which=unread")
    assert "Bag B-1 arrived." in page.content.decode()
    assert "1 notice marked as read." in client.post("/notices/read", follow=True).content.decode()
    assert client.get("/notices?which=unread").context["listing"].total == 0
    assert client.get("/notices").context["listing"].total == 1
    assert visit("chantal").get("/notices?which=unread").context["listing"].total == 1
    assert visit("amina").get("/notices").context["listing"].total == 0
