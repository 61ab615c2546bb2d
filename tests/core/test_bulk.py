"""Rows below the ORM: what is written comes back as it was, and identifiers are unused."""

import pytest

from asili.core import bulk
from asili.core.models import Commodity
from asili.core.questions import Draw, Read, ask, drawn

WHOLE = ("id", "code", "name", "mass_unit")
AWKWARD = [
    'a "quoted" name',
    "back\\slash",
    "{brace, comma}",
    "NULL",
    "it's 100 %s",
    "",
    "Kasaï",
]


@pytest.mark.django_db
def test_any_text_survives_an_update_of_many_rows() -> None:
    ids = list(drawn(*ask(Draw(Commodity, len(AWKWARD)))))
    codes = [f"t{n}" for n in range(len(AWKWARD))]
    plain = [(id_, code, "plain", "kg") for id_, code in zip(ids, codes, strict=True)]
    bulk.write([bulk.Insert(Commodity, WHOLE, plain)])

    bulk.write([bulk.Update(Commodity, ("name",), list(zip(AWKWARD, ids, strict=True)))])

    (found,) = ask(Read(Commodity, ("id", "name"), "code", codes))
    assert dict(found) == dict(zip(ids, AWKWARD, strict=True))


@pytest.mark.django_db
def test_questions_are_answered_in_their_order_and_nothing_is_asked_of_nobody() -> None:
    bulk.write([bulk.Insert(Commodity, WHOLE, [(77, "t", "Tin", "kg")])])

    nobody, one, none, three = ask(
        Read(Commodity, ("id",), "code", []),
        Read(Commodity, ("name", "code"), "id", [77]),
        Read(Commodity, ("id",), "code", ["unknown"], hold=True),
        Draw(Commodity, 3),
    )

    assert (nobody, one, none) == ([], [("Tin", "t")], [])
    assert len(set(drawn(three))) == 3
