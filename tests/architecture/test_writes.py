"""Only acts write. An act lives in a ``services`` module; what else may write is listed here."""

import ast
import re

import pytest

from tests.architecture.source import ASILI, calls, modules, name_of, tree

ACTS = re.compile(r"asili/domain/\w+/services(\.py|/.*\.py)$")
ALLOWED = {
    "asili/core/accounts.py": "acts: open and close an account, grant and end a role",
    "asili/core/approval.py": "acts: propose, approve, reject",
    "asili/core/bulk.py": "the one place with COPY and executemany, called by acts",
    "asili/core/exports.py": "saves a spreadsheet, no row",
    "asili/core/files.py": "acts: store a file, attach it",
    "asili/core/findings.py": "acts: open, refresh, close and dismiss findings",
    "asili/core/imports/erasing.py": "act: erase the raw rows of old imports",
    "asili/core/imports/machine.py": "acts: bring a file, map its columns, check it, let it go in",
    "asili/core/imports/tasks.py": "notes which job an import waits for",
    "asili/core/imports/undoing.py": "act: take an import back",
    "asili/core/jobs.py": "acts: start a job; the progress that a running job shows",
    "asili/core/journal/checkpoints.py": "keeps the statement that it has signed",
    "asili/core/journal/entries.py": "appends the entry that closes every act, under its one lock",
    "asili/core/notices.py": "acts: notify, mark as read",
    "asili/core/programmes.py": "act: open a programme",
    "asili/domain/custody/queries/statements.py": "reads only, by set queries of its callers",
    "asili/core/questions.py": "sends what acts ask and write, holds rows, draws identifiers",
    "asili/core/snapshots.py": "begins and ends transactions that only read",
    "asili/core/tokens.py": "acts: make and revoke an access token; notes the day of its last use",
    "asili/core/seals.py": "a migration operation: creates and drops triggers",
}
WRITING = {
    "acreate",
    "aget_or_create",
    "asave",
    "aupdate",
    "aupdate_or_create",
    "adelete",
    "bulk_create",
    "bulk_update",
    "copy_from",
    "create",
    "create_user",
    "delete",
    "executemany",
    "executescript",
    "get_or_create",
    "save",
    "set_password",
    "update_or_create",
}
READS = re.compile(r"\s*(SELECT|WITH|EXPLAIN|PRAGMA)\b", re.IGNORECASE)


def text_of(node: ast.expr) -> str:
    """Leading literal text of an expression, "" where there is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr) and node.values:
        return text_of(node.values[0])
    if isinstance(node, ast.BinOp):
        return text_of(node.left)
    return ""


def constants(module: ast.Module) -> dict[str, str]:
    """Names that a module gives to literal text."""
    return {
        target.id: text_of(node.value)
        for node in module.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def writes(module: ast.Module) -> list[str]:
    """Calls of a module that may change a table, each with its line.

    ``update`` counts with keyword arguments only (a query set takes nothing else, a dictionary or
    a hash takes a value); ``execute`` counts unless its text is seen to read.
    """
    named = constants(module)
    found = []
    for call in calls(module):
        if not isinstance(call.func, ast.Attribute):
            continue
        verb, first = call.func.attr, call.args[0] if call.args else None
        sql = named.get(first.id, "") if isinstance(first, ast.Name) else text_of(first or call)
        if (
            verb in WRITING
            or (verb == "update" and call.keywords and not call.args)
            or (verb in {"execute", "copy"} and call.args and not READS.match(sql))
        ):
            found.append(f"{call.lineno}: {ast.unparse(call.func)}")
    return found


def test_only_acts_write() -> None:
    stray = [
        f"{name_of(path)}:{line}"
        for path in modules(ASILI)
        if not ACTS.search(name_of(path)) and name_of(path) not in ALLOWED
        for line in writes(tree(path))
    ]
    assert stray == []


def test_what_may_write_besides_acts_exists_and_does() -> None:
    idle = [name for name in ALLOWED if not writes(tree(ASILI.parent / name))]
    assert idle == []


@pytest.mark.parametrize(
    "line",
    [
        "lot.save()",
        "Lot.objects.filter(id=1).update(kind='bag')",
        "Lot.objects.bulk_create(rows)",
        "cursor.execute('UPDATE custody_lot SET kind = 1')",
        "cursor.execute(statement)",
    ],
)
def test_a_write_is_recognised(line: str) -> None:
    assert writes(ast.parse(line))


@pytest.mark.parametrize(
    "line", ["known.update(other)", "cursor.execute('SELECT 1')", "digest.update(b'')"]
)
def test_what_only_reads_is_let_be(line: str) -> None:
    assert not writes(ast.parse(line))
