"""Messages are found where they are said, in whichever way."""

from pathlib import Path

import polib
import pytest

from tools import translations

MODULE = """
from django.utils.translation import gettext as _, ngettext_lazy as _n, pgettext
_("one" " message")
_n("%(n)s bag", "%(n)s bags", 3)
pgettext("verb", "book")
_(variable)
"""
PAGE = """
{% load i18n %}{% translate "Weigh it" %}{% include "x.html" with label=_("Site") %}
{% blocktranslate count n=bags %}{{ n }} bag{% plural %}{{ n }} bags{% endblocktranslate %}
"""


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source of two files in place of ours."""
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "SOURCE", tmp_path)
    (tmp_path / "rules.py").write_text(MODULE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    return tmp_path


def french() -> polib.POFile:
    return polib.pofile(str(translations.catalogues()["fr"]))


def test_every_way_to_say_a_message_is_found(source: Path) -> None:
    assert {(m.context, m.singular, m.plural) for m in translations.messages().values()} == {
        ("", "one message", ""),
        ("", "%(n)s bag", "%(n)s bags"),
        ("verb", "book", ""),
        ("", "Weigh it", ""),
        ("", "Site", ""),
    }


def test_collecting_keeps_translations_and_retires_what_nobody_says(source: Path) -> None:
    translations.collect()
    catalogue = french()
    catalogue.find("one message").msgstr = "un message"
    catalogue.save()
    (source / "templates" / "page.html").unlink()
    translations.collect()
    assert french().find("one message").msgstr == "un message"
    assert french().find("Weigh it", include_obsolete_entries=True).obsolete


def test_what_is_missing_and_what_is_misplaced_is_named(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    translations.collect()
    catalogue = french()
    for entry in catalogue:
        entry.msgstr = "" if entry.msgid_plural else "traduit"
        entry.msgstr_plural = {0: "%(m)s sac", 1: "%(n)s sacs"} if entry.msgid_plural else {}
    catalogue.find("Site").msgstr = ""
    catalogue.save()
    assert translations.check() == 2
    said = capsys.readouterr().out
    assert "fr: missing: 'Site' (templates/page.html)" in said
    assert "fr: placeholders differ: '%(n)s bag'" in said
