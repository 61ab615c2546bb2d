"""The check counts what it ran, and does not take nothing for success."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from tests.demo import ROOT

MIXED = """
import pytest
def test_holds(): pass
def test_holds_too(): pass
def test_fails(): assert False
@pytest.mark.skip(reason="no moon tonight")
def test_waits(): pass
@pytest.fixture
def broken(): raise ValueError
def test_errs(broken): pass
"""


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The tool as a module, keeping its logs elsewhere."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    module = importlib.import_module("check")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "LOGS", tmp_path / "logs")
    return module


def counts(outcome: object) -> tuple[int, int, int]:
    return tuple(getattr(outcome, name) for name in ("passed", "failed", "skipped"))


def test_tests_are_counted_and_the_reasons_for_skipping_are_named(
    check: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "test_mixed.py").write_text(MIXED)
    outcome = check.pytest_step(["-p", "no:django", "test_mixed.py"], {})
    assert counts(outcome) == (2, 2, 1)
    assert "skipped 1 x: no moon tonight" in outcome.remark


@pytest.mark.parametrize("content", ["", "import nothing_of_this_name"])
def test_a_run_that_collects_nothing_has_failed(
    check: ModuleType, tmp_path: Path, content: str
) -> None:
    (tmp_path / "test_empty.py").write_text(content)
    assert counts(check.pytest_step(["-p", "no:django", "test_empty.py"], {}))[1] == 1


def test_a_command_fails_by_its_exit_code(check: ModuleType) -> None:
    assert counts(check.command_step(["sh", "-c", "exit 0"], {})) == (1, 0, 0)
    assert counts(check.command_step(["sh", "-c", "exit 3"], {})) == (0, 1, 0)


@pytest.mark.parametrize(("in_ci", "expected"), [(True, (0, 1, 0)), (False, (0, 0, 1))])
def test_what_the_machine_lacks_fails_on_the_build_machine_only(
    check: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    in_ci: bool,
    expected: tuple[int, int, int],
) -> None:
    monkeypatch.setattr(check, "IN_CI", in_ci)
    steps = check.Check()
    steps.lacking("tests on PostgreSQL", "no PostgreSQL server is installed here")
    assert counts(steps) == expected
    assert "no PostgreSQL server is installed here" in capsys.readouterr().out


def test_every_benchmark_has_a_small_size(check: ModuleType) -> None:
    assert set(check.SMALL) == set(check.benchmarks.names())
