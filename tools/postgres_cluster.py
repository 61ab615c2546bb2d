"""A PostgreSQL server of one's own for as long as a block or a command runs.

The cluster lives in a temporary folder, listens on a free loopback port behind a random password,
and is stopped and deleted at the end, whatever happened. PostgreSQL refuses to run as root, so
under root the server runs as the user ``postgres``.

``python tools/postgres_cluster.py COMMAND ...`` runs COMMAND with ``ASILI_DATABASE_URL`` set.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SEARCHED = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Fedora and its relatives
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


class NoServer(Exception):
    """This machine has no PostgreSQL server with PostGIS."""


def binaries() -> Path:
    """Folder of the newest ``initdb`` whose installation has PostGIS; raises NoServer."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for pattern in SEARCHED:
        folders += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    folders = [folder for folder in folders if (folder / "initdb").exists()]
    if not folders:
        raise NoServer("no PostgreSQL server is installed here")
    for folder in folders:
        asked = [folder / "pg_config", "--sharedir"]
        shared = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
        if shared and (Path(shared) / "extension" / "postgis.control").exists():
            return folder
    raise NoServer("PostgreSQL is installed here without PostGIS")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster() -> Iterator[str]:
    """Address of a new, empty server, ``postgres://…``; raises NoServer."""
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="asili-postgres-"))
    owner: dict[str, object] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
    password = secrets.token_hex(16)
    secret, data, port = folder / "password", folder / "data", _free_port()
    secret.touch(mode=0o600)
    secret.write_text(password)
    if owner:
        shutil.chown(secret, "postgres", "postgres")
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -k '{folder}' "
        "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"
    )

    def run(*command: str | Path) -> None:
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False, **owner,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{Path(command[0]).name} failed:\n{done.stdout}")

    try:
        run(
            programs / "initdb", "-D", data, "-U", "asili", "-E", "UTF8", "--locale=C",
            "--auth=scram-sha-256", f"--pwfile={secret}",
        )  # fmt: skip
        run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgres://asili:{password}@127.0.0.1:{port}/postgres"
        finally:
            run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run the command given on the command line against a new server."""
    try:
        with cluster() as address:
            environment = {**os.environ, "ASILI_DATABASE_URL": address}
            return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    except NoServer as reason:
        print(f"postgres_cluster: {reason}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
