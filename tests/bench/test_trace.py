"""The benchmark itself: its networks, its comparison of answers, and one small run."""

import json
from pathlib import Path

import numpy as np
import pytest

from bench.networks import Custody, belt, pile
from bench.runners.kernel import Kernel
from bench.runners.lite import SQLite
from bench.runners.postgres import Postgres
from bench.runners.runner import Answer, Question
from bench.trace import agree, main


def test_a_small_run_agrees_in_every_engine_and_writes_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "trace.json"
    asked = ["--bags", "5000", "--shipments", "2", "--days", "20", "--json", str(file)]
    assert main(asked) == 0
    printed, figures = capsys.readouterr().out, json.loads(file.read_text())
    assert "All answers agree." in printed
    assert figures["differences"] == []
    medians = figures["median_ms"][Question.BAGS]
    for engine in "Asili kernel", "SQLite", "PostgreSQL", "DuckDB":
        measured = any(name.startswith(engine) for name in medians)
        assert measured != (engine in figures["not_measured"])
    assert all(median > 0 for forms in figures["median_ms"].values() for median in forms.values())


def test_an_engine_out_of_reach_is_listed_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASILI_BENCH_POSTGRES_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setattr("bench.trace.RUNNERS", (Kernel, Postgres))
    assert main(["--bags", "2000", "--shipments", "1", "--days", "5"]) == 0
    assert "Not measured: PostgreSQL: connection" in capsys.readouterr().out


def test_an_engine_that_answers_otherwise_is_named_and_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Forgetful(SQLite):
        """Loses the last edge."""

        name = "Forgetful"

        def load(self, custody: Custody) -> None:
            super().load(custody)
            self.database.execute("DELETE FROM edge WHERE rowid = (SELECT max(rowid) FROM edge)")

    monkeypatch.setattr("bench.trace.RUNNERS", (Kernel, Forgetful))
    assert main(["--bags", "2000", "--shipments", "40", "--days", "5"]) == 1
    assert "Forgetful, recursive differs from Asili kernel, sweep" in capsys.readouterr().out


def test_answers_agree_only_with_the_same_bags_and_kilograms() -> None:
    answer = Answer(np.array([1, 2, 5]), np.array([1.0, 2.0, 1e-9]))
    assert agree(answer, Answer(answer.ids, answer.kg * (1 + 1e-9)))
    assert not agree(answer, Answer(answer.ids, answer.kg * [1, 1, 1 + 1e-5]))
    assert not agree(answer, Answer(answer.ids[:2], answer.kg[:2]))
    assert not agree(answer, Answer(np.array([1, 2, 6]), answer.kg))


def test_the_belt_is_the_same_every_time_and_edges_lead_up() -> None:
    first, second = belt(3000), belt(3000)
    assert np.array_equal(first.src, second.src)
    assert np.array_equal(first.weight, second.weight)
    layer = np.searchsorted(first.layers, np.arange(first.nodes), side="right")
    assert (layer[first.src] < layer[first.dst]).all()
    assert set(np.unique(first.src)) == set(range(first.layers[-2]))
    assert ((first.site >= 0) == (np.arange(first.nodes) < first.bags)).all()


def test_every_container_of_the_belt_holds_what_went_into_it() -> None:
    custody = belt(3000)
    came = np.bincount(custody.dst, weights=custody.weight, minlength=custody.nodes)
    assert np.allclose(came[custody.bags :], custody.amount[custody.bags :])
    gave = np.bincount(custody.src, weights=custody.weight, minlength=custody.nodes)
    assert np.allclose(gave[: custody.bags], custody.amount[: custody.bags])
    straddling = np.bincount(custody.src)[: custody.bags] == 2
    assert 0 < straddling.mean() < 0.03


def test_the_pile_doubles_its_paths_every_day() -> None:
    custody = pile(12)
    paths = np.zeros(custody.nodes)
    paths[custody.targets] = 1
    for edge in np.argsort(-custody.dst, kind="stable"):
        paths[custody.src[edge]] += paths[custody.dst[edge]]
    assert paths.max() == 2**11
    assert (custody.src < custody.dst).all()
