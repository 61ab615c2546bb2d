"""Imports point down; the contracts are in pyproject.toml, and here each must be able to break."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, SOURCE

BREACHES = {
    "The house, top to bottom": ("asili/core/identifiers.py", "import asili.domain.law.models"),
    "The subjects, top to bottom": ("asili/domain/law/models.py", "import asili.domain.trade"),
    "Inside a subject, top to bottom": (
        "asili/domain/custody/policies.py",
        "import asili.domain.custody.services",
    ),
    "The ways in and out know nothing of one another": (
        "asili/interfaces/web/urls.py",
        "import asili.interfaces.portal.urls",
    ),
    "Nothing goes round in a circle": ("asili/core/access.py", "import asili.core.findings"),
    "Algorithms, open files and the simulation need no Django and no database": (
        "asili/engine/codes.py",
        "import django.utils.timezone",
    ),
    "The simulation knows only the open network folder and the algorithms": (
        "asili/simulation/__init__.py",
        "import asili.core.identifiers",
    ),
    "No subject speaks to a database but through Django": (
        "asili/domain/law/models.py",
        "import sqlite3",
    ),
    "The spatial backend knows nothing of Asili": ("geosqlite/base.py", "import asili.engine"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_point_down() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout[done.stdout.find("Contracts") :]


def test_every_contract_has_a_breach_below() -> None:
    import_linter = (ROOT / "pyproject.toml").read_text("utf-8").partition("[tool.importlinter]")[2]
    named = {
        line.split('"')[1] for line in import_linter.splitlines() if line.startswith("name = ")
    }
    assert named == set(BREACHES)


@pytest.mark.parametrize("contract", BREACHES)
def test_a_planted_breach_is_caught(contract: str, tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    where, line = BREACHES[contract]
    with (tmp_path / "src" / where).open("a") as module:
        module.write(f"\n{line}\n")
    assert f"{contract} BROKEN" in lint(tmp_path).stdout
