"""The shape of modules: small, named for a thing, documented, without signals."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ASILI, SOURCE, calls, modules, name_of, tree

LINES = 450
PATTERNS_NOT_THINGS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}
NAMED_BY_DJANGO = {"geosqlite/base.py"}  # a database back end must be called so
FILE_SET = {"README.md", "models", "rules", "policies", "queries", "services"}


def test_no_module_outgrows_its_idea() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {name: count for name, count in lengths.items() if count > LINES} == {}


def test_modules_are_named_for_a_thing() -> None:
    vague = [name_of(path) for path in modules() if path.stem in PATTERNS_NOT_THINGS]
    assert set(vague) - NAMED_BY_DJANGO == set()


def says_nothing(path: Path) -> bool:
    """True for an empty file, a bare app configuration and a list of addresses."""
    return not path.read_text("utf-8").strip() or path.name in {"apps.py", "urls.py"}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path in modules()
        if not says_nothing(path) and not ast.get_docstring(tree(path))
    ]
    assert silent == []


def signals(module: ast.Module) -> Iterator[int]:
    """Lines that connect a function to a signal."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            ("django.dispatch", "django.db.models.signals", "django.core.signals")
        ):
            yield node.lineno
    for call in calls(module):
        if re.search(
            r"(signals?\.\w+|_(save|delete|init|migrate))\.connect$", ast.unparse(call.func)
        ):
            yield call.lineno


def test_nothing_happens_by_signal() -> None:
    assert [f"{name_of(path)}:{line}" for path in modules() for line in signals(tree(path))] == []


@pytest.mark.parametrize(
    "planted", ["from django.dispatch import receiver", "signals.post_save.connect(write)"]
)
def test_a_signal_is_recognised(planted: str) -> None:
    assert list(signals(ast.parse(planted)))


def late_imports(module: ast.Module) -> Iterator[int]:
    """Lines that import inside a function."""
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno


def test_imports_stand_at_the_top() -> None:
    late = [f"{name_of(path)}:{line}" for path in modules() for line in late_imports(tree(path))]
    assert late == []


def test_no_import_hides_behind_type_checking() -> None:
    hidden = [name_of(path) for path in modules() if "TYPE_CHECKING" in path.read_text("utf-8")]
    assert hidden == []


CLOCKS_AND_FILES = re.compile(
    r"^(open|print|input|time\.\w+|random\.\w+|(dt|datetime|date|datetime\.datetime)\.(now|today)"
    r"|os\.\w+|secrets\.\w+|uuid\.uuid4|Path)$"
)


def test_algorithms_read_no_clock_no_chance_and_no_file() -> None:
    found = [
        f"{name_of(path)}:{call.lineno}: {ast.unparse(call.func)}"
        for path in modules(ASILI / "engine")
        for call in calls(tree(path))
        if CLOCKS_AND_FILES.match(ast.unparse(call.func))
    ]
    assert found == []


def test_what_hides_errors_is_not_written() -> None:
    hiding = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
    ]
    assert hiding == []


def test_every_subject_explains_itself() -> None:
    subjects = [path for path in (ASILI / "domain").iterdir() if (path / "apps.py").exists()]
    assert len(subjects) >= 8
    assert [path.name for path in subjects if not (path / "README.md").exists()] == []


def test_packages_do_not_pull_in_django_by_themselves() -> None:
    assert ast.get_docstring(tree(ASILI / "__init__.py"))
    imports = [
        node
        for node in tree(SOURCE / "asili" / "__init__.py").body
        if "Import" in type(node).__name__
    ]
    assert imports == []
