from django.urls import path

from asili.interfaces.exchange import views

app_name = "exchange"
urlpatterns = [
    path("network/", views.carry, name="carry"),
    path("network/<str:code>/archive.zip", views.archive, name="archive"),
]
