from django.urls import path, register_converter
from django.views.i18n import set_language

from asili.interfaces.portal import views
from asili.interfaces.portal.addresses import ExportConverter, SectionConverter, StatementConverter

register_converter(SectionConverter, "section")
register_converter(StatementConverter, "statement")
register_converter(ExportConverter, "export")

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("language", set_language, name="set-language"),
    path("bag", views.bag, name="example-bag"),
    path("report", views.report, name="report"),
    path("report/coverage.<export:form>", views.report_export, name="report-export"),
    path("report/<statement:number>", views.statement, name="report-statement"),
    path("report/<section:slug>", views.section, name="report-section"),
]
