"""Numbers by which people call a part of the report: S-34, 3.III, group 5, groupe V."""

import re
from typing import Final

from asili.core.words import fold
from asili.domain.insight.report.sections import WORKING_GROUPS, Section
from asili.domain.insight.report.statements import Statement, by_id

_STATEMENT: Final = re.compile(r"s[\s.-]*(\d{1,3})")
_NUMERAL: Final = re.compile(r"(?:3[\s./-]*)?(i{1,3}|iv|vi?)")
_GROUP: Final = re.compile(
    r"(?:(?:working )?group|groupe(?: de travail)?|breakouts?|kikundi)[\s/]*(i{1,3}|iv|vi?|[1-6])"
)


def numbered(typed: str) -> Statement | Section | None:
    """The statement or section whose number was typed, and nothing else; None without one."""
    plain = " ".join(fold(typed).split())
    if statement := _STATEMENT.fullmatch(plain):
        return by_id().get(f"S-{int(statement[1]):03}")
    if group := _NUMERAL.fullmatch(plain) or _GROUP.fullmatch(plain):
        return next(
            section
            for place, section in enumerate(WORKING_GROUPS, 1)
            if group[1] in (section.numeral.lower(), str(place))
        )
    return None
