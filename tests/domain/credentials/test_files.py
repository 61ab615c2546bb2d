"""A mines division's lists go in once: people with cards, cooperatives with approvals, members."""

from datetime import date
from io import BytesIO

from asili.core.access import system
from asili.core.imports.corrections import correction_file
from asili.core.imports.machine import bring_file, check_import, run_import
from asili.core.imports.undoing import undo_import
from asili.core.models import Programme
from asili.core.models.imports import Import
from asili.domain.credentials.models import Credential
from asili.domain.registry.models import Consent, Likeness, Membership, Organisation, Party, Person

CLERK = system("test")
PEOPLE = """N° carte;Nom;Postnom;Prénom;Sexe;Date de naissance;Age;Téléphone;Village;\
Consentement;Date de délivrance;Date d'expiration
KZ-0001;KABILA;Ilunga;Jean;M;03/02/1985;;0991234567;Kisanfu;oui;01/01/2026;31/12/2026
KZ-0002;TSHOMBE;Ngandu;Béatrice;F;;35;0991234568;Kisanfu;oui;01/01/2026;31/12/2026
;MUTOMBO;Kalala;Pierre;M;12/10/1990;;;Mutoshi;oui;;
KZ-0004;NGOY;Secret;Enfant;M;12/10/2013;;0991234569;Mutoshi;oui;01/01/2026;31/12/2026
KZ-0005;KASONGO;Mwamba;Paul;M;12/10/1991;;;Mutoshi;non;01/01/2026;31/12/2026
;CHOMBE;Gandu;Beatrice;F;;36;;Kisanfu;;;
"""
COOPERATIVES = """Coopérative;Province;Date de création;N° agrément;Date d'agrément
Coopérative minière Kilima;Lualaba;12/05/2019;0123/CAB.MIN/2019;01/07/2019
Umoja wa Wachimbaji;Atlantide;12/05/2019;;
"""
MEMBERS = """N° carte;Nom complet;Coopérative;Fonction;Depuis
KZ-0001;;Cooperative miniere KILIMA;Président;01/02/2026
;Kalala Mutombo Pierre;Coopérative minière Kilima;creuseur;01/02/2026
;Personne Inconnue;Coopérative minière Kilima;creuseur;01/02/2026
"""


def bring(programme: Programme, into: str, text: str) -> Import:
    row = bring_file(
        actor=CLERK,
        programme=programme,
        into=into,
        source=BytesIO(text.encode("cp1252")),
        name="liste.csv",
    )
    check_import(actor=CLERK, code=row.code)
    return run_import(actor=CLERK, code=row.code)


def counts(row: Import) -> tuple[int, int, int]:
    return row.counts["created"], row.counts["unchanged"], row.counts["refused"]


def test_people_go_in_with_their_names_cards_and_consent(programme: Programme) -> None:
    assert counts(bring(programme, "registry.people", PEOPLE)) == (4, 0, 2)
    jean = Person.objects.get(phone="+243991234567")
    assert jean.party.name == "KABILA Ilunga Jean"
    assert (jean.family_name, jean.post_name, jean.given_names) == ("KABILA", "Ilunga", "Jean")
    assert jean.birth_date == date(1985, 2, 3)
    beatrice = Person.objects.get(phone="+243991234568")
    assert beatrice.estimated
    assert beatrice.estimated_on is not None
    assert Consent.objects.filter(state="given").count() == 3
    assert set(Credential.objects.values_list("number", flat=True)) == {"KZ-0001", "KZ-0002"}


def test_a_second_time_nothing_changes(programme: Programme) -> None:
    bring(programme, "registry.people", PEOPLE)
    assert counts(bring(programme, "registry.people", PEOPLE)) == (0, 4, 2)
    assert Person.objects.count() == 4
    assert Credential.objects.count() == 2


def test_minors_and_people_who_refuse_leave_nothing_but_a_number_and_a_reason(
    programme: Programme,
) -> None:
    row = bring(programme, "registry.people", PEOPLE)
    problems = row.problems.filter(stage="run", stops=True)
    assert {(one.number, one.code) for one in problems} == {(5, "registry.7"), (6, "registry.8")}
    assert not Party.objects.filter(name__icontains="Enfant").exists()
    response = correction_file(row, "csv")
    text = b"".join(response).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "Secret" not in text
    assert "Mwamba" not in text
    assert "child protection" in text


def test_likely_duplicates_are_laid_before_somebody_and_not_merged(programme: Programme) -> None:
    bring(programme, "registry.people", PEOPLE)
    likeness = Likeness.objects.select_related("one__party", "other__party").get()
    names = {likeness.one.party.name, likeness.other.party.name}
    assert names == {"TSHOMBE Ngandu Béatrice", "CHOMBE Gandu Beatrice"}
    assert likeness.verdict == Likeness.Verdict.OPEN


def test_undoing_takes_out_those_on_whom_nothing_rests(programme: Programme) -> None:
    row = bring(programme, "registry.people", PEOPLE)
    undone = undo_import(actor=CLERK, code=row.code)
    assert undone.rows.filter(state="kept").count() == 3
    assert Person.objects.count() == 3
    assert not Likeness.objects.exists()


def test_cooperatives_and_their_members_go_in_once(programme: Programme, provinces: None) -> None:
    bring(programme, "registry.people", PEOPLE)
    assert counts(bring(programme, "registry.organisations", COOPERATIVES)) == (1, 0, 1)
    kilima = Organisation.objects.get()
    assert (kilima.province, kilima.founded) == ("CD-LU", date(2019, 5, 12))
    assert kilima.party.credentials.get().number == "0123/CAB.MIN/2019"
    assert counts(bring(programme, "registry.members", MEMBERS)) == (2, 0, 1)
    assert set(Membership.objects.values_list("role", flat=True)) == {"president", "digger"}
    assert counts(bring(programme, "registry.members", MEMBERS)) == (0, 2, 1)
    assert counts(bring(programme, "registry.organisations", COOPERATIVES)) == (0, 1, 1)
