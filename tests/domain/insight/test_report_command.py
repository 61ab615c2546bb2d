"""``./asili report coverage`` says what the page says."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from asili.domain.insight.report.coverage import coverage
from asili.domain.insight.report.statements import statements
from asili.domain.insight.report.vocabulary import State


def report(*arguments: str) -> str:
    out = StringIO()
    call_command("report", "coverage", *arguments, stdout=out)
    return out.getvalue()


def test_the_json_holds_every_statement_in_order_with_the_counts() -> None:
    content = json.loads(report("--json"))
    assert [one["id"] for one in content["statements"]] == [one.id for one in statements()]
    assert content["counts"] == {str(state): n for state, n in coverage().counts.items()}


def test_the_text_goes_through_the_sections_and_ends_with_the_counts() -> None:
    text = report()
    assert text.index("S-004") < text.index("I Alternative livelihoods") < text.index("S-163")
    last = [line.split() for line in text.strip().splitlines()[-4:]]
    assert [int(words[0]) for words in last] == list(coverage().counts.values())


def test_one_state_can_be_asked_for() -> None:
    chosen = json.loads(report("--json", "--state", "none_follows"))["statements"]
    assert {one["state"] for one in chosen} == {State.NONE_FOLLOWS}


def test_a_state_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CommandError):
        report("--state", "finished")
