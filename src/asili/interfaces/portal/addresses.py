"""Parts of public addresses: a section, the number of a statement, the form of a download."""

from django.urls import reverse

from asili.domain.insight.report.sections import BY_SLUG, Section
from asili.domain.insight.report.statements import Statement


class _Converter:
    """Text that stands in an address as it is."""

    regex = ""

    def to_python(self, value: str) -> str:
        """The text itself."""
        return value

    def to_url(self, value: str) -> str:
        """The text itself."""
        return value


class SectionConverter(_Converter):
    """The slug of a section of the report; it may contain a slash."""

    regex = "|".join(BY_SLUG)


class StatementConverter(_Converter):
    """The number of a statement: ``S-034``."""

    regex = "S-[0-9]{3}"


class ExportConverter(_Converter):
    """The form of a download."""

    regex = "csv|xlsx|json"


def address_of(part: Statement | Section) -> str:
    """The page of a statement or of a section."""
    if isinstance(part, Section):
        return reverse("portal:report-section", args=[part.slug])
    return reverse("portal:report-statement", args=[part.id])
