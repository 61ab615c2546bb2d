"""Actors, permissions and refusals are plain values."""

import pytest
from django.utils.translation import gettext_lazy as _
from hypothesis import given
from hypothesis import strategies as st

from asili.core.access import (
    ANONYMOUS,
    Actor,
    Grant,
    Refusal,
    Role,
    deny,
    permit,
    require,
    system,
)

CHANTAL = Actor("A-1", "Chantal", frozenset({Grant(Role.INSPECTOR, "KAT", "CD-LU")}))
roles = st.sampled_from(Role)
places = st.sampled_from(["", "CD-LU", "CD-HK"])
grants = st.frozensets(st.builds(Grant, roles, st.sampled_from(["KAT", "ITU"]), places))


def test_a_grant_holds_in_its_programme_and_province_only() -> None:
    assert CHANTAL.has(Role.INSPECTOR, programme="KAT", province="CD-LU")
    assert not CHANTAL.has(Role.INSPECTOR, programme="KAT", province="CD-HK")
    assert not CHANTAL.has(Role.INSPECTOR, programme="ITU")
    assert not CHANTAL.has(Role.AUDITOR)


def test_a_grant_without_a_province_holds_in_all_of_them() -> None:
    actor = Actor("A-2", "Kasongo", frozenset({Grant(Role.AUTHORITY, "KAT")}))
    assert actor.has(Role.AUTHORITY, programme="KAT", province="CD-HL")


@given(grants, roles, places)
def test_more_grants_never_take_a_right_away(held: frozenset[Grant], role: Role, at: str) -> None:
    before = Actor("A-1", "", held).has(role, programme="KAT", province=at)
    after = Actor("A-1", "", held | {Grant(Role.FUND, "KAT")}).has(
        role, programme="KAT", province=at
    )
    assert after >= before


def test_a_visitor_has_no_role_and_the_system_has_all() -> None:
    assert ANONYMOUS.is_anonymous
    assert not any(ANONYMOUS.has(role) for role in Role)
    assert not ANONYMOUS.has()
    assert all(system("demo").has(role, programme="KAT") for role in Role)
    assert system("demo").account == "system:demo"


def test_an_account_cannot_pass_for_the_system_by_its_name() -> None:
    assert not Actor("A-1", "system:demo").is_system


def test_a_permission_is_true_or_explains_why_not() -> None:
    require(permit())
    refused = deny(_("Not you."), rule="custody.9", remedy=_("Ask another."))
    assert not refused
    with pytest.raises(Refusal) as caught:
        require(refused)
    assert (caught.value.rule, str(caught.value.message)) == ("custody.9", "Not you.")
    assert caught.value.status == 403
