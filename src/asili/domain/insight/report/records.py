"""A statement as one flat record, for downloads and for the command line."""

from asili.domain.insight.report.statements import Statement

FIELDS = (
    "id",
    "section",
    "heading",
    "group",
    "kind",
    "text",
    "language",
    "modules",
    "state",
    "address",
    "role",
    "test",
    "reason",
)


def record(statement: Statement, language: str) -> tuple[str, ...]:
    """One value for each of FIELDS; the state and the address stay codes."""
    wording = statement.wording(language)
    return (
        statement.id,
        str(statement.section.title),
        str(statement.heading),
        str(statement.group_name),
        str(statement.kind_name),
        wording.text,
        wording.language,
        " ".join(statement.modules),
        str(statement.state),
        " ".join((statement.view, *statement.arguments)),
        statement.role,
        statement.test,
        str(statement.reason),
    )
