"""The glossary that ships with the source, as it is read by people: one word for one thing."""

import functools
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from asili.core.words import fold

_LANGUAGES: Final = ("en", "fr", "sw")


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing, what each language calls it, and what it means, in English."""

    names: dict[str, str]
    meaning: str

    def name(self, language: str) -> str:
        """Its name in a language, or in English."""
        return self.names.get(language) or self.names["en"]

    def others(self, language: str) -> list[str]:
        """What the other languages call it, where that differs."""
        own = self.name(language)
        return [said for said in dict.fromkeys(self.names.values()) if said != own]


@functools.cache
def glossary() -> tuple[Entry, ...]:
    """Every entry of GLOSSARY.md, in its order; the last four columns of its tables."""
    text = (settings.ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in text.splitlines()
        if line.startswith("| ") and not line.startswith("| ---")
    ]
    return tuple(
        Entry(dict(zip(_LANGUAGES, row[-4:-1], strict=True)), row[-1])
        for row in rows
        if row[-1] != "meaning"
    )


def entries_named(words: str) -> list[Entry]:
    """Entries whose names have every word; those that begin with them come first."""
    wanted = fold(words).split()

    def names(entry: Entry) -> list[str]:
        return [fold(name) for name in entry.names.values()]

    found = [
        entry
        for entry in glossary()
        if any(all(word in name for word in wanted) for name in names(entry))
    ]
    beginning = fold(words)
    return sorted(found, key=lambda one: not any(n.startswith(beginning) for n in names(one)))
