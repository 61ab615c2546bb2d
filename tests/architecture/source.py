"""The source as these tests read it: files, syntax trees, committed files."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
ASILI = SOURCE / "asili"


@cache
def tree(path: Path) -> ast.Module:
    """Syntax tree of a module."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def modules(folder: Path = SOURCE, *, migrations: bool = False) -> list[Path]:
    """Python files below a folder, in order."""
    return [
        path
        for path in sorted(folder.rglob("*.py"))
        if migrations or path.parent.name != "migrations"
    ]


def name_of(path: Path) -> str:
    """Path below ``src`` for people: ``asili/core/journal.py``."""
    return path.relative_to(SOURCE).as_posix()


def calls(module: ast.Module) -> Iterator[ast.Call]:
    """Every call in a module."""
    return (node for node in ast.walk(module) if isinstance(node, ast.Call))


@cache
def committed() -> tuple[Path, ...]:
    """Files that belong to the project: tracked by git, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(sorted(path for path in set(paths) if path.is_file()))
