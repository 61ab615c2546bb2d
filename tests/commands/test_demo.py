"""The demo starts, says where it is and who may sign in, and leaves nothing running."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from tests.demo import ROOT, environment

WARM_SECONDS = 15  # the target is 3 on a machine that does nothing else


WARM_PROCESSOR_SECONDS = 6  # some 2 where nothing else runs; loading takes over a minute


def processor_seconds(demo: "Running") -> float:
    """Processor time of the demo, its server and its worker so far."""
    family = [psutil.Process(demo.process.pid)]
    family += family[0].children(recursive=True)
    times = [process.cpu_times() for process in family]
    return sum(one.user + one.system for one in times)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "ignore", str(ROOT / "manage.py"), "demo", *arguments]


def refused(folder: Path, *arguments: str) -> str:
    """What the demo says when it does not start."""
    done = subprocess.run(
        command(*arguments), env=environment(folder), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    return done.stderr


class Running:
    """A demo that was started and has said where it is."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            command("--port", str(self.port), *arguments),
            env=environment(folder),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if line.startswith("Start here:"):
                break

    def get(self, path: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path)
        return connection.getresponse().status


@pytest.fixture
def folder(demo_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_folder, tmp_path / "data"))


@pytest.fixture
def running(folder: Path) -> Iterator[Running]:
    demo = Running(folder)
    yield demo
    demo.process.send_signal(signal.SIGTERM)
    demo.process.wait(timeout=30)


def test_it_starts_warm_in_seconds_and_says_where(folder: Path) -> None:
    kept = {path.name: path.stat().st_mtime_ns for path in folder.glob("demo.json")}
    start = time.monotonic()
    demo = Running(folder)
    seconds = time.monotonic() - start
    try:
        assert f"http://127.0.0.1:{demo.port}/" in demo.said
        assert not {"Preparing", "Loading"} & set(demo.said.split())
        assert kept == {path.name: path.stat().st_mtime_ns for path in folder.glob("demo.json")}
        assert seconds < WARM_SECONDS
        assert processor_seconds(demo) < WARM_PROCESSOR_SECONDS
        assert demo.get("/") == 200
        assert demo.get("/report") in {200, 301}
    finally:
        demo.process.send_signal(signal.SIGINT)
        demo.process.wait(timeout=30)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_leaves_nothing_running(folder: Path, number: signal.Signals) -> None:
    demo = Running(folder)
    time.sleep(2)  # the job worker starts after the address is printed
    below = psutil.Process(demo.process.pid).children(recursive=True)
    assert len(below) >= 3  # server, its worker, job worker
    demo.process.send_signal(number)
    assert demo.process.wait(timeout=30) == 0
    assert psutil.wait_procs(below, timeout=5)[1] == []
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", demo.port))


@pytest.mark.slow
def test_the_rest_of_the_year_is_a_job_that_starts_again_where_it_was_cut_short(
    folder: Path,
) -> None:
    (folder / "demo.json").write_text('{"state": "begun"}')
    for _ in range(2):
        demo = Running(folder)
        assert re.search(r"Still loading: http://127\.0\.0\.1:\d+/jobs/J-\w{10} ", demo.said)
        time.sleep(2)  # the job worker takes it up
        below = psutil.Process(demo.process.pid).children(recursive=True)
        demo.process.send_signal(signal.SIGTERM)
        assert demo.process.wait(timeout=30) == 0
        assert psutil.wait_procs(below, timeout=5)[1] == []
    assert "begun" in (folder / "demo.json").read_text()


def test_a_second_demo_on_the_same_data_is_refused(folder: Path, running: Running) -> None:
    said = refused(folder, "--port", str(free_port()))
    assert "already running on these data" in said


def test_a_taken_port_is_said_in_a_sentence(folder: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        said = refused(folder, "--port", str(port))
    assert said.strip().splitlines() == [
        f"CommandError: Port {port} is taken by another program; choose another: "
        f"./asili demo --port {port + 1}"
    ]


def test_a_number_that_is_no_port_is_refused(folder: Path) -> None:
    assert "is no port number" in refused(folder, "--port", "70000")


def test_data_that_the_demo_did_not_make_are_left_alone(folder: Path) -> None:
    (folder / "demo.json").unlink()
    before = (folder / "asili.gpkg").read_bytes()
    assert "holds data that the demo did not make" in refused(folder, "--fresh", "--load-only")
    assert (folder / "asili.gpkg").read_bytes() == before


def test_a_server_database_is_left_alone(folder: Path) -> None:
    done = subprocess.run(
        command("--load-only"),
        env={**environment(folder), "ASILI_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "unset ASILI_DATABASE_URL" in done.stderr
    assert (folder / "asili.gpkg").exists()
