"""What every test may use: files of their own, the cast, and the demo that the browser sees."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.demo import ROOT, environment, loaded_demo

IN_CI = os.environ.get("CI", "").lower() == "true"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(autouse=True)
def files_of_their_own(settings: LazySettings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Uploads of a test never touch the files of this machine."""
    settings.FILES_DIR = tmp_path_factory.getbasetemp() / "files"


# The demo, loaded once


@pytest.fixture(scope="session")
def demo_folder() -> Path:
    """Data folder with the demo loaded; not to be changed."""
    return loaded_demo()


@pytest.fixture(scope="session")
def demo_copy(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder with the demo that this run may change."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(demo_folder, folder)
    return folder


@pytest.fixture(scope="session")
def demo_address(demo_copy: Path) -> Iterator[str]:
    """Address of a server of its own process that serves the copy, ``http://127.0.0.1:PORT``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ("--interface", "wsgi", "--port", str(port), "--no-ws", "--log-level", "warning")
    log = demo_copy / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "granian", *options, "asili.config.wsgi:application"],
            env=environment(demo_copy),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        await_answer(port, server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def await_answer(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers; raises AssertionError when it does not within a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise AssertionError(f"the server does not answer:\n{log.read_text('utf-8', 'replace')}")


# The browser


def browser() -> str | None:
    """A Chromium or Chrome of this machine: ``CHROMIUM``, the PATH, the usual places of macOS."""
    named = os.environ.get("CHROMIUM")
    found = [named] if named else [shutil.which(name) for name in BROWSERS]
    return next((path for path in (*found, *APPLICATIONS) if path and Path(path).exists()), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """How playwright starts the browser of this machine; without one, browser tests are skipped."""
    executable = browser()
    if executable is None:
        reason = "no Chromium or Chrome was found (set CHROMIUM to its path)"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    sandbox = () if os.geteuid() else ("--no-sandbox",)  # Chromium refuses its sandbox to root
    return {
        **browser_type_launch_args,
        "executable_path": executable,
        "args": [*QUIET, *sandbox],
    }


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in tests/browser needs a browser."""
    for item in items:
        if ROOT / "tests" / "browser" in item.path.parents:
            item.add_marker(pytest.mark.browser)
