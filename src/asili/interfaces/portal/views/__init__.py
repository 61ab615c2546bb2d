"""Public pages."""

from asili.interfaces.portal.views.home import home
from asili.interfaces.portal.views.report import report, section

__all__ = ["home", "report", "section"]
