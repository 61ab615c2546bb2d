"""Public pages."""

from asili.interfaces.portal.views.examples import bag
from asili.interfaces.portal.views.home import home
from asili.interfaces.portal.views.report import report, report_export, section, statement

__all__ = ["bag", "home", "report", "report_export", "section", "statement"]
