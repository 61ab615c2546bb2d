"""Check the derived tables of a folder: that their numbers point at rows which are there.

Whether they are right is for whoever imports the folder: the events are judged anew there.
"""

from collections.abc import Iterator

from asili.network.folder import Folder
from asili.network.problems import Problem
from asili.network.tabular import Report, Row

_REMEDY = "Export the folder again; derived tables are not edited."


def check_derived(folder: Folder, report: Report) -> dict[str, int]:
    """Check the derived tables as a stream; return their rows by table."""
    counts = {}
    for table in ("verdicts", "origins"):
        if folder.file(table):
            counts[table] = sum(1 for _ in folder.rows(table, report))
    lines = folder.size("lines") if folder.file("outcomes") else 0
    if folder.file("outcomes"):
        counts["outcomes"] = _check_outcomes(folder, report, lines)
    if folder.file("flows"):
        counts["flows"] = _check_flows(folder, report, lines, folder.size("events"))
    return counts


def _check_outcomes(folder: Folder, report: Report, lines: int) -> int:
    last = count = 0
    for number, row in _rows(folder, "outcomes", report):
        line, node = _whole(row, "line"), _whole(row, "node")
        if not last < line <= lines or node > lines:
            rule = f"there is no such line, or it stands further up; lines has {lines} rows"
            report(Problem(folder.name("outcomes"), number, "line", str(line), rule, _REMEDY))
        else:
            last = line
            count += 1
    return count


def _check_flows(folder: Folder, report: Report, lines: int, events: int) -> int:
    count = 0
    for number, row in _rows(folder, "flows", report):
        ends = [_whole(row, "src"), _whole(row, "dst")]
        if row["dst"] == 0 or any(end > lines or -end > events for end in ends):
            rule = "a flow joins lines and hubs that are there"
            value = " to ".join(map(str, ends))
            report(Problem(folder.name("flows"), number, "dst", value, rule, _REMEDY))
        else:
            count += 1
    return count


def _rows(folder: Folder, table: str, report: Report) -> Iterator[tuple[int, Row]]:
    for record in folder.records(table, report):
        if record.row is not None:
            yield record.number, record.row


def _whole(row: Row, column: str) -> int:
    value = row[column]
    return value if isinstance(value, int) else 0
