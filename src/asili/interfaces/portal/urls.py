from django.urls import path, register_converter
from django.views.i18n import set_language

from asili.domain.insight.report.sections import BY_SLUG
from asili.interfaces.portal import views


class SectionConverter:
    """The slug of a section of the report, which may contain a slash."""

    regex = "|".join(BY_SLUG)

    def to_python(self, value: str) -> str:
        """The slug itself."""
        return value

    to_url = to_python


register_converter(SectionConverter, "section")

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("language", set_language, name="set-language"),
    path("report", views.report, name="report"),
    path("report/<section:slug>", views.section, name="report-section"),
]
