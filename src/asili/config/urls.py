"""Every address of the service."""

from django.urls import include, path

urlpatterns = [
    path("", include("asili.interfaces.portal.urls")),
    path("", include("asili.interfaces.web.urls")),
    path("", include("asili.interfaces.field.urls")),
    path("", include("asili.interfaces.exchange.urls")),
    path("", include("asili.interfaces.ogc.urls")),
]
