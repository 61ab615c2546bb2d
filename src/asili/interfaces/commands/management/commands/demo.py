"""Serves the simulated province on this machine until it is stopped."""

import fcntl
import json
import os
import shutil
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from asili.core.access import ROLE_NAMES, Role
from asili.core.models import Account, Programme
from asili.interfaces.commands.supervisor import Program, ProgramEnded, Stopped, Supervisor

START_SECONDS = 60
"""How long the server may take to answer for the first time."""


class Command(BaseCommand):
    """``./asili demo [--port N] [--fresh] [--small]``."""

    help = "Serves the simulated province on this machine until it is stopped (Ctrl-C)."
    requires_system_checks = ()  # they are for a change of the code, and cost a second

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1")
        parser.add_argument("--fresh", action="store_true", help="delete the demo data first")
        parser.add_argument(
            "--small", action="store_true", help="four months of 5,000 bags in place of a year"
        )
        parser.add_argument("--load-only", action="store_true", help="load the data and stop")

    def handle(
        self, *, port: int, fresh: bool, small: bool, load_only: bool, **_options: object
    ) -> None:
        if settings.DATABASES[DEFAULT_DB_ALIAS]["ENGINE"] != "geosqlite":
            raise CommandError("The demo keeps its data in a file; unset ASILI_DATABASE_URL first.")
        kept = Kept(settings.DATA_DIR)
        part = "small" if small else "" if load_only else "first_months"
        with only_one(settings.DATA_DIR):
            if not load_only:
                require_free(port)
            try:
                prepare(kept, self, part, fresh=fresh)
            except KeyboardInterrupt:
                raise CommandError("Stopped while loading; the next start begins anew.") from None
            rest = rest_of_the_year(kept)
            connections.close_all()
            if not load_only:
                self.serve(port, rest)

    def say(self, line: str) -> None:
        """Print a line at once, also into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()

    def serve(self, port: int, rest: str) -> None:
        """Run the server and the job worker side by side; ``rest`` is a job still to be done."""
        source, logs = settings.ROOT / "src", settings.DATA_DIR / "log"
        environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONUNBUFFERED": "1"}
        try:
            with Supervisor(environment) as supervisor:
                supervisor.start(Program("web server", server_command(port), logs / "server.log"))
                if not supervisor.wait_until(lambda: answers(port), START_SECONDS):
                    raise CommandError(f"The server does not answer; its log is in {logs}.")
                worker = (sys.executable, str(settings.ROOT / "manage.py"), "db_worker")
                supervisor.start(Program("job worker", worker, logs / "worker.log"))
                self.welcome(f"http://127.0.0.1:{port}", rest)
                supervisor.wait()
        except Stopped:
            self.say("\nStopped. The data are kept; ./asili demo --fresh starts over.")
        except ProgramEnded as ended:
            raise CommandError(str(ended)) from None

    def welcome(self, address: str, rest: str) -> None:
        """Say where to begin and who may sign in."""
        self.say(f"\nAsili runs at  {address}/   (simulated data; Ctrl-C stops it)")
        self.say(f"Sign in:       {address}/sign-in   (one click, no password) as")
        for account in Account.objects.filter(is_active=True).order_by("pk"):
            roles = [ROLE_NAMES[Role(grant.role)] for grant in account.grants.all()]
            self.say(f"    {account.name:24} {', '.join(map(str, roles)) or 'no role'}")
        if rest:
            self.say(f"Still loading: {address}/jobs/{rest}   (the head of office may watch it)")
        self.say(f"Start here:    {address}/report")


class Kept:
    """What the demo left in the data folder, and whether it came to its end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mark = folder / "demo.json"

    def state(self) -> str:
        """Return how far the loading came.

        "": the demo was never here; "loading": it was cut short; "begun": its first months are
        here; "loaded": all of it is.
        """
        return json.loads(self.mark.read_text())["state"] if self.mark.exists() else ""

    def note(self, state: str) -> None:
        """Remember how far the loading came."""
        self.mark.write_text(json.dumps({"state": state}))

    def forget(self) -> None:
        """Delete the database, the files and the notes that the demo made."""
        connections.close_all()
        database = Path(str(settings.DATABASES[DEFAULT_DB_ALIAS]["NAME"]))
        for path in database.parent.glob(f"{database.name}*"):
            path.unlink()
        shutil.rmtree(settings.FILES_DIR, ignore_errors=True)
        self.mark.unlink(missing_ok=True)


def prepare(kept: Kept, command: Command, part: str, *, fresh: bool) -> None:
    """Bring the database up to date and load the simulated province when it is not there.

    ``part`` names what is loaded: an option of the command ``province``, or "" for the whole year.
    """
    state = kept.state()
    if state == "loading" or (fresh and state):
        kept.forget()
        state = ""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        command.say("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)
    if state in ("begun", "loaded"):
        return
    if Programme.objects.exists():
        raise CommandError(
            f"{kept.folder} holds data that the demo did not make; "
            "set ASILI_DATA_DIR to an empty folder and start again."
        )
    command.say("Loading the simulated province …")
    kept.note("loading")
    call_command("province", verbosity=0, **({part: True} if part else {}))
    call_command("cast", verbosity=0)
    kept.note("begun" if part == "first_months" else "loaded")


def rest_of_the_year(kept: Kept) -> str:
    """Number of the job that loads what is not here yet; "" where everything is here."""
    if kept.state() != "begun":
        return ""
    said = StringIO()
    call_command("province", rest=True, stdout=said)
    if not said.getvalue():
        kept.note("loaded")
    return said.getvalue().strip()


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Refuse a second demo on the same data; the lock dies with the process that holds it."""
    with (folder / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError("The demo is already running on these data.") from None
        yield


def require_free(port: int) -> None:
    """Raise CommandError unless the port can be listened on."""
    if not 0 < port < 65536:
        raise CommandError(f"{port} is no port number; choose one between 1024 and 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CommandError(f"Port {port} is reserved; choose one above 1023.") from None
        except OSError:
            raise CommandError(
                f"Port {port} is taken by another program; choose another: "
                f"./asili demo --port {port + 1 if port < 65535 else 8000}"
            ) from None


def server_command(port: int) -> tuple[str, ...]:
    """Command line of the web server on the loopback address."""
    options = {
        "--interface": "wsgi",
        "--host": "127.0.0.1",
        "--port": str(port),
        "--workers": "1",
        "--blocking-threads": "4",
        "--workers-kill-timeout": "3",
        "--log-level": "warning",
    }
    words = [word for pair in options.items() for word in pair]
    return (sys.executable, "-m", "granian", *words, "--no-ws", "asili.config.wsgi:application")


def answers(port: int) -> bool:
    """True when the server answers the question whether it is well."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("HEAD", "/")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
