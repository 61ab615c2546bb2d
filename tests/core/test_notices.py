"""Notices reach the parties and accounts they are for, and nobody else."""

import pytest

from asili.core.access import ANONYMOUS, Actor
from asili.core.notices import mark_notices_read, notices_of, notify, unread_notices

pytestmark = pytest.mark.django_db
AMINA = Actor("A-1", "Amina", parties=frozenset({"P-COOP"}))
COLLEAGUE = Actor("A-2", "Colleague", parties=frozenset({"P-COOP"}))
STRANGER = Actor("A-3", "Stranger", parties=frozenset({"P-OTHER"}))


def test_a_notice_to_a_party_reaches_everybody_who_acts_for_it() -> None:
    notify(message="Lot %(lot)s arrived.", params={"lot": "L-1"}, parties=["P-COOP", "P-COOP"])
    assert [notice.text for notice in notices_of(AMINA)] == ["Lot L-1 arrived."]
    assert notices_of(COLLEAGUE).count() == 1
    assert not notices_of(STRANGER).exists()
    assert not notices_of(ANONYMOUS).exists()


def test_what_one_has_read_is_still_new_to_a_colleague() -> None:
    (sent,) = notify(message="Please look.", parties=["P-COOP"])
    assert mark_notices_read(actor=AMINA, notices=[sent.pk]) == 1
    assert mark_notices_read(actor=AMINA, notices=[sent.pk]) == 0
    assert not unread_notices(AMINA).exists()
    assert unread_notices(COLLEAGUE).count() == 1


def test_nobody_marks_the_notices_of_others() -> None:
    (sent,) = notify(message="Please look.", accounts=["A-1"])
    assert mark_notices_read(actor=STRANGER, notices=[sent.pk]) == 0
    assert unread_notices(AMINA).count() == 1
