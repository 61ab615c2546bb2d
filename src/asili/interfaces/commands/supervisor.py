"""Runs programs side by side and leaves none of them behind.

Each program is the leader of a process group of its own, so that whatever it starts is stopped with
it. The supervisor ends when it is asked to (Ctrl-C, SIGTERM, a closed terminal) or when one of the
programs ends, and stops the others: first politely, then, after `PATIENCE` seconds, by force.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

PATIENCE = 8.0
"""Seconds that a program has to end by itself."""

POLL = 0.1
"""Seconds between two looks at the programs."""


class Stopped(Exception):
    """The supervisor was asked to stop."""


class ProgramEnded(Exception):
    """A program ended although nobody asked it to; the message names it and its log."""


@dataclass(frozen=True)
class Program:
    """A command line with the file that collects what it prints."""

    name: str
    command: Sequence[str]
    log: Path


class Supervisor:
    """Context manager: programs started inside are gone when the block is left."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._running: list[tuple[Program, subprocess.Popen[bytes]]] = []
        self._stopping = False

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half behind
        self._signal_all(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and any(p.poll() is None for _, p in self._running):
            time.sleep(POLL)
        self._signal_all(signal.SIGKILL)  # also what a program left behind in its group
        for _, process in self._running:
            process.wait()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True  # raised by check(): never between a start and its entry in the list

    def _signal_all(self, number: signal.Signals) -> None:
        for _, process in self._running:
            with suppress(ProcessLookupError, PermissionError):  # macOS: a group of zombies
                os.killpg(process.pid, number)

    def start(self, program: Program) -> None:
        """Start a program; its output goes to its log file, which begins anew."""
        program.log.parent.mkdir(parents=True, exist_ok=True)
        with program.log.open("wb") as log:
            process = subprocess.Popen(
                list(program.command),
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._running.append((program, process))

    def check(self) -> None:
        """Raise Stopped when asked to stop, ProgramEnded when a program is no longer there."""
        if self._stopping:
            raise Stopped
        for program, process in self._running:
            if process.poll() is not None:
                lines = program.log.read_text("utf-8", "replace").splitlines()[-15:]
                raise ProgramEnded("\n".join([*lines, f"The {program.name} ended unexpectedly."]))

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """True as soon as `ready` is, False after `seconds`; raises what `check` raises."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.check()
            if ready():
                return True
            time.sleep(POLL)
        return False

    def wait(self) -> None:
        """Wait until `check` raises."""
        while True:
            self.check()
            time.sleep(POLL)
