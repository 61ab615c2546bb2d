"""People who may be one are noticed, decided by a person, and decided back; nothing is lost."""

import pytest

from asili.core.access import Refusal, system
from asili.core.models import Finding, Programme
from asili.domain.registry.models import Likeness, Party, Person
from asili.domain.registry.search import standing
from asili.domain.registry.services import (
    NewPerson,
    call_different,
    merge_people,
    register_person,
    undo_merge,
)
from tests.cast import actor, person_of

CLERK = system("test")
KASONGO = actor("kasongo")


def register(programme: Programme, name: str, **more: object) -> Person:
    person = NewPerson(name, **({"birth_year": 1990} | more))  # type: ignore[arg-type]
    return register_person(actor=CLERK, programme=programme, person=person)


@pytest.fixture
def likeness(programme: Programme) -> Likeness:
    register(programme, "Kabila Ilunga Jean")
    register(programme, "Jean KABILA ILLUNGA", birth_year=1991)
    return Likeness.objects.select_related("one__party", "other__party").get()


def test_one_name_spelt_twice_is_laid_before_somebody(likeness: Likeness) -> None:
    assert likeness.score >= 85
    finding = Finding.objects.get()
    assert finding.rule == "registry.9"
    assert "Kabila" not in finding.text + finding.label


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("Mutombo Ngoy Pierre", {}),
        ("Kabila Ilunga Jean", {"birth_year": 1960}),
        ("Kabila Ilunga Jeanne", {"sex": "f", "birth_year": 1997}),
    ],
)
def test_people_who_are_not_alike_enough_are_left_alone(
    programme: Programme, name: str, more: dict[str, object]
) -> None:
    register(programme, "Kabila Ilunga Jean", sex="m")
    register(programme, name, **more)
    assert not Likeness.objects.exists()


def test_one_telephone_makes_two_similar_names_one_question(programme: Programme) -> None:
    register(programme, "Kabila Ilunga", phone="+243991234567", birth_year=None)
    register(programme, "Kabela Jean Ilunga", phone="+243991234567", birth_year=None)
    assert Likeness.objects.count() == 1


def test_a_merge_changes_nobody_and_is_undone(likeness: Likeness) -> None:
    before = list(Person.objects.order_by("pk").values())
    merge_people(actor=KASONGO, likeness=likeness, kept=likeness.one, because="one card, one face")
    assert set(standing(Party.objects.all())) == {likeness.one.party}
    assert Finding.objects.get().state == Finding.State.RESOLVED
    undo_merge(actor=KASONGO, likeness=likeness, because="two brothers after all")
    assert standing(Party.objects.all()).count() == 2
    assert list(Person.objects.order_by("pk").values()) == before
    assert Finding.objects.filter(state=Finding.State.OPEN).count() == 1


def test_who_was_called_different_is_not_asked_about_again(
    programme: Programme, likeness: Likeness
) -> None:
    call_different(actor=KASONGO, likeness=likeness, because="two brothers")
    register(programme, "Ngoy Mutombo")
    assert not Finding.objects.filter(state=Finding.State.OPEN).exists()
    with pytest.raises(Refusal) as refused:
        merge_people(actor=KASONGO, likeness=likeness, kept=likeness.one, because="no")
    assert refused.value.rule == "registry.10"


def test_nobody_leads_to_two_others(programme: Programme, likeness: Likeness) -> None:
    third = register(programme, "Kabila Ilunga Jean")
    merge_people(actor=KASONGO, likeness=likeness, kept=likeness.one, because="one face")
    pair = Likeness.objects.get(one=likeness.other, other=third)
    with pytest.raises(Refusal):
        merge_people(actor=KASONGO, likeness=pair, kept=third, because="one face")


@pytest.mark.parametrize("who", ["amina", "felix", "banza", "stranger"])
def test_only_an_authority_decides(likeness: Likeness, who: str) -> None:
    with pytest.raises(Refusal):
        call_different(actor=actor(who), likeness=likeness, because="a guess")


def test_nobody_decides_about_themselves(programme: Programme, likeness: Likeness) -> None:
    Party.objects.filter(pk=likeness.one.pk).update(code=person_of("kasongo"))
    with pytest.raises(Refusal) as refused:
        call_different(actor=KASONGO, likeness=likeness, because="I know")
    assert refused.value.rule == "registry.10"
