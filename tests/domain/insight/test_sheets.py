"""The printed tables: every line once, empty cells empty, nothing paired that is not printed so."""

from collections import Counter

import pytest

from asili.domain.insight.report.coverage import coverage
from asili.domain.insight.report.sheets import Sheet, sheet_of

# Statements that stand outside the printed table of their section.
OUTSIDE = {
    "focus-groups": {"S-382"},
    "breakouts/1": {"S-159", "S-160", "S-161", "S-162", "S-184"},
    "breakouts/2": set(),
    "breakouts/3": set(),
    "breakouts/4": set(),
    "breakouts/5": set(),
}


def numbers(sheet: Sheet) -> Counter[str]:
    return Counter(
        entry.statement.id
        for row in sheet.rows
        for cell in row
        for block in cell
        for entry in block.entries
    )


@pytest.mark.parametrize("slug", OUTSIDE)
def test_every_line_of_a_printed_table_is_shown_under_its_own_section(slug: str) -> None:
    sheet = sheet_of(slug)
    assert sheet is not None
    expected = {statement.id for statement in coverage(section=slug).statements}
    assert set(numbers(sheet)) == expected - OUTSIDE[slug]


@pytest.mark.parametrize("slug", OUTSIDE)
def test_every_row_has_as_many_cells_as_there_are_columns(slug: str) -> None:
    sheet = sheet_of(slug)
    assert sheet is not None
    assert {len(row) for row in sheet.rows} == {len(sheet.columns)}


def test_the_fifth_focus_group_is_there_and_empty() -> None:
    sheet = sheet_of("focus-groups")
    assert sheet is not None
    assert len(sheet.columns) == 5
    assert [bool(cell) for cell in sheet.rows[0]] == [True, True, True, True, False]


def test_waste_recycling_has_neither_prerequisite_nor_anyone_in_charge() -> None:
    sheet = sheet_of("breakouts/1")
    assert sheet is not None
    assert [bool(cell) for cell in sheet.rows[3]] == [True, True, False, False]
    assert sum(not cell for row in sheet.rows for cell in row) == 2


@pytest.mark.parametrize(("slug", "rows"), [("breakouts/1", 5), ("breakouts/2", 5)])
def test_two_groups_pair_their_columns_row_by_row(slug: str, rows: int) -> None:
    sheet = sheet_of(slug)
    assert sheet is not None
    assert len(sheet.rows) == rows


@pytest.mark.parametrize(
    ("slug", "columns"), [("breakouts/3", 4), ("breakouts/5", 4), ("breakouts/4", 6)]
)
def test_lists_that_the_report_does_not_pair_stay_in_one_row(slug: str, columns: int) -> None:
    sheet = sheet_of(slug)
    assert sheet is not None
    assert len(sheet.rows) == 1
    assert len(sheet.columns) == columns


@pytest.mark.parametrize("slug", ["introduction", "roadmap", "breakouts/6", "evaluation"])
def test_where_the_report_prints_no_such_table_none_is_made(slug: str) -> None:
    assert sheet_of(slug) is None
