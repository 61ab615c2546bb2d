"""The tables of the report as they are printed: columns, rows, and which cells are empty.

A cell holds numbers of statements; their text is our paraphrase. Nothing is paired that the report
does not pair: working groups I and II print rows, III and V print columns of unpaired lists, IV
prints six columns of its own and VI prints no table.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from asili.domain.insight.report.statements import Statement, by_id


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a cell; ``words`` replaces our paraphrase where it covers several cells."""

    statement: Statement
    words: Promise | str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under one heading inside a cell; ``title`` may be empty."""

    title: Promise | str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed table: ``rows[r][c]`` is the cell under ``columns[c]``; an empty cell is ()."""

    columns: tuple[Promise, ...]
    rows: tuple[tuple[tuple[Block, ...], ...], ...]

    @property
    def labelled_rows(self) -> tuple[tuple[tuple[tuple[Block, ...], Promise], ...], ...]:
        """Each row as pairs of a cell and the name of its column."""
        return tuple(tuple(zip(row, self.columns, strict=True)) for row in self.rows)


def _entries(*numbers: int) -> tuple[Entry, ...]:
    return tuple(Entry(by_id()[f"S-{number:03}"]) for number in numbers)


def _named(number: int, *words: Promise | str) -> tuple[Entry, ...]:
    return tuple(Entry(by_id()[f"S-{number:03}"], word) for word in words)


def _run(first: int, last: int) -> tuple[Entry, ...]:
    return _entries(*range(first, last + 1))


def _cell(*entries: Entry) -> tuple[Block, ...]:
    return (Block("", entries),) if entries else ()


def focus_groups() -> Sheet:
    """Four columns as printed, and the fifth that was announced and is missing: ASM."""
    challenges, solutions, expectations = _("Challenges"), _("Solutions"), _("Expectations")
    government = (
        Block(_("Challenges: ASM"), _run(16, 23)),
        Block(_("Challenges: LSM"), _run(24, 27)),
        Block(expectations, _run(28, 37)),
    )
    companies = (
        Block(challenges, _run(38, 44)),
        Block(solutions, _run(45, 50)),
        Block(expectations, _run(51, 53)),
    )
    donors = (
        Block(challenges, _run(54, 60)),
        Block(solutions, _run(61, 67)),
        Block(expectations, _run(68, 76)),
        Block(_("Comment"), _entries(77)),
    )
    others = (
        Block(challenges, _run(78, 91)),
        Block(solutions, _run(92, 102)),
        Block(expectations, _run(103, 108)),
    )
    columns = (
        _("Government"),
        _("Mining companies"),
        _("Donors"),
        _("NGOs, media and others"),
        _("ASM"),
    )
    return Sheet(columns, ((government, companies, donors, others, ()),))


FOUR_COLUMNS = (
    _("Objectives"),
    _("Activities"),
    _("Prerequisites"),
    _("Person or entity in charge"),
)
UNPAIRED_COLUMNS = (_("Objectives"), _("Activities"), _("Preconditions"), _("Responsibility"))


def livelihoods() -> Sheet:
    """Group I: five rows; waste recycling has neither prerequisite nor anyone in charge."""
    suppliers = _cell(*_run(175, 177))
    undefined = _cell(*_entries(174))
    rows = (
        (
            _cell(*_named(163, _("1 Supply chain"))),
            _cell(*_entries(163)),
            suppliers,
            _cell(*_entries(181)),
        ),
        (
            _cell(*_named(164, _("2 Farming and agribusiness"))),
            _cell(*_run(164, 166)),
            suppliers,
            _cell(*_entries(182)),
        ),
        (
            _cell(*_named(167, _("3 ASM in infrastructure"))),
            _cell(*_run(167, 170)),
            _cell(*_run(178, 180)),
            _cell(*_entries(183)),
        ),
        (_cell(*_named(171, _("4 Waste recycling"))), _cell(*_run(171, 173)), (), ()),
        (
            _cell(*_named(174, _("5 Capacity building"))),
            undefined,
            undefined,
            _cell(*_entries(185)),
        ),
    )
    return Sheet(FOUR_COLUMNS, rows)


def infrastructure() -> Sheet:
    """Group II: five milestones, each with the body in charge."""
    bank, state = "World Bank", _("Government")
    in_charge = (
        _named(207, "IFC"),
        _named(207, bank, state),
        _named(207, bank),
        _named(207, bank, "IFC"),
        _named(207, "IFC", _("Commercial banks")),
    )
    activities = (
        _run(191, 193),
        _run(194, 196),
        _entries(197),
        _run(198, 199),
        _run(200, 201),
    )
    rows = tuple(
        (
            _cell(*_entries(186 + row)),
            _cell(*activities[row]),
            _cell(*_entries(202 + row)),
            _cell(*in_charge[row]),
        )
        for row in range(5)
    )
    return Sheet(FOUR_COLUMNS, rows)


def strengthening() -> Sheet:
    """Group III: four lists that the report does not pair."""
    lists = (_run(208, 219), _run(220, 230), _run(231, 232), _entries(233))
    return Sheet(UNPAIRED_COLUMNS, (tuple(_cell(*entries) for entries in lists),))


def guidance() -> Sheet:
    """Group IV: six columns of its own."""
    columns = (
        _("Business case for LSM"),
        _("Definition"),
        _("Objectives"),
        _("Knowledge and communication"),
        _("Prevention"),
        _("Diversion"),
    )
    lists = (
        _run(234, 241),
        _run(242, 245),
        _run(246, 254),
        _run(255, 260),
        _run(261, 264),
        _run(265, 268),
    )
    return Sheet(columns, (tuple(_cell(*entries) for entries in lists),))


def traceability() -> Sheet:
    """Group V: four lists that the report does not pair, two of them with what they lead to."""
    leads_to = _("This will lead to")
    bodies = (
        "TF Mireca",
        "Geco - Tervuren + BGR",
        "CASM",
        "SAESSCAM",
        _("Civil society (NGO G1)"),
    )
    objectives = (Block("", _run(269, 271)), Block(leads_to, _entries(272)))
    activities = (Block("", _run(273, 274)), Block(leads_to, _entries(275)))
    row = (objectives, activities, _cell(*_entries(276)), _cell(*_named(277, *bodies)))
    return Sheet(UNPAIRED_COLUMNS, (row,))


def sheet_of(section: str) -> Sheet | None:
    """The table printed under a section, by its slug; None where the report prints no table."""
    make = {
        "focus-groups": focus_groups,
        "breakouts/1": livelihoods,
        "breakouts/2": infrastructure,
        "breakouts/3": strengthening,
        "breakouts/4": guidance,
        "breakouts/5": traceability,
    }.get(section)
    return make() if make else None
