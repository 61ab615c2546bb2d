from django.urls import path

from asili.interfaces.field import views

app_name = "field"
urlpatterns = [
    path("b/<str:code>/", views.bag, name="bag"),
    path("receipts/<str:code>/", views.receipt, name="receipt"),
]
