from django.urls import path

from asili.interfaces.ogc import views

app_name = "ogc"
urlpatterns = [
    path("ogc/", views.landing, name="landing"),
    path("ogc/conformance", views.conformance, name="conformance"),
    path("ogc/api", views.api, name="api"),
    path("ogc/collections", views.collections, name="collections"),
    path("ogc/collections/<slug:name>", views.collection, name="collection"),
    path("ogc/collections/<slug:name>/items", views.items, name="items"),
    path("ogc/collections/<slug:name>/items/<str:feature>", views.item, name="item"),
]
