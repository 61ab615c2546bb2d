"""The benchmark of recording: small runs on both databases, and what it says it missed."""

import json
import os
from pathlib import Path

import psycopg
import pytest

from bench.record import DEFAULT_URL, main, remove_leftovers


def test_a_small_run_records_everything_and_writes_its_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASILI_BENCH_POSTGRES_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    file = tmp_path / "record.json"

    assert main(["--bags", "400", "--rounds", "1", "--json", str(file)]) == 0

    printed, figures = capsys.readouterr().out, json.loads(file.read_text())
    (lite,) = figures["bulk"]["SQLite"]
    assert lite["acts"] == 4
    assert lite["waiting"] == 2  # every two-hundredth bag comes back lighter
    assert set(lite["lines_per_second"]) == {
        "commission",
        "transfer_out",
        "transfer_in",
        "purchase",
    }
    assert lite["longest_act_ms"] > 0
    assert "SQLite, bag lines a second in bulk" in printed
    assert "Not measured: PostgreSQL: connection" in printed


@pytest.mark.slow
@pytest.mark.postgres
def test_writers_side_by_side_are_timed_where_there_is_a_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "record.json"
    asked = ["--bags", "100", "--rounds", "1", "--writers", "2", "--acts", "8", "--json", str(file)]

    assert main(asked) == 0

    figures = json.loads(file.read_text())
    if figures["not_measured"]:
        pytest.skip(figures["not_measured"]["PostgreSQL"])
    assert set(figures["single"]) == {"bags of their own", "shared bags"}
    for (race,) in figures["single"].values():
        assert race["acts_per_second"] > 0
    with psycopg.connect(os.environ.get("ASILI_BENCH_POSTGRES_URL", DEFAULT_URL)) as server:
        (fsync,) = server.execute("SHOW fsync").fetchone() or ("",)
    assert f"fsync {fsync}, synchronous_commit" in figures["settings"]["PostgreSQL"]
    assert "2 writers, one act at a time, shared bags" in capsys.readouterr().out


@pytest.mark.postgres
def test_what_a_killed_run_left_behind_is_dropped_and_what_is_in_use_is_kept() -> None:
    url = os.environ.get("ASILI_BENCH_POSTGRES_URL", DEFAULT_URL)
    try:
        server = psycopg.connect(url, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        pytest.skip(str(error))
    left, used = "asili_bench_record_left", "asili_bench_record_used"
    with server:
        for name in (left, used):
            server.execute(f"CREATE DATABASE {name}")
        try:
            with psycopg.connect(url, dbname=used):
                remove_leftovers(server)
                query = "SELECT datname FROM pg_database WHERE datname = ANY(%s)"
                assert server.execute(query, [[left, used]]).fetchall() == [(used,)]
        finally:
            for name in (left, used):
                server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
