"""Writes the reference pages from the code: ``.venv/bin/python tools/reference.py``.

Acts, rules, records, the network folder and commands are described where they are written; these
pages only collect that, so that they cannot say anything else. A test compares them.
"""

import inspect
import json
import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import django
from django.apps import apps
from django.core.management import load_command_class
from django.db.models import Model
from django.utils.translation import override

if TYPE_CHECKING:
    from asili.network.layout import Column

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "asili"
PAGES = ROOT / "docs" / "reference"
SUBJECTS = ["core", "law", "geography", "registry", "places", "credentials", "custody", "trade"]


def prepare() -> None:
    """Make the code importable and Django ready."""
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "asili.config.settings")
    django.setup()


def first_sentence(text: str | None) -> str:
    """First paragraph of a docstring on one line, fit for a table cell."""
    paragraph = inspect.cleandoc(text or "").split("\n\n")[0]
    return " ".join(paragraph.split()).replace("``", "`").replace("|", "\\|")


def modules(package: str) -> Iterator[ModuleType]:
    """Modules below a package, migrations aside, in alphabetical order."""
    folder = SOURCE.parent / package.replace(".", "/")
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        if not {"migrations", "management"} & set(parts):
            yield import_module(".".join(parts).removesuffix(".__init__"))


def package_of(subject: str) -> str:
    """Dotted name of a subject's package."""
    return "asili.core" if subject == "core" else f"asili.domain.{subject}"


def acts(package: str) -> Iterator[tuple[str, Callable[..., object]]]:
    """Public functions of a package that take ``actor`` by keyword only: the acts."""
    for module in modules(package):
        for name, function in vars(module).items():
            if (
                inspect.isfunction(function)
                and function.__module__ == module.__name__
                and not name.startswith("_")
                and "actor" in (parameters := inspect.signature(function).parameters)
                and parameters["actor"].kind is inspect.Parameter.KEYWORD_ONLY
            ):
                yield name, function


def acts_page() -> str:
    """Every act: who is asked, what it takes, what it does."""
    lines = ["# Acts", "", "An act is the only thing that writes. Each asks its policy, judges,"]
    lines += ["writes in one transaction and appends to the journal last.", ""]
    for subject in SUBJECTS:
        found = list(acts(package_of(subject)))
        if found:
            lines += [f"## {subject}", "", "| act | takes | what it does |", "| --- | --- | --- |"]
        for name, function in found:
            names = [p for p in inspect.signature(function).parameters if p != "actor"]
            takes = ", ".join(f"`{p}`" for p in names)
            lines.append(f"| `{name}` | {takes} | {first_sentence(function.__doc__)} |")
        if found:
            lines.append("")
    return "\n".join(lines)


def rules_page() -> str:
    """Every numbered rule with what it says and how a difference is put right."""
    from_core = import_module("asili.core.findings").Rule
    found = {
        value.code: value
        for package in ("asili.core", "asili.domain")
        for module in modules(package)
        for value in vars(module).values()
        if isinstance(value, from_core)
    }
    lines = ["# Rules", "", "A rule that is not met opens a finding: a difference to be explained."]
    lines += ["*Stop*: the record is kept and counts for nothing until it is resolved.", ""]
    lines += ["| rule | says | effect | basis | remedy |", "| --- | --- | --- | --- | --- |"]
    for code in sorted(found, key=lambda c: (c.split(".")[0], int(c.split(".")[1]))):
        rule = found[code]
        cells = (code, rule.title, rule.severity.value, rule.legal_basis or "ours", rule.remedy)
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return "\n".join([*lines, ""])


def records_page() -> str:
    """Every table, what it holds, whether it is sealed, and its personal fields."""
    marks_of = import_module("asili.core.privacy").marks_of
    lines = ["# Records", "", "Sealed: rows are added, never changed or removed.", ""]
    personal = ["## Personal fields", "", "| field | class | purpose | kept |"]
    personal.append("| --- | --- | --- | --- |")
    for subject in SUBJECTS:
        models: list[type[Model]] = list(apps.get_app_config(subject).get_models())
        lines += [f"## {subject}", "", "| record | sealed | holds |", "| --- | --- | --- |"]
        for model in models:
            sealed = "sealed" if getattr(model, "sealed", False) else ""
            lines.append(f"| `{model.__name__}` | {sealed} | {first_sentence(model.__doc__)} |")
            for name, mark in marks_of(model).items():
                field = f"`{model.__name__}.{name}`"
                cells = (field, mark.privacy.value, mark.purpose, mark.retention)
                personal.append(f"| {' | '.join(cells)} |")
        lines.append("")
    return "\n".join([*lines, *personal, ""])


