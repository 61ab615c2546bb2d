"""Every personal field says who may read it, for what and how long."""

import pytest

from asili.core.models import Account, Commodity
from asili.core.privacy import Mark, Privacy, check_marks, fields_up_to


def test_every_personal_field_of_the_service_is_marked() -> None:
    assert check_marks() == []


def test_a_mark_without_a_field_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = Mark(Privacy.PUBLIC, "None.", "None.")
    monkeypatch.setattr(Commodity, "privacy", {"phone": mark}, raising=False)
    assert [(error.id, error.obj) for error in check_marks()] == [("core.E021", Commodity)]


def test_a_personal_field_without_a_mark_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    marks = {name: mark for name, mark in Account.privacy.items() if name != "password"}
    monkeypatch.setattr(Account, "privacy", marks)
    assert [(error.id, error.obj) for error in check_marks()] == [("core.E022", Account)]


def test_the_public_sees_no_field_that_is_marked_higher() -> None:
    public = fields_up_to(Account, Privacy.PUBLIC)
    assert "code" in public
    assert not {"password", "username", "name", "person"} & set(public)
    assert "name" in fields_up_to(Account, Privacy.PUBLIC, Privacy.RESTRICTED)
