"""The one command says in a sentence what is missing, wherever it is called from."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = (
    "cat", "cksum", "dirname", "env", "find", "mkdir", "rm", "sh", "sleep", "sort", "tail",
)  # fmt: skip


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What the command reads before anything is installed, in a folder with a space in its name."""
    folder = tmp_path / "a new clone"
    folder.mkdir()
    for name in ("asili", ".npmrc", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, folder)
    for lock in ROOT.glob("requirements*.lock"):
        shutil.copy(lock, folder)
    return folder


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder for the PATH with the tools of any Unix and nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


def call(
    clone: Path, *arguments: str, path: Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(clone / "asili"), *arguments],
        cwd="/",
        env={"PATH": str(path), "HOME": str(clone), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def fake(folder: Path, name: str, *lines: str) -> None:
    program = folder / name
    program.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    program.chmod(0o755)


def test_without_arguments_it_says_what_it_can_do_and_installs_nothing(
    clone: Path, bare: Path
) -> None:
    done = call(clone, path=bare)
    assert done.returncode == 0
    assert "./asili demo" in done.stdout
    assert not (clone / ".tools").exists()


def test_no_python_is_said_in_a_sentence(clone: Path, bare: Path) -> None:
    done = call(clone, "demo", path=bare)
    assert done.returncode == 1
    assert done.stderr == (
        "asili: Python 3.11 or newer is needed and none was found on the PATH.\n"
    )


def test_a_python_that_is_too_old_does_not_count(clone: Path, bare: Path) -> None:
    fake(bare, "python3", "exit 1")
    assert "Python 3.11 or newer is needed" in call(clone, "demo", path=bare).stderr


def test_a_python_without_venv_is_said_in_a_sentence(clone: Path, bare: Path) -> None:
    fake(bare, "python3", 'case "$2" in *version_info*) exit 0 ;; *) exit 1 ;; esac')
    done = call(clone, "demo", path=bare)
    assert done.returncode == 1
    assert "Python's venv module is needed" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_network_is_said_in_a_sentence(clone: Path, bare: Path, tmp_path: Path) -> None:
    uv = shutil.which("uv") or ROOT / ".tools" / "uv" / "bin" / "uv"
    if not Path(uv).exists():
        pytest.skip("uv is not installed where ./asili puts it")
    (bare / "uv").symlink_to(uv)
    (bare / "python3").symlink_to(Path(sys.executable).resolve())
    done = call(
        clone,
        "demo",
        path=bare,
        UV_OFFLINE="1",
        UV_CACHE_DIR=str(tmp_path / "cache"),
    )
    assert done.returncode == 1
    assert "Could not install the Python packages; is this machine on line?" in done.stderr
    assert not (clone / ".tools" / "lock").exists()


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence() -> None:
    nobody = 65534 if os.geteuid() == 0 else None  # root may write everywhere
    with tempfile.TemporaryDirectory() as folder:
        script = Path(shutil.copy(ROOT / "asili", folder))
        Path(folder).chmod(0o555)
        done = subprocess.run(
            [str(script), "demo"], cwd="/", user=nobody, capture_output=True, text=True, check=False
        )
        Path(folder).chmod(0o755)
    assert done.returncode == 1
    assert done.stderr.endswith("cannot be written to; copy the project to a folder of your own.\n")
    assert len(done.stderr.splitlines()) == 1


def test_a_closed_standard_input_does_no_harm(clone: Path, bare: Path) -> None:
    command = f"'{clone / 'asili'}' --help <&-"
    done = subprocess.run(["sh", "-c", command], env={"PATH": str(bare)}, check=False)
    assert done.returncode == 0
