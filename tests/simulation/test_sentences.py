"""What the simulation writes in words is said in the reader's language."""

import pytest
from django.utils.translation import override

from asili.core.invented import is_known, said
from asili.network.folder import Folder

WRITTEN = {
    "prices": "source",
    "titles": "source",
    "deductions": "legal_basis",
    "credentials": "reason",
    "events": "note",
}
"""Tables of the folder to their column of words."""


@pytest.mark.parametrize("table", WRITTEN)
def test_every_sentence_of_an_invented_year_can_be_translated(honest: Folder, table: str) -> None:
    written = {str(row[WRITTEN[table]]) for row in honest.rows(table) if row[WRITTEN[table]]}
    assert written
    assert [text for text in written if not is_known(text)] == []


def test_a_title_does_not_repeat_its_kind_in_its_number(folder: Folder) -> None:
    for row in folder.rows("titles"):
        assert not str(row["number"]).startswith(str(row["kind"]))


def test_what_a_person_typed_stays_as_it_was_typed() -> None:
    with override("fr"):
        assert str(said("simulated order")) == "arrêté simulé"
        assert said("Teams: 5; diggers: 33") == "Équipes : 5 ; creuseurs : 33"
        assert said("Bag torn.") == "Bag torn."
