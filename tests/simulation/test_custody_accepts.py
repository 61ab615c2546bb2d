"""All that the simulation writes is accepted by the rules of custody, but for what was planted."""

from datetime import date
from pathlib import Path

import pytest

from asili.domain.custody.rules import Verdict
from asili.network.folder import Folder
from asili.network.vocabulary import EventKind
from asili.simulation.books import Books, planted
from asili.simulation.differences import Kind
from asili.simulation.run import simulate
from asili.simulation.settings import Request
from tests.simulation.judging import Judged, judged


def waiting(verdicts: Judged) -> dict[str, str]:
    """Events that do not count, or not wholly, with the rule that says so."""
    return {
        str(record.event["uuid"]): judgement.reason.rule if judgement.reason else ""
        for record, judgement in verdicts
        if judgement.verdict is not Verdict.ACCEPTED
    }


def test_nothing_of_an_honest_year_waits(verdicts: Judged) -> None:
    assert waiting(verdicts) == {}


def test_only_the_second_sale_of_the_planted_bag_waits(folder: Folder) -> None:
    sales = [row["event"] for row in planted(folder.path) if row["kind"] == Kind.BAG_SOLD_TWICE]
    assert len(sales) == 2
    assert waiting(judged(folder)) == {sales[1]: "custody.5"}


def test_what_the_rules_hold_at_the_border_is_what_the_books_shipped(
    folder: Folder, books: Books
) -> None:
    exported = {
        str(record.lines[0]["lot"]): judgement.lines[0].after.wet_g
        for record, judgement in judged(folder)
        if record.event["kind"] == EventKind.EXPORT
    }
    shipped = {str(row["code"]): int(str(row["wet_g"])) for row in books.shipments}
    assert exported.keys() == shipped.keys()
    for code, wet_g in exported.items():
        assert abs(wet_g - shipped[code]) <= 0.02 * shipped[code]


@pytest.mark.parametrize("seed", range(6))
def test_nothing_of_a_short_and_small_honest_run_waits(seed: int, tmp_path: Path) -> None:
    simulate(Request(bags=500, seed=seed, last=date(2026, 6, 29)), tmp_path / "network")
    assert waiting(judged(Folder.open(tmp_path / "network"))) == {}
