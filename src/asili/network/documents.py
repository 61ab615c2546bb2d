"""The files of a folder's documents: where they lie, and whether they are what the table says."""

import re
from pathlib import Path

from asili.network.folder import Folder
from asili.network.problems import Problem
from asili.network.sinks import entry_of
from asili.network.tabular import Report, Row
from asili.network.writing import FILES

_SHA256 = re.compile(r"[0-9a-f]{64}")
_REMEDY = "Get the file again from its source."


def file_of(folder: Folder, document: Row) -> Path | None:
    """Return the file of a row of documents; None where its name is no SHA-256."""
    name = str(document["sha256"])
    return folder.path / FILES / name if _SHA256.fullmatch(name) else None


def fault_of(folder: Folder, document: Row) -> str:
    """Say what is wrong with the file of a row of documents; "" where nothing is."""
    file = file_of(folder, document)
    if file is None:
        return "this is no SHA-256 in small hexadecimal letters"
    if not file.is_file():
        return "the file is missing"
    if entry_of(file) != (document["size"], document["sha256"]):
        return "the file has another size or SHA-256"
    return ""


def fault(folder: Folder, number: int, document: Row, rule: str) -> Problem:
    """The problem of a document in row ``number``."""
    return Problem(
        folder.name("documents"), number, "sha256", str(document["sha256"]), rule, _REMEDY
    )


def check_documents(folder: Folder, report: Report) -> None:
    """Compare every file with its row."""
    for record in folder.records("documents", _ignore):
        if record.row is not None and (rule := fault_of(folder, record.row)):
            report(fault(folder, record.number, record.row, rule))


def _ignore(_problem: Problem) -> None:
    """The rows themselves are judged with the table."""