def folder_page() -> str:
    """The tables and columns of the open network folder."""
    schema = import_module("asili.network.schema")
    intro = inspect.cleandoc(schema.__doc__ or "").replace("``", "`")
    lines = ["# The open network folder", "", intro.split("\n", 2)[2], ""]
    lines += example(SOURCE / "network" / "README.md")
    for table in schema.TABLES.values():
        need = "" if table.required else " (optional)"
        lines += [f"## {table.name}.csv", "", f"{table.meaning}{need}", ""]
        lines += [f"Key: {', '.join(f'`{name}`' for name in table.key)}.", ""]
        lines += ["| column | type | meaning |", "| --- | --- | --- |"]
        for column in table.columns:
            name = f"`{column.name}`" + ("" if column.required else " (may be empty)")
            lines.append(f"| {name} | {column.type.value} | {column.meaning}{limits(column)} |")
        lines.append("")
    return "\n".join(lines)


def example(readme: Path) -> list[str]:
    """The example of a README and what is said of it, from its heading to the next."""
    found = readme.read_text("utf-8").split("\n## ")[1]
    files = "`tables.schema.json`, `manifest.schema.json` and `datapackage.json`"
    lines = [f"## {found.rstrip()}", "", "## For other programs", ""]
    return [*lines, f"{files} lie in `src/asili/network/published`; the last in each folder.", ""]


def limits(column: "Column") -> str:
    """What a cell of a column of the folder must satisfy, as the end of its meaning."""
    said = [f"one of {', '.join(f'`{choice}`' for choice in column.choices)}"] * bool(
        column.choices
    )
    if column.kinds:
        said.append(f"begins with {' or '.join(column.kinds)}")
    if column.references:
        said.append(f"refers to `{column.references}`")
    if column.minimum is not None or column.maximum is not None:
        bounds = (column.minimum, column.maximum)
        least, most = ("" if bound is None else str(bound) for bound in bounds)
        said.append(f"{least or 'any'} to {most}" if most else f"from {least}")
    return f" ({'; '.join(said)})" if said else ""


def commands_page() -> str:
    """Our management commands with their options."""
    lines = ["# Commands", "", "Run as `./asili COMMAND`; `./asili COMMAND --help` says the same."]
    lines += [
        "",
        "`./asili demo`, `test`, `check` and `bench` are described on the start page.",
        "",
    ]
    for path in sorted(SOURCE.glob("interfaces/*/management/commands/[!_]*.py")):
        app = f"asili.interfaces.{path.parts[-4]}"
        parser = load_command_class(app, path.stem).create_parser("./asili", path.stem)
        lines += [f"## {path.stem}", "", parser.description or "", ""]
        for action in parser._actions:
            parts = getattr(action, "_choices_actions", [])  # sub-commands
            for one in (*parts, *(() if parts else (action,))):
                names = ", ".join(f"`{n}`" for n in one.option_strings) or f"`{one.dest}`"
                if one.help and not is_djangos(one.option_strings):
                    lines.append(f"- {names}: {' '.join(one.help.split())}")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


DJANGOS = {
    "-h", "--version", "-v", "--settings", "--pythonpath", "--traceback", "--no-color",
    "--force-color", "--skip-checks",
}  # fmt: skip


def is_djangos(names: list[str]) -> bool:
    """True for an option that every Django command has."""
    return bool(DJANGOS & set(names))


WRITERS: dict[str, Callable[[], str]] = {
    "acts": acts_page,
    "rules": rules_page,
    "records": records_page,
    "network-folder": folder_page,
    "commands": commands_page,
}


def page(name: str) -> str:
    """Text of a generated page, in English."""
    with override("en"):
        return WRITERS[name]()


def main() -> None:
    """Write the pages."""
    prepare()
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in WRITERS:
        (PAGES / f"{name}.md").write_text(page(name), "utf-8")
    published = import_module("asili.network.published")
    published.PUBLISHED.mkdir(exist_ok=True)
    for name, content in published.texts().items():
        text = json.dumps(content, ensure_ascii=False, indent=2)
        (published.PUBLISHED / name).write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
