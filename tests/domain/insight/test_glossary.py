"""The glossary is read as it is written, and found in any of its languages."""

from asili.domain.insight.glossary import entries_named, glossary


def test_every_entry_has_a_name_in_three_languages_and_a_meaning() -> None:
    assert len(glossary()) > 60
    for entry in glossary():
        assert all(entry.names.values()), entry
        assert entry.meaning


def test_words_are_found_in_any_language_without_accents() -> None:
    for asked in ("digger", "CREUSEUR", "mchimbaji"):
        assert "digger" in [entry.name("en") for entry in entries_named(asked)]
    assert entries_named("negociant")[0].name("fr") == "négociant"
    assert entries_named("no such word") == []


def test_an_entry_names_itself_once() -> None:
    (lot,) = [entry for entry in entries_named("lot") if entry.name("en") == "lot"]
    assert lot.others("en") == ["fungu"]
