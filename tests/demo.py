"""The demo as tests make and start it: always on SQLite, always in a folder of its own."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = {"portal", "web", "field"}
"""Interfaces that only show what is loaded."""


def fingerprint() -> str:
    """Digest of everything that decides what the demo holds."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix in {".py", ".csv", ".json"} and not PAGES & set(path.parts):
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def manage(folder: Path, *arguments: str) -> None:
    """Run a management command on the SQLite data in a folder; raises AssertionError."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(ROOT / "manage.py"), *arguments],
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(arguments)}:\n{done.stdout}"


def environment(folder: Path) -> dict[str, str]:
    """Environment of a process that works on the SQLite data in a folder."""
    return {
        **os.environ,
        "ASILI_DATA_DIR": str(folder),
        "ASILI_DATABASE_URL": "",
        "ASILI_DEMO": "1",
        "PYTHONPATH": str(ROOT / "src"),
    }


def loaded_demo() -> Path:
    """Data folder with the demo loaded; not to be changed. Loaded anew when the code changed."""
    kept = ROOT / "var" / "tests"
    kept.mkdir(parents=True, exist_ok=True)
    folder = kept / f"demo-{fingerprint()}"
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in several processes; one of them loads
        if not folder.exists():
            by_age = sorted(kept.glob("demo-*"), key=lambda path: path.stat().st_mtime)
            for old in by_age[:-2]:  # another run may still be reading the latest ones
                shutil.rmtree(old)
            loading = kept / "loading"
            shutil.rmtree(loading, ignore_errors=True)
            manage(loading, "demo", "--small", "--load-only")
            loading.rename(folder)
    return folder
