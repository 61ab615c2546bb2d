"""Whatever is started together is stopped together, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""
RUN = """
import sys
from pathlib import Path
from asili.interfaces.commands import supervisor
supervisor.PATIENCE = 1.0
folder = Path(sys.argv[1])
programs = [
    supervisor.Program("sleeper", (sys.executable, "-c", sys.argv[3]), folder / "a"),
    supervisor.Program("other", (sys.executable, "-c", sys.argv[2]), folder / "b"),
]
try:
    with supervisor.Supervisor({}) as running:
        for program in programs:
            running.start(program)
        assert running.wait_until(lambda: (folder / "b").read_text() != "", 20)
        print("ready", flush=True)
        running.wait()
except supervisor.Stopped:
    print("stopped")
except supervisor.ProgramEnded as ended:
    print(ended)
"""


def start(folder: Path, other: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(folder), other, "import time; time.sleep(600)"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        text=True,
    )


def descendants(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_program_and_what_it_started(
    number: signal.Signals, tmp_path: Path
) -> None:
    supervising = start(tmp_path, STUBBORN)
    assert supervising.stdout is not None
    assert supervising.stdout.readline() == "ready\n"
    below = descendants(supervising)
    assert len(below) == 3  # a sleeper, a stubborn one and its child
    supervising.send_signal(number)
    assert supervising.communicate(timeout=20)[0] == "stopped\n"
    gone, alive = psutil.wait_procs(below, timeout=5)
    assert [process.cmdline() for process in alive] == []
    assert len(gone) == 3


def test_when_one_program_ends_the_other_is_stopped_and_its_words_are_shown(tmp_path: Path) -> None:
    supervising = start(tmp_path, "print('the roof fell in', flush=True)")
    output = supervising.communicate(timeout=20)[0]
    assert "the roof fell in" in output
    assert "The other ended unexpectedly." in output


def test_a_second_signal_while_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    supervising = start(tmp_path, STUBBORN)
    assert supervising.stdout is not None
    supervising.stdout.readline()
    below = descendants(supervising)
    for _ in range(3):
        supervising.send_signal(signal.SIGINT)
        time.sleep(0.2)
    supervising.wait(timeout=20)
    assert psutil.wait_procs(below, timeout=5)[1] == []
