"""The statements of the report with their state, read from the catalogue that ships."""

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise

from asili.domain.insight.report.headings import HEADINGS
from asili.domain.insight.report.sections import BY_SLUG, Section
from asili.domain.insight.report.vocabulary import (
    GROUPS,
    KINDS,
    MODULES,
    REASONS,
    State,
)

FOLDER = Path(__file__).parent
SOURCE_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """A text and the language it is in, which may not be the one that was asked for."""

    text: str
    language: str
    is_translated: bool


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """One statement of the report in our own words, and what Asili does about it.

    ``view`` is the name of an address and ``arguments`` its parts, ``role`` who may open it ("" for
    everyone), ``test`` the path and name of the test that proves it; all are empty unless the
    state is *works*. ``texts`` holds the paraphrase by language.
    """

    id: str
    section: Section
    heading: Promise
    group: str
    kind: str
    texts: Mapping[str, str]
    modules: tuple[str, ...]
    state: State
    view: str
    arguments: tuple[str, ...]
    role: str
    test: str
    reason: Promise | str

    def wording(self, language: str) -> Wording:
        """The paraphrase in a language, or in English where nobody has translated it."""
        translated = self.texts.get(language)
        if translated:
            return Wording(translated, language, is_translated=True)
        return Wording(self.texts[SOURCE_LANGUAGE], SOURCE_LANGUAGE, is_translated=False)

    @property
    def group_name(self) -> Promise:
        """Who said it."""
        return GROUPS[self.group]

    @property
    def kind_name(self) -> Promise:
        """What kind of statement it is."""
        return KINDS[self.kind]

    @property
    def module_names(self) -> tuple[Promise, ...]:
        """The parts of Asili that it asks for."""
        return tuple(MODULES[module] for module in self.modules)


def _rows(name: str) -> dict[str, dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def _texts() -> dict[str, dict[str, str]]:
    texts = {id_: {SOURCE_LANGUAGE: row["text"]} for id_, row in _rows("catalogue.csv").items()}
    for file in sorted(FOLDER.glob("catalogue.*.csv")):
        language = file.name.split(".")[1]
        for id_, row in _rows(file.name).items():
            texts[id_][language] = row["text"]
    return texts


@functools.cache
def statements() -> tuple[Statement, ...]:
    """Every statement, in the order of the report."""
    catalogue, coverage, texts = _rows("catalogue.csv"), _rows("coverage.csv"), _texts()
    found = []
    for heading in HEADINGS:
        for number in heading.numbers:
            id_ = f"S-{number:03}"
            row, state = catalogue[id_], coverage[id_]
            view, *arguments = state["address"].split(" ")
            found.append(
                Statement(
                    id=id_,
                    section=BY_SLUG[heading.section],
                    heading=heading.title,
                    group=row["group"],
                    kind=row["kind"],
                    texts=texts[id_],
                    modules=tuple(row["modules"].split()),
                    state=State(state["state"]),
                    view=view,
                    arguments=tuple(arguments),
                    role=state["role"],
                    test=state["test"],
                    reason=REASONS[state["reason"]],
                )
            )
    return tuple(found)


@functools.cache
def by_id() -> Mapping[str, Statement]:
    """Every statement by its number, such as ``S-034``."""
    return {statement.id: statement for statement in statements()}
